package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Content by its name, a hash: what is there is never changed. */
public final class BlobStore {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,64}");
    private static final String PARTIAL = ".partial";

    private final Path folder;

    public BlobStore(Path folder) {
        this.folder = folder;
    }

    /** Keeps a content under its SHA-256, which it gives back. */
    public String put(Bytes content) {
        String sha256 = content.digest("SHA-256");
        put(sha256, content);
        return sha256;
    }

    /** Keeps a content under a hash that somebody else computed. */
    public void put(String hash, Bytes content) {
        Path file = file(hash);
        if (Files.exists(file)) {
            return;
        }
        Path partial = file.resolveSibling(hash + "." + UUID.randomUUID() + PARTIAL);
        try {
            Files.write(partial, content.toByteArray());
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Folders.unwritten("the content " + file, partial, e);
        }
    }

    public boolean has(String hash) {
        return HASH.matcher(hash).matches() && Files.exists(file(hash));
    }

    /** Where the content is; the file exists if {@link #has} says so. */
    public Path file(String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("no hash: " + hash);
        }
        return folder.resolve(hash);
    }

    /** Deletes every content but these. */
    public void retain(Set<String> hashes) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!hashes.contains(name) && !name.endsWith(PARTIAL)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new ToolFailure("what is not used any more cannot be deleted from " + folder + ": " + e, e);
        }
    }
}
