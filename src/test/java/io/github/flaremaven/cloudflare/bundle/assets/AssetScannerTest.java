package io.github.flaremaven.cloudflare.bundle.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetScannerTest {
    @TempDir
    Path root;

    @Test
    void listsFilesByPathWithHashSizeAndType() throws IOException {
        file("b.txt", "hello");
        file("a/index.html", "<h1>hi</h1>\n");
        file("a/.hidden.json", "{}\n");
        file("node_modules/x/blob", "");

        AssetManifest manifest = scan();

        assertThat(manifest.files())
                .containsExactly(
                        new AssetFile(
                                "/a/.hidden.json",
                                root.resolve("a/.hidden.json"),
                                3,
                                "79c7c1189af9e0bba57e8931a4261f64",
                                Optional.of("application/json")),
                        new AssetFile(
                                "/a/index.html",
                                root.resolve("a/index.html"),
                                12,
                                "17453d0cfb9bacc76d9f30d3cb9ca048",
                                Optional.of("text/html; charset=utf-8")),
                        new AssetFile(
                                "/b.txt",
                                root.resolve("b.txt"),
                                5,
                                "f0b3413d4cabb000327fad369003d6a5",
                                Optional.of("text/plain; charset=utf-8")),
                        new AssetFile(
                                "/node_modules/x/blob",
                                root.resolve("node_modules/x/blob"),
                                0,
                                "af1349b9f5f9a1a6a0404dea36dcc949",
                                Optional.empty()));
        assertThat(manifest.headers()).isEmpty();
        assertThat(manifest.redirects()).isEmpty();
    }

    @Test
    void readsTheFilesOfSettingsAndServesThemOnlyFromBelow() throws IOException {
        file("_headers", "\uFEFF/*\r\n  X-A: é\n");
        file("_redirects", "/a /b");
        file(".assetsignore", "");
        file("sub/_headers", "x");
        file("sub/_redirects", "x");
        file("sub/.assetsignore", "*");

        AssetManifest manifest = scan();

        assertThat(paths(manifest)).containsExactly("/sub/.assetsignore", "/sub/_headers", "/sub/_redirects");
        assertThat(manifest.headers()).contains("\uFEFF/*\r\n  X-A: é\n");
        assertThat(manifest.redirects()).contains("/a /b");
    }

    @Test
    void leavesOutWhatIsIgnoredAndDoesNotEnterIt() throws IOException {
        file(".assetsignore", "\uFEFF*.MAP\nprivate/\n!keep.map\n");
        file("a.map", "");
        file("keep.map", "");
        file("private/keep.map", "");
        file("private/deep/x", "");
        file("public/x", "");

        assertThat(paths(scan())).containsExactly("/keep.map", "/public/x");
    }

    @Test
    void refusesPatternsThatAreNoText() throws IOException {
        Files.write(root.resolve(".assetsignore"), "a\n".getBytes(StandardCharsets.UTF_16));

        refused(this::scan, root.resolve(".assetsignore") + " is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void refusesAWorkerMadeForPages() throws IOException {
        file("_worker.js/index.js", "");
        Path ignore = root.resolve(".assetsignore");

        refused(
                this::scan,
                "The asset " + root.resolve("_worker.js/index.js")
                        + " is a Worker's code, which anyone could then read;" + " list _worker.js in " + ignore
                        + ", or leave that file empty to serve the code");

        file(".assetsignore", "_worker.js");
        assertThat(scan().files()).isEmpty();
        file(".assetsignore", "");
        assertThat(paths(scan())).containsExactly("/_worker.js/index.js");
    }

    @Test
    void refusesFilesOver25MiB() throws IOException {
        sized("a.bin", 26_214_400);
        assertThat(scan().files().get(0).hash()).isEqualTo("10798f851011e952f387797c2253f28b");

        sized("b.bin", 26_214_401);
        refused(
                this::scan,
                "The asset " + root.resolve("b.bin")
                        + " has 26,214,401 bytes, an asset has at most 26,214,400 (25 MiB);"
                        + " make it smaller, or keep it in R2");

        sized("a.bin", 30_000_000);
        refused(
                this::scan,
                "The asset " + root.resolve("a.bin") + " has 30,000,000 bytes, an asset has at most 26,214,400 (25 MiB)"
                        + " (and 1 more); make it smaller, or keep it in R2");

        file(".assetsignore", "*.bin");
        assertThat(scan().files()).isEmpty();
    }

    @Test
    void refusesAMissingDirectoryAndAFile() throws IOException {
        Path missing = root.resolve("missing");
        Path file = file("file", "");

        refused(
                () -> scan(missing),
                "The assets directory " + missing + " does not exist; create it or correct the path");
        refused(() -> scan(file), "The assets directory " + file + " is a file; name the folder it is in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_headers", "_redirects", ".assetsignore"})
    void refusesSettingsThatAreTooLarge(String name) throws IOException {
        sized(name, (8 << 20) + 1);

        refused(
                this::scan,
                root.resolve(name) + " is larger than 8 MiB, which no file of rules is; look at what it is");
    }

    @Test
    void refusesAFolderWhereSettingsAreExpected() throws IOException {
        Path folder = Files.createDirectory(root.resolve("_headers"));

        refused(this::scan, folder + " is a folder where a file of that name is expected; rename it");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
    void followsLinks() throws IOException {
        file("deep/er/a.txt", "hello");
        link("linked", "deep/er");
        link("b.html", "deep/er/a.txt");

        assertThat(scan().files().stream().collect(Collectors.toMap(AssetFile::path, AssetFile::hash)))
                .isEqualTo(Map.of(
                        "/deep/er/a.txt", "f0b3413d4cabb000327fad369003d6a5",
                        "/linked/a.txt", "f0b3413d4cabb000327fad369003d6a5",
                        "/b.html", "a2b82584e50075886b08927390f2f573"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
    void followsLinksOutOfTheProject(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("a.txt"), "hello");
        link("out", elsewhere.toString());

        assertThat(paths(scan())).containsExactly("/out/a.txt");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
    void refusesLinksInCirclesAndToNothing() throws IOException {
        Path ignore = root.resolve(".assetsignore");
        link("a/loop", "..");
        refused(
                this::scan,
                "The asset " + root.resolve("a/loop")
                        + " is a link to a folder above it, which never ends; remove it or" + " list it in " + ignore);

        file(".assetsignore", "loop/");
        link("b/broken", "nothing");
        refused(
                this::scan,
                "The asset " + root.resolve("b/broken") + " is a link to nothing; remove it or list it in " + ignore);

        file(".assetsignore", "loop/\nbroken");
        assertThat(scan().files()).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
    void refusesMoreThan100000Files() throws IOException {
        for (int i = 0; i < 320; i++) {
            file("files/" + i, "");
            link("links/" + i, "../files");
        }

        refused(
                this::scan,
                "The assets directory " + root
                        + " has more than 100000 files, the most Cloudflare takes; list what is not"
                        + " to be served in " + root.resolve(".assetsignore"));
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
    void refusesLinksThatMultiply() throws IOException {
        for (int i = 0; i < 40; i++) {
            Files.createDirectories(root.resolve("d" + i));
            link("d" + i + "/a", "../d" + (i + 1));
            link("d" + i + "/b", "../d" + (i + 1));
        }
        Files.createDirectories(root.resolve("d40"));

        refused(
                this::scan,
                "The assets directory " + root
                        + " has more than 100000 folders; look for links that lead back into it");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesWhatIsNoFile() throws IOException, InterruptedException {
        Path pipe = root.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        refused(
                this::scan,
                "The asset " + pipe + " is neither a file nor a folder; remove it or list it in "
                        + root.resolve(".assetsignore"));
    }

    /** Java decodes names of files by the locale; in the locale C it knows only ASCII. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readsNamesOutsideAsciiInAnyLocale() throws IOException, InterruptedException {
        assertThat(pathsInLocaleC("touch 'é ü.txt'; mkdir 日本; touch 日本/+%41.txt"))
                .containsExactly("/\\u00e9 \\u00fc.txt", "/\\u65e5\\u672c/+%41.txt");
        assertThat(pathsInLocaleC("printf '' > \"$(printf 'bad\\377.txt')\""))
                .singleElement()
                .asString()
                .contains("is not UTF-8; rename it");
    }

    private List<String> pathsInLocaleC(String script) throws IOException, InterruptedException {
        Process shell =
                new ProcessBuilder("sh", "-c", script).directory(root.toFile()).start();
        assertThat(shell.waitFor()).isZero();
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PathPrinter.class.getName(),
                        root.toString())
                .redirectErrorStream(true);
        java.environment().put("LC_ALL", "C");
        Process scan = java.start();
        String output = new String(scan.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        scan.waitFor();
        return output.lines().toList();
    }

    /** Prints the paths of a directory in ASCII, or why it cannot be scanned. */
    static final class PathPrinter {
        private PathPrinter() {}

        public static void main(String[] args) {
            try {
                scan(Path.of(args[0])).files().forEach(file -> System.out.println(escaped(file.path())));
            } catch (InputFailure e) {
                System.out.println(escaped(String.valueOf(e.getMessage())));
            }
        }

        private static String escaped(String text) {
            return text.chars()
                    .mapToObj(c -> c < 128 ? String.valueOf((char) c) : String.format("\\u%04x", c))
                    .collect(Collectors.joining());
        }
    }

    private AssetManifest scan() {
        return scan(root);
    }

    private static AssetManifest scan(Path directory) {
        return new AssetScanner(ContentTypes.load(), Clock.systemUTC()).scan(directory, Optional.empty());
    }

    private static void refused(ThrowingCallable scan, String sentence) {
        assertThatExceptionOfType(InputFailure.class).isThrownBy(scan).withMessage(sentence);
    }

    private static List<String> paths(AssetManifest manifest) {
        return manifest.files().stream().map(AssetFile::path).toList();
    }

    private Path file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    private void sized(String path, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve(path).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
