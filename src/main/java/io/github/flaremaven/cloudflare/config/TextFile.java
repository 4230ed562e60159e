package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text files a project is configured by: UTF-8, with or without a byte order mark. */
final class TextFile {
    /** No config is anywhere near this size, in bytes; reading a mistaken path must not exhaust memory. */
    private static final long LARGEST = 16L << 20;

    private TextFile() {}

    /**
     * @throws InputFailure when the file is missing, too large or not UTF-8
     */
    static String read(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                throw new InputFailure(file + " has " + (size >> 20) + " MiB; a config file has at most 16");
            }
            return decode(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InputFailure(file + " does not exist");
        } catch (IOException e) {
            throw new InputFailure(file + " cannot be read: " + e);
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
