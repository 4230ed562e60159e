package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removes folders, and says why something could not be written. */
public final class Folders {
    private Folders() {}

    /** The failure of a write; removes what was written of it, so that a full disk is not fuller for it. */
    static ToolFailure unwritten(String what, Path partial, IOException e) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException left) {
            e.addSuppressed(left);
        }
        return new ToolFailure(what + " cannot be written (" + reason(e) + "); what was kept before is still there", e);
    }

    /** What the system says, without the path that the sentence names already. */
    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : reason;
    }

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
