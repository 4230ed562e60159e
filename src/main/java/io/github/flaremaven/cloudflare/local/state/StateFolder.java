package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that holds the state, owned by one process at a time and readable by its owner only, because secrets are in
 * it. Its layout:
 *
 * <pre>
 * state.json           {"format": 1}
 * .gitignore           keeps all of it out of version control
 * lock, owner          say that a process owns the folder, and which
 * requests.ndjson      calls of the API since the last start, one a line
 * local.json           where the running `cloudflare:local` listens
 * scripts/NAME.json    a Worker with its versions and deployments
 * blobs/SHA256         modules
 * assets/HASH          static files, by the hash that the API gives them
 * kv.mv                KV namespaces
 * queues.mv            messages in queues
 * dispatch/NAME.json   a Worker of a dispatch namespace, like those in scripts
 * certificates/ID.json client certificates with their keys
 * mail/*.eml           mails that Workers sent, forwarded or answered with
 * analytics/, pipelines/  what Workers wrote to datasets and streams, a record a line
 * cache/               what Workers put into caches, until the end of the process
 * r2.mv                R2 buckets, and what belongs to their objects
 * r2/                  contents of R2 objects
 * resources.json       databases, queues, Workflows and what else has a record
 * vectors.mv           vectors of Vectorize indexes
 * d1/                  what is in D1 databases, in files of SQLite
 * objects/KEY/         the Durable Objects of a class
 * workflows/           instances of Workflows
 * run/N/, run/data/    what a running workerd was started with
 * </pre>
 */
public final class StateFolder implements AutoCloseable {
    /** Version of the layout. */
    public static final int FORMAT = 1;
    /** Name of the folder of certificates. */
    public static final String CERTIFICATES = "certificates";

    static final String STATE = "state.json";
    static final String GIT_IGNORE = ".gitignore";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path root;
    private final FolderLock lock;

    private StateFolder(Path root, FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes the folder, making it where it is missing.
     *
     * @return absent when another process owns it
     * @throws InputFailure when a newer plugin wrote it
     * @throws ToolFailure when it cannot be read or is damaged
     */
    public static Optional<StateFolder> tryOpen(Path root) {
        try {
            makePrivate(root);
            Optional<FolderLock> lock = FolderLock.tryLock(root);
            if (lock.isEmpty()) {
                return Optional.empty();
            }
            StateFolder folder = new StateFolder(root, lock.get());
            try {
                folder.checkFormat();
                Folders.delete(root.resolve("run")); // of a process that was killed
            } catch (RuntimeException e) {
                folder.close();
                throw e;
            }
            return Optional.of(folder);
        } catch (IOException e) {
            throw new ToolFailure("the state of the embedded Cloudflare in " + root + " cannot be used: " + e, e);
        }
    }

    private static void makePrivate(Path root) throws IOException {
        boolean posix = isPosix(root);
        if (!Files.isDirectory(root)) {
            Path parent = root.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (posix) {
                Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createDirectories(root);
            }
        }
        if (posix && !Files.getPosixFilePermissions(root).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(root, OWNER_ONLY);
        }
    }

    private void checkFormat() {
        Path file = root.resolve(STATE);
        if (!Files.exists(file)) {
            write(file, Json.object().put("format", FORMAT));
            writeText(root.resolve(GIT_IGNORE), "*\n");
            return;
        }
        int format;
        try {
            format = Json.parse(Files.readString(file)).path("format").asInt();
        } catch (IOException | UncheckedIOException e) {
            throw damaged(file, e);
        }
        if (format < 1) {
            throw damaged(file, new IllegalStateException("it has no format"));
        }
        if (format > FORMAT) {
            throw new InputFailure(
                    "the state in " + root + " was written by a newer version of the plugin (format " + format
                            + ", this one knows " + FORMAT + "); use that version, or another folder with "
                            + "-Dcloudflare.local.directory");
        }
    }

    private ToolFailure damaged(Path file, Exception cause) {
        return new ToolFailure(
                "the state file " + file + " is damaged; delete the folder " + root
                        + " to start anew, or use another one with -Dcloudflare.local.directory",
                cause);
    }

    public Path root() {
        return root;
    }

    /** A folder below the root, made where it is missing. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new ToolFailure("the folder " + root.resolve(name) + " cannot be made: " + e, e);
        }
    }

    /** Writes a file so that the end of this process, or of the disk's space, leaves either the old or the new content. */
    static void write(Path file, JsonNode content) {
        writeText(file, Json.pretty(content) + "\n");
    }

    private static void writeText(Path file, String text) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (Writer writer = Channels.newWriter(create(partial), StandardCharsets.UTF_8)) {
                writer.write(text);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Folders.unwritten("the state file " + file, partial, e);
        }
    }

    /** For its owner only from the first moment on: a copy of the folder may not be as private as the folder. */
    private static SeekableByteChannel create(Path file) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        return isPosix(file)
                ? Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FILE))
                : Files.newByteChannel(file, options);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
