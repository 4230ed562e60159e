package io.github.flaremaven.cloudflare.bundle.assets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What identifies the content of an asset: the first 16 bytes of the BLAKE3 of its Base64 text followed by the
 * extension of its name. It is the hash wrangler uses, so that both share what is already uploaded.
 *
 * @param hex 32 lower-case hex digits
 * @param size of the content in bytes
 */
public record AssetHash(String hex, long size) {

    /** The hash of a file's content under the file's own name. */
    public static AssetHash of(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return of(content, String.valueOf(file.getFileName()));
        }
    }

    /**
     * The hash of {@code content}, read to its end and never held as a whole.
     *
     * @param name the file's name; only its extension counts, in the case it is written in
     */
    public static AssetHash of(InputStream content, String name) throws IOException {
        return new AssetHasher().hash(content, name);
    }
}
