package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder that holds the state, owned by one process at a time and readable by its owner only, because secrets are in
 * it. Its layout:
 *
 * <pre>
 * state.json           {"format": 1}
 * lock                 held while a process owns the folder
 * local.json           where the running `cloudflare:local` listens
 * scripts/NAME.json    a Worker with its versions and deployments
 * blobs/SHA256         modules
 * assets/HASH          static files, by the hash that the API gives them
 * kv.mv                KV namespaces
 * buckets.json         names of R2 buckets
 * objects/             Durable Objects
 * run/                 what the running workerd was started with
 * </pre>
 */
public final class StateFolder implements AutoCloseable {
    /** Version of the layout. */
    public static final int FORMAT = 1;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, making it where it is missing.
     *
     * @return absent when another process owns it
     * @throws InputFailure when a newer plugin wrote it
     */
    public static Optional<StateFolder> tryOpen(Path root) {
        try {
            makePrivate(root);
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            StateFolder folder = new StateFolder(root, channel, lock);
            folder.checkFormat();
            return Optional.of(folder);
        } catch (IOException e) {
            throw new ToolFailure("the state of the embedded Cloudflare in " + root + " cannot be used: " + e, e);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very JVM holds it, in another build of the same daemon
        }
    }

    private static void makePrivate(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            return;
        }
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createDirectory(root, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            return; // another build was faster
        }
    }

    private void checkFormat() throws IOException {
        Path file = root.resolve("state.json");
        if (!Files.exists(file)) {
            write(file, Json.object().put("format", FORMAT));
            return;
        }
        int format = Json.parse(Files.readString(file)).path("format").asInt();
        if (format > FORMAT) {
            close();
            throw new InputFailure(
                    "the state in " + root + " was written by a newer version of the plugin (format " + format
                            + ", this one knows " + FORMAT + "); use that version, or another folder with "
                            + "-Dcloudflare.local.directory");
        }
    }

    public Path root() {
        return root;
    }

    /** A folder below the root, made where it is missing. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file so that a crash leaves either the old or the new content. */
    static void write(Path file, JsonNode content) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.writeString(partial, Json.pretty(content) + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ToolFailure("the state file " + file + " cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
