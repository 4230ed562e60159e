package io.github.flaremaven.cloudflare.bundle.assets;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the texts that tell how assets are served. A missing file is no text. */
final class AssetTexts {
    /** In bytes, many times what Cloudflare takes of rules. */
    private static final int LARGEST = 8 << 20;

    private AssetTexts() {}

    /** The text as it is sent to Cloudflare; what is not UTF-8 is replaced, as wrangler does. */
    static Optional<String> lenient(Path file) {
        return bytes(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * The text, without a byte order mark.
     *
     * @throws InputFailure when it is not UTF-8 or holds a NUL
     */
    static Optional<String> strict(Path file) {
        return bytes(file).map(bytes -> {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                if (text.indexOf('\0') < 0) {
                    return text.startsWith("\uFEFF") ? text.substring(1) : text;
                }
            } catch (CharacterCodingException e) {
                // The same sentence as for a NUL: both come from a file saved as UTF-16.
            }
            throw new InputFailure(file + " is not UTF-8 text; save it as UTF-8");
        });
    }

    private static Optional<byte[]> bytes(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputFailure(file + " is a folder where a file of that name is expected; rename it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new InputFailure(file + " is larger than 8 MiB, which no file of rules is; look at what it is");
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ToolFailure(file + " cannot be read: " + e, e);
        }
    }
}
