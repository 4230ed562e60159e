package io.github.flaremaven.cloudflare.base;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes. */
public final class Bytes {
    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Takes the array as it is; the caller must not change it afterwards. */
    public static Bytes of(byte[] array) {
        return new Bytes(array);
    }

    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Length in bytes. */
    public int size() {
        return array.length;
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(array, StandardCharsets.UTF_8);
    }

    public InputStream stream() {
        return new ByteArrayInputStream(array);
    }

    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** A copy. */
    public byte[] toByteArray() {
        return array.clone();
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(array);
    }

    /** {@code algorithm} is a JDK name such as {@code SHA-256}; the digest comes as lower-case hex. */
    public String digest(String algorithm) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(array));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return array.length + " bytes";
    }
}
