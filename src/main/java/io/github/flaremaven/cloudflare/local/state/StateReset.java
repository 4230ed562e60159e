package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes all that the embedded Cloudflare keeps in a folder, whatever its format and however damaged. The folder stays,
 * with the lock that keeps others out meanwhile.
 */
public final class StateReset {
    /** What stays, because it says nothing. */
    private static final Set<String> STAYS = Set.of(FolderLock.FILE, FolderLock.OWNER, StateFolder.GIT_IGNORE);

    private StateReset() {}

    /**
     * What was in the folder.
     *
     * @param workers names
     * @param bytes of all files together
     */
    public record Removed(List<String> workers, int files, long bytes) {
        public Removed {
            workers = List.copyOf(workers);
        }
    }

    /**
     * Removes it.
     *
     * @param really false only says what would be removed
     * @throws InputFailure when a process owns the folder, or the folder is none of ours
     * @throws ToolFailure when something cannot be removed
     */
    public static Removed run(Path root, boolean really) {
        try {
            if (!Files.exists(root) || isEmpty(root)) {
                return new Removed(List.of(), 0, 0);
            }
            if (!Files.exists(root.resolve(StateFolder.STATE)) || !Files.exists(root.resolve(FolderLock.FILE))) {
                throw new InputFailure("the folder " + root + " holds no state of the embedded Cloudflare (no "
                        + StateFolder.STATE + " with a lock beside it), so nothing in it is removed");
            }
            FolderLock lock = FolderLock.tryLock(root)
                    .orElseThrow(() -> new InputFailure("a process is using the embedded Cloudflare in " + root
                            + "; end it first (cloudflare:local ends with Ctrl-C)"));
            try {
                Removed content = look(root);
                if (really) {
                    remove(root);
                }
                return content;
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw new ToolFailure("the state in " + root + " cannot be removed: " + e, e);
        }
    }

    private static boolean isEmpty(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.allMatch(f -> STAYS.contains(f.getFileName().toString()));
        }
    }

    private static Removed look(Path root) throws IOException {
        List<String> workers = new ArrayList<>();
        int files = 0;
        long bytes = 0;
        for (Path file : content(root)) {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                continue;
            }
            files++;
            bytes += attributes.size();
            String name = file.getFileName().toString();
            if (name.endsWith(".json") && root.resolve("scripts").equals(file.getParent())) {
                workers.add(name.substring(0, name.length() - ".json".length()));
            }
        }
        workers.sort(Comparator.naturalOrder());
        return new Removed(workers, files, bytes);
    }

    /** The file that says whose folder it is goes last: a reset that was broken off can be made again. */
    private static void remove(Path root) throws IOException {
        Path last = root.resolve(StateFolder.STATE);
        for (Path file : content(root)) {
            if (!file.equals(last)) {
                Files.delete(file);
            }
        }
        Files.delete(last);
    }

    /** What is in a folder before the folder. */
    private static List<Path> content(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> !f.equals(root))
                    .filter(f -> !root.equals(f.getParent())
                            || !STAYS.contains(f.getFileName().toString()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
