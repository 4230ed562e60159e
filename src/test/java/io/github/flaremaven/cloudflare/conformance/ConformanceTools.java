package io.github.flaremaven.cloudflare.conformance;

import io.github.flaremaven.cloudflare.testing.NpmPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two programs that are compared, as processes. The build says where things are by system properties that begin with
 * {@code conformance.}.
 *
 * @param wrangler command that is followed by wrangler's arguments
 * @param maven command that is followed by goals and properties
 * @param pluginPrefix group, artifact and version, to be followed by a goal
 * @param work folder for all that is made
 * @param cache folder of the tools that builds share
 */
record ConformanceTools(List<String> wrangler, List<String> maven, String pluginPrefix, Path work, Path cache) {
    private static final String PREFIX = "conformance.";

    /** Installs wrangler and its Node.js where that was not done yet. */
    static ConformanceTools find() {
        Path work = Path.of(property("directory"));
        Path cache = Path.of(System.getProperty("cloudflare.cache", ""));
        return new ConformanceTools(
                wranglerCommand(),
                maven(work, cache),
                "io.github.flaremaven:cloudflare-maven-plugin:" + property("version") + ":",
                work,
                cache);
    }

    private static String property(String name) {
        String value = System.getProperty(PREFIX + name);
        if (value == null) {
            throw new IllegalStateException("run this with mvn verify -Pconformance: " + PREFIX + name + " is not set");
        }
        return value;
    }

    private static List<String> wranglerCommand() {
        String version = property("wrangler");
        Path wrangler = NpmPackages.installed("wrangler", version);
        Path node = NpmPackages.installed(nodePackage(), property("node"));
        return List.of(
                node.resolve("bin/node").toString(),
                "--no-warnings",
                wrangler.resolve("wrangler-dist/cli.js").toString());
    }

    private static String nodePackage() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return "node-" + (mac ? "darwin" : "linux") + "-" + (arm ? "arm64" : "x64");
    }

    private static List<String> maven(Path work, Path cache) {
        try {
            String settings = Files.readString(Path.of(property("settings")))
                    .replace(
                            "@localRepositoryUrl@",
                            Path.of(property("outerRepository")).toUri().toString());
            Path settingsFile = Files.writeString(Files.createDirectories(work).resolve("settings.xml"), settings);
            return List.of(
                    Path.of(property("mavenHome"), "bin", "mvn").toString(),
                    "-B",
                    "-e",
                    "-s",
                    settingsFile.toString(),
                    "-Dmaven.repo.local=" + property("repository"),
                    "-Dcloudflare.cache=" + cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What wrangler is run with, on top of the environment of this process. */
    Map<String, String> wranglerEnvironment(String api, String account) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("CLOUDFLARE_API_BASE_URL", api);
        environment.put("CLOUDFLARE_API_TOKEN", "local");
        environment.put("CLOUDFLARE_ACCOUNT_ID", account);
        environment.put("WRANGLER_SEND_METRICS", "false");
        environment.put("WRANGLER_HIDE_BANNER", "true");
        environment.put("WRANGLER_LOG_PATH", work.resolve("logs").toString());
        environment.put("CI", "1");
        environment.put("HOME", work.resolve("home").toString());
        return environment;
    }

    /** The same for Maven. */
    Map<String, String> mavenEnvironment(String account) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("CLOUDFLARE_API_TOKEN", "local");
        environment.put("CLOUDFLARE_ACCOUNT_ID", account);
        environment.put("CLOUDFLARE_API_BASE_URL", "http://127.0.0.1:9"); // only what a goal is told by property counts
        environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }

    /** Goals and properties as Maven's arguments. */
    List<String> mavenArguments(List<String> words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.startsWith("-") ? word : pluginPrefix + word);
        }
        return arguments;
    }
}
