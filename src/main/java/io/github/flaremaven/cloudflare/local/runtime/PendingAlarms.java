package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether Durable Objects may have alarms that wait: only a process that runs can fire them. */
final class PendingAlarms {
    /** Where workerd keeps the alarms of a class, and what it has not yet worked into that. */
    private static final List<String> FILES = List.of("metadata.sqlite", "metadata.sqlite-wal");

    /** The files are databases, which would need a driver; ids of objects stand in them as they are. */
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{64}");

    private PendingAlarms() {}

    /**
     * Looks into the folders of all classes. An alarm that was taken back lately may still be seen.
     *
     * @param objects the folder that has one for each class
     */
    static boolean areIn(Path objects) {
        if (!Files.isDirectory(objects)) {
            return false;
        }
        try (Stream<Path> classes = Files.list(objects)) {
            return classes.flatMap(c -> FILES.stream().map(c::resolve))
                    .filter(Files::isRegularFile)
                    .anyMatch(PendingAlarms::namesAnObject);
        } catch (IOException e) {
            throw new ToolFailure("the Durable Objects in " + objects + " cannot be read: " + e, e);
        }
    }

    private static boolean namesAnObject(Path file) {
        try {
            return OBJECT_ID
                    .matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .find();
        } catch (IOException e) {
            return true; // the process will tell what is wrong with it
        }
    }
}
