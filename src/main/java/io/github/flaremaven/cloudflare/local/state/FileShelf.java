package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder of files that never change. One that somebody reads is deleted when the last reader has let go of it. */
public final class FileShelf {
    private final Path folder;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Set<String> unwanted = new HashSet<>();

    /** The folder exists. */
    public FileShelf(Path folder) {
        this.folder = folder;
    }

    /** Moves a file, which must be on the same disk, in here and gives the name that it has now. */
    public String take(Path file) {
        String name = UUID.randomUUID().toString();
        try {
            Files.move(file, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ToolFailure("the embedded Cloudflare cannot write " + file(name) + ": " + e, e);
        }
        return name;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Keeps these files until they are {@linkplain #release released}. */
    public synchronized void hold(List<String> names) {
        names.forEach(name -> readers.merge(name, 1, Integer::sum));
    }

    public synchronized void release(List<String> names) {
        for (String name : names) {
            if (readers.merge(name, -1, Integer::sum) == 0) {
                readers.remove(name);
                if (unwanted.remove(name)) {
                    delete(name);
                }
            }
        }
    }

    /** Deletes files, now or when nobody reads them any more. */
    public synchronized void remove(Collection<String> names) {
        for (String name : names) {
            if (readers.containsKey(name)) {
                unwanted.add(name);
            } else {
                delete(name);
            }
        }
    }

    /** Deletes every file but these; what was left over when a process was killed. */
    public synchronized void retain(Set<String> names) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!names.contains(name)) {
                    delete(name);
                }
            }
        } catch (IOException e) {
            throw new ToolFailure("the folder " + folder + " cannot be read: " + e, e);
        }
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new ToolFailure("the file " + file(name) + " cannot be deleted: " + e, e);
        }
    }
}
