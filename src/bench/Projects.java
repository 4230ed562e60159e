import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The projects that are measured, below {@code target/bench}. */
final class Projects {
    static final Path WORK = Path.of("target", "bench").toAbsolutePath();
    private static final Path PROJECT = Path.of("src", "it", "quickstart").toAbsolutePath();
    /** The JVM options that the site advises. */
    static final String QUICK = "-XX:TieredStopAtLevel=1\n-XX:+UseSerialGC\n";

    private Projects() {}

    /** Whether this is the folder to run in. */
    static boolean areHere() {
        return Files.isDirectory(PROJECT);
    }

    /** Contents that no other run had; the index of hashes goes too, as it would on a new machine. */
    static void resalt(Path folder, int fresh, List<Path> projects) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(f -> salt(f, fresh));
            for (Path project : projects) {
                delete(project.resolve("target"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void salt(Path file, int salt) {
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(8).putLong(0, salt * 1_000_003L));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void fill(Path folder, int count, java.util.function.IntUnaryOperator size) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[Math.max(16, size.applyAsInt(i))];
            random.nextBytes(content);
            Path to = Files.createDirectories(folder.resolve("d%03d".formatted(i / 100)));
            Files.write(to.resolve("f" + i + ".txt"), content);
        }
    }

    static void replace(Path file, String regex, String by) {
        try {
            Files.writeString(file, Pattern.compile(regex).matcher(Files.readString(file)).replaceAll(by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A project with nothing but a POM and a config. */
    static Path empty(String name, String config) throws IOException {
        Path project = WORK.resolve(name);
        delete(project);
        Files.createDirectories(project.resolve(".mvn"));
        String worker = project.getFileName().toString();
        Files.writeString(project.resolve("pom.xml"), pom(worker, "cloudflare-worker"));
        Files.writeString(
                project.resolve("wrangler.toml"),
                (config.startsWith("name") ? "" : "name = \"" + worker + "\"\n")
                        + "compatibility_date = \"2026-05-01\"\n" + config);
        return project;
    }

    static String pom(String name, String packaging) throws IOException {
        return Files.readString(PROJECT.resolve("pom.xml"))
                .replace("python-highload-mcp", name)
                .replace("<packaging>cloudflare-worker", "<packaging>" + packaging);
    }

    static Path copy(String name) throws IOException {
        return copy(PROJECT, WORK.resolve(name));
    }

    /** The same project with the JVM options that the site advises. */
    static Path quick(Path project) throws IOException {
        Path quick = copy(project, project.resolveSibling(project.getFileName() + "-c1"));
        Files.writeString(Files.createDirectories(quick.resolve(".mvn")).resolve("jvm.config"), QUICK);
        return quick;
    }

    static Path copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.startsWith(from.resolve("target")))
                    .filter(f -> !f.startsWith(from.resolve(".cloudflare")))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    static String pluginVersion() throws IOException {
        Matcher matcher = Pattern.compile("<artifactId>cloudflare-maven-plugin</artifactId>\\s*<version>([^<]+)")
                .matcher(Files.readString(Path.of("pom.xml")));
        if (!matcher.find()) {
            throw new IllegalStateException("pom.xml names no version");
        }
        return matcher.group(1);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, IOException e) throws IOException {
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
