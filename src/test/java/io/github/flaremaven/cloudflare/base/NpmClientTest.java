package io.github.flaremaven.cloudflare.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmClientTest {
    @TempDir
    private Path folder;

    @Test
    void theBuildThatIsReadyFirstWins() throws IOException {
        Path first = filled("first");
        Path second = filled("second");
        Path place = folder.resolve("place");

        NpmClient.moveInto(first, place);
        NpmClient.moveInto(second, place);

        assertThat(place.resolve("file")).hasContent("first");
    }

    @Test
    void aPlaceThatCannotBeIsAFailure() throws IOException {
        Path ready = filled("ready");

        assertThatThrownBy(() ->
                        NpmClient.moveInto(ready, folder.resolve("nowhere").resolve("place")))
                .isInstanceOf(FileSystemException.class);
    }

    private Path filled(String name) throws IOException {
        Path filled = Files.createDirectory(folder.resolve(name));
        Files.writeString(filled.resolve("file"), name);
        return filled;
    }
}
