import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program to compare with. */
final class Wrangler {
    private Wrangler() {}

    static Path modules() throws IOException {
        return Projects.WORK.resolve("wrangler-" + version()).resolve("node_modules");
    }

    static String platform() {
        return (System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux") + "-"
                + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
    }

    /** The command of wrangler; installs it, and the Node.js it needs, from npm where they are missing. */
    static List<String> install() throws IOException, InterruptedException {
        String node = "node-" + platform();
        if (!Files.isDirectory(modules().resolve("wrangler"))) {
            Path home = Files.createDirectories(modules().getParent());
            int exit = new ProcessBuilder(
                            "npm",
                            "install",
                            "--prefix",
                            home.toString(),
                            "--no-audit",
                            "--no-fund",
                            "wrangler@" + version(),
                            node + "@22")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("npm could not install wrangler");
            }
        }
        return List.of(
                modules().resolve(node).resolve("bin/node").toString(),
                "--no-warnings",
                modules().resolve("wrangler/wrangler-dist/cli.js").toString());
    }

    /** The one that the conformance suite compares with. */
    private static String version() throws IOException {
        Matcher matcher =
                Pattern.compile("<wrangler.version>([^<]+)").matcher(Files.readString(Path.of("pom.xml")));
        if (!matcher.find()) {
            throw new IllegalStateException("pom.xml names no version of wrangler");
        }
        return matcher.group(1);
    }
}
