package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What killed processes left behind goes, and nothing else. */
class OwnFolderTest {
    @Test
    void foldersOfProcessesThatRunNoMoreAreRemoved(@TempDir Path parent) throws Exception {
        Path left = Files.createDirectories(parent.resolve("test-999999999-abc"));
        Files.writeString(left.resolve("kv.mv"), "x");
        Path strange = Files.createDirectories(parent.resolve("test-results"));
        Path started = Files.createDirectories(parent.resolve("started"));

        Path first = OwnFolder.make(parent);
        Path second = OwnFolder.make(parent);

        assertThat(left).doesNotExist();
        assertThat(strange).exists();
        assertThat(started).exists();
        assertThat(first).isDirectory().isNotEqualTo(second);
        assertThat(second).isDirectory();
    }
}
