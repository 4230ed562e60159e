package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folders for {@link TestBed}s of this process, named by it, so that those of a process that was killed can be told. */
public final class OwnFolder {
    private static final Pattern NAME = Pattern.compile("test-(\\d{1,18})-.*");

    private OwnFolder() {}

    /** Makes one below {@code parent}, and removes what processes left there that run no more. */
    public static Path make(Path parent) {
        try {
            Files.createDirectories(parent);
            removeLeftovers(parent);
            return Files.createTempDirectory(
                    parent, "test-" + ProcessHandle.current().pid() + "-");
        } catch (IOException e) {
            throw new ToolFailure("the folder " + parent + " cannot be written to: " + e, e);
        }
    }

    private static void removeLeftovers(Path parent) throws IOException {
        List<Path> entries;
        try (Stream<Path> files = Files.list(parent)) {
            entries = files.filter(OwnFolder::isLeft).toList();
        }
        for (Path entry : entries) {
            try {
                Folders.delete(entry);
            } catch (ToolFailure | UncheckedIOException e) {
                // another process is at it
            }
        }
    }

    private static boolean isLeft(Path entry) {
        Matcher name = NAME.matcher(String.valueOf(entry.getFileName()));
        return name.matches()
                && ProcessHandle.of(Long.parseLong(name.group(1)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }
}
