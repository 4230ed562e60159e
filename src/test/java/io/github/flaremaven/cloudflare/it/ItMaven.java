package io.github.flaremaven.cloudflare.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs builds in a project under {@code target/it}, with the Maven and the settings that the invoker uses. */
public final class ItMaven {
    private final Path folder;
    private final Installation installation;
    private final Map<String, String> environment = new TreeMap<>();
    private String settings;

    /**
     * What a build runs with.
     *
     * @param cache the folder of tools that all builds share
     * @param settings the template of the settings
     * @param outerRepository the local repository of the build that runs the integration tests
     */
    record Installation(Path home, Path java, Path localRepository, Path cache, Path settings, Path outerRepository) {}

    /** A build that has ended. */
    public record Build(int exit, String log) {
        public List<ItProject.Failure> getFailures() {
            return ItProject.failures(log);
        }
    }

    ItMaven(Path folder, Installation installation) {
        this.folder = folder;
        this.installation = installation;
        this.settings = ItProject.text(installation.settings())
                .replace(
                        "@localRepositoryUrl@",
                        installation.outerRepository().toUri().toString());
        environment.put("JAVA_HOME", installation.java().toString());
        environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1");
        environment.put("CLOUDFLARE_API_TOKEN", "");
        environment.put("CLOUDFLARE_API_BASE_URL", "http://127.0.0.1:9");
    }

    /** Sets an environment variable for the builds that follow. */
    public ItMaven with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Adds elements, such as {@code <servers>}, to the settings of the builds that follow. */
    public ItMaven withSettings(String elements) {
        settings = settings.replace("<settings>", "<settings>\n" + elements);
        return this;
    }

    /**
     * Builds and waits.
     *
     * @throws AssertionError with the log when the build fails
     */
    public Build run(String... arguments) {
        Build build = tryRun(arguments);
        if (build.exit() != 0) {
            throw new AssertionError("mvn " + String.join(" ", arguments) + " failed:\n" + build.log());
        }
        return build;
    }

    /** Builds and waits, whatever comes of it. */
    public Build tryRun(String... arguments) {
        return tryRunIn(folder, arguments);
    }

    /** The same in another folder. */
    public Build tryRunIn(Path where, String... arguments) {
        try (ItProcess process = startIn(where, arguments)) {
            return new Build(process.waitFor(), process.log());
        }
    }

    /** Starts a build that goes on beside the hook. */
    public ItProcess start(String... arguments) {
        return startIn(folder, arguments);
    }

    private ItProcess startIn(Path where, String... arguments) {
        try {
            Path settingsFile = Files.writeString(Files.createTempFile(folder, "settings", ".xml"), settings);
            List<String> command = new ArrayList<>(List.of(
                    installation.home().resolve("bin").resolve("mvn").toString(),
                    "-B",
                    "-e",
                    "-s",
                    settingsFile.toString(),
                    "-Dmaven.repo.local=" + installation.localRepository(),
                    "-Dcloudflare.cache=" + installation.cache()));
            command.addAll(List.of(arguments));
            return ItProcess.start(command, where, environment, nextLog());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path nextLog() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long builds = files.filter(f -> f.getFileName().toString().startsWith("hook-build-"))
                    .count();
            return folder.resolve("hook-build-" + (builds + 1) + ".log");
        }
    }
}
