package io.github.flaremaven.cloudflare.local.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * Says that one process owns a folder, until it ends in whatever way.
 *
 * <p>On Unix a process loses its lock on a file as soon as it closes any handle of that file. So the owner writes its name
 * beside, and within one process (a Maven daemon that runs two builds) nobody opens the file twice.
 */
final class FolderLock implements AutoCloseable {
    static final String FILE = "lock";
    static final String OWNER = "owner";

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /** Absent while somebody else owns the folder. */
    static Optional<FolderLock> tryLock(Path folder) throws IOException {
        Path owner = folder.resolve(OWNER);
        if (Files.exists(owner) && Files.readString(owner).equals(self())) {
            return Optional.empty();
        }
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            Files.writeString(owner, self());
            return Optional.of(new FolderLock(folder, channel, lock));
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // taken a moment ago by this process; closing the channel would break its lock
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Ids of processes come again, but not with the same start. */
    private static String self() {
        ProcessHandle process = ProcessHandle.current();
        return process.pid() + " "
                + process.info().startInstant().map(Instant::toString).orElse("");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(OWNER));
        lock.release();
        channel.close();
    }
}
