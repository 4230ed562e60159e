package io.github.flaremaven.cloudflare.bundle.assets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.commons.codec.digest.Blake3;

/** Computes {@link AssetHash}es one after the other with the same two buffers. For one thread. */
final class AssetHasher {
    /** Bytes read at once: a multiple of three, so that the parts' Base64 texts join without padding. */
    private static final int CHUNK = 24 << 10;

    /** Bytes of the digest that make the hash. */
    private static final int LENGTH = 16;

    private final byte[] chunk = new byte[CHUNK];
    private final byte[] encoded = new byte[CHUNK / 3 * 4];

    AssetHash hash(InputStream content, String name) throws IOException {
        Blake3 digest = Blake3.initHash();
        long size = 0;
        int read;
        do {
            read = content.readNBytes(chunk, 0, CHUNK);
            byte[] part = read == CHUNK ? chunk : Arrays.copyOf(chunk, read);
            digest.update(encoded, 0, Base64.getEncoder().encode(part, encoded));
            size += read;
        } while (read == CHUNK);
        digest.update(extension(name).getBytes(StandardCharsets.UTF_8));
        byte[] hash = new byte[LENGTH];
        digest.doFinalize(hash);
        return new AssetHash(HexFormat.of().formatHex(hash), size);
    }

    /** What follows the last dot. A name that has no other dot than a leading one has no extension. */
    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1);
    }
}
