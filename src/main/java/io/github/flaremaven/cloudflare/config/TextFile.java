package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text files a project is configured by: UTF-8, with or without a byte order mark. */
final class TextFile {
    /** In bytes. No config is anywhere near this size; finding the places in one takes some 250 times its size. */
    private static final int LARGEST = 1 << 20;

    private TextFile() {}

    /**
     * @throws InputFailure when the file is missing, no file, too large or not UTF-8
     */
    static String read(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputFailure(file + " is a folder where a file is expected");
        }
        // The size is not asked for: what only looks like a file, such as a device, would lie.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new InputFailure(file + " is larger than 1 MiB, which no config file is; look at its path");
            }
            return decode(file, bytes);
        } catch (NoSuchFileException e) {
            throw new InputFailure(file + " does not exist");
        } catch (AccessDeniedException e) {
            throw new InputFailure(file + " may not be read by the user who runs the build; change its permissions");
        } catch (IOException e) {
            throw new InputFailure(file + " cannot be read: " + e.getMessage());
        }
    }

    private static String decode(Path file, byte[] bytes) {
        String mark = otherEncoding(bytes);
        if (!mark.isEmpty()) {
            throw new InputFailure(file + " is encoded in " + mark + "; save it as UTF-8");
        }
        int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
                    .toString();
            int nul = text.indexOf('\0');
            if (nul >= 0) {
                throw new InputFailure(file + " is no text file: it has a NUL byte at offset " + nul);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new InputFailure(file + " is not UTF-8 text; save it as UTF-8");
        }
    }

    private static String otherEncoding(byte[] bytes) {
        if (startsWith(bytes, 0xFF, 0xFE, 0, 0) || startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
            return "UTF-32";
        }
        return startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF) ? "UTF-16" : "";
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
