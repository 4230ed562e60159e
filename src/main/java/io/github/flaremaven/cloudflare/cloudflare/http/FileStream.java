package io.github.flaremaven.cloudflare.cloudflare.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.codec.binary.Base64;
import org.apache.commons.codec.binary.Base64InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way into a request. It is opened with the first read and must have the size that was announced, because
 * the length of the request has been told by then.
 */
final class FileStream extends InputStream {
    private final Path file;
    private long left;
    private @Nullable InputStream in;

    private FileStream(Path file, long size) {
        this.file = file;
        this.left = size;
    }

    static InputStream open(Content.OfFile content) {
        InputStream plain = new FileStream(content.file(), content.size());
        return content.encoding() == Content.Encoding.BASE64 ? base64(plain) : plain;
    }

    private static InputStream base64(InputStream plain) {
        return Base64InputStream.builder()
                .setInputStream(plain)
                .setEncode(true)
                .setBaseNCodec(Base64.builder().setLineLength(0).get())
                .get();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        InputStream opened = opened();
        int count;
        try {
            count = opened.read(target, offset, length);
        } catch (IOException e) {
            throw new ChangedFile(file, "cannot be read any more: " + e);
        }
        left -= Math.max(count, 0);
        if (left < 0 || (count < 0 && left > 0)) {
            throw new ChangedFile(file, "changed while it was uploaded");
        }
        return count;
    }

    private InputStream opened() throws IOException {
        InputStream opened = in;
        if (opened == null) {
            try {
                opened = new BufferedInputStream(Files.newInputStream(file));
            } catch (IOException e) {
                throw new ChangedFile(file, "cannot be read any more: " + e);
            }
            in = opened;
        }
        return opened;
    }

    @Override
    public void close() throws IOException {
        InputStream opened = in;
        if (opened != null) {
            opened.close();
        }
    }

    /** The file is not what it was when it was announced; sending it again would not help. */
    static final class ChangedFile extends IOException {
        private static final long serialVersionUID = 1L;

        ChangedFile(Path file, String what) {
            super("the file " + file + " " + what);
        }
    }
}
