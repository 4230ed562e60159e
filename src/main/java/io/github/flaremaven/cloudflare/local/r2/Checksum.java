package io.github.flaremaven.cloudflare.local.r2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The checksums that R2 knows. */
public enum Checksum {
    MD5("MD5", "md5", "0"),
    SHA1("SHA-1", "sha1", "1"),
    SHA256("SHA-256", "sha256", "2"),
    SHA384("SHA-384", "sha384", "3"),
    SHA512("SHA-512", "sha512", "4");

    private static final int CHUNK = 1 << 16;

    private final String algorithm;
    private final String field;
    private final String place;

    Checksum(String algorithm, String field, String place) {
        this.algorithm = algorithm;
        this.field = field;
        this.place = place;
    }

    /** As the JDK calls it. */
    public String algorithm() {
        return algorithm;
    }

    /** As requests call it. */
    public String field() {
        return field;
    }

    /** As answers to the runtime call it. */
    public String place() {
        return place;
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Computes several in one go, as lower-case hex; no file is no content. */
    static Map<Checksum, String> of(Optional<Path> file, Collection<Checksum> wanted) {
        Map<Checksum, MessageDigest> digests = new EnumMap<>(Checksum.class);
        wanted.forEach(c -> digests.put(c, c.digest()));
        if (file.isPresent()) {
            try (InputStream in = Files.newInputStream(file.get())) {
                byte[] chunk = new byte[CHUNK];
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    for (MessageDigest digest : digests.values()) {
                        digest.update(chunk, 0, n);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<Checksum, String> sums = new EnumMap<>(Checksum.class);
        digests.forEach((c, digest) -> sums.put(c, HexFormat.of().formatHex(digest.digest())));
        return sums;
    }

    /** The MD5 of MD5s, given as hex, of which the etag of an object of several parts is made. */
    static String ofParts(Collection<String> md5s) {
        MessageDigest digest = MD5.digest();
        md5s.forEach(md5 -> digest.update(HexFormat.of().parseHex(md5)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
