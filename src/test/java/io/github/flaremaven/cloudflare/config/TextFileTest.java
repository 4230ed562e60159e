package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no config, however they are called: each gets one sentence. */
class TextFileTest {
    @TempDir
    Path folder;

    private void refused(Path file, String sentence) {
        assertThatExceptionOfType(InputFailure.class)
                .isThrownBy(() -> TextFile.read(file))
                .withMessage(file + " " + sentence);
    }

    private LoadedConfig load(Optional<Path> named) {
        return ConfigLoader.load(new ConfigRequest(folder, named, new EnvironmentChoice.Named(""), List.of(), false));
    }

    @Test
    void missing() {
        refused(folder.resolve("x"), "does not exist");
    }

    @Test
    void folder() {
        refused(folder, "is a folder where a file is expected");
    }

    @ParameterizedTest
    @ValueSource(longs = {(1 << 20) + 1, 100 << 20})
    void tooLarge(long size) throws IOException {
        Path file = folder.resolve("wrangler.toml");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(size);
        }

        refused(file, "is larger than 1 MiB, which no config file is; look at its path");
    }

    @Test
    void largeButNotTooLarge() throws IOException {
        Path file = Files.writeString(folder.resolve("wrangler.toml"), "#".repeat(1 << 20));

        assertThat(TextFile.read(file)).hasSize(1 << 20);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutEnd() {
        refused(Path.of("/dev/zero"), "is larger than 1 MiB, which no config file is; look at its path");
    }

    @Test
    void binary() throws IOException {
        Path program = Files.write(folder.resolve("wrangler.toml"), new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0});
        Path image = Files.write(folder.resolve("wrangler.json"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});

        refused(program, "is no text file: it has a NUL byte at offset 7");
        refused(image, "is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void unreadable() throws IOException {
        Path file = Files.writeString(folder.resolve("wrangler.toml"), "name = 'x'");
        assumeThat(file.toFile().setReadable(false) && !Files.isReadable(file)).isTrue();

        refused(file, "may not be read by the user who runs the build; change its permissions");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void broken() {
        refused(Path.of("/proc/self/mem"), "cannot be read: Input/output error");
    }

    @Test
    void aFolderThatIsNamedAsConfig() throws IOException {
        Path named = Files.createDirectory(folder.resolve("wrangler.toml"));

        assertThatExceptionOfType(InputFailure.class)
                .isThrownBy(() -> load(Optional.of(Path.of("wrangler.toml"))))
                .withMessage("the config file " + named + " is no file (given as cloudflare.config)");
    }

    @Test
    void aFolderWithTheNameOfAConfigIsNone() throws IOException {
        Files.createDirectory(folder.resolve("wrangler.json"));
        Files.writeString(folder.resolve("wrangler.toml"), "name = 'x'");

        assertThat(load(Optional.empty()).worker().name()).isEqualTo("x");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkToAConfigElsewhere(@TempDir Path elsewhere) throws IOException {
        Path target = Files.writeString(elsewhere.resolve("shared.toml"), "name = 'x'\nmain = 'index.js'");
        Files.createSymbolicLink(folder.resolve("wrangler.toml"), target);

        LoadedConfig loaded = load(Optional.empty());

        assertThat(loaded.worker().name()).isEqualTo("x");
        assertThat(loaded.worker().main()).contains(folder.resolve("index.js"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkToItself() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("wrangler.toml"), Path.of("wrangler.toml"));

        assertThatExceptionOfType(InputFailure.class)
                .isThrownBy(() -> load(Optional.of(link)))
                .withMessage("the config file " + link + " does not exist (given as cloudflare.config)");
    }
}
