package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removes folders. */
public final class Folders {
    private Folders() {}

    /**
     * Removes a folder with everything in it; nothing happens where there is none.
     *
     * @throws ToolFailure when something of it stays
     */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ToolFailure("the folder " + folder + " cannot be removed: " + e, e);
        }
    }
}
