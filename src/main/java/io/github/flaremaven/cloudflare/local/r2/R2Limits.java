package io.github.flaremaven.cloudflare.local.r2;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** The rules that both the binding and the API hold to. */
public final class R2Limits {
    /** Most entries in one page of a list, and most objects that are deleted at once. */
    public static final int MOST_AT_ONCE = 1000;
    /** The usual storage class. */
    public static final String STANDARD = "Standard";
    /** Smallest part but the last, in bytes. */
    static final long SMALLEST_PART = 5L << 20;
    /** Most parts of an upload. */
    static final int MOST_PARTS = 10_000;

    private static final long LARGEST_OBJECT = (5L << 30) - (5L << 20);
    private static final int LONGEST_KEY = 1024;
    private static final int LARGEST_METADATA = 8192;
    private static final Set<String> STORAGE_CLASSES = Set.of(STANDARD, "InfrequentAccess");

    private R2Limits() {}

    /** Refuses a key that is empty or over 1024 bytes. */
    static void checkKey(String key) {
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_KEY) {
            throw new R2Failure(400, 10020, "The specified object name is not valid.");
        }
    }

    /** Refuses custom metadata over 8 KiB and storage classes that do not exist. */
    static void check(Metadata metadata) {
        int size = 0;
        for (Map.Entry<String, String> entry : metadata.custom().entrySet()) {
            size += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > LARGEST_METADATA) {
            throw new R2Failure(400, 10012, "Your metadata headers exceed the maximum allowed metadata size.");
        }
        checkStorageClass(metadata.storageClass());
    }

    /** Refuses storage classes that do not exist. */
    public static void checkStorageClass(String name) {
        if (!STORAGE_CLASSES.contains(name)) {
            throw new R2Failure(400, 10062, "The storage class specified is not valid.");
        }
    }

    /** Refuses content that one request must not bring. */
    static void checkSize(long size) {
        if (size > LARGEST_OBJECT) {
            throw tooLarge(400);
        }
    }

    /** The content is larger than it may be (100100). */
    public static R2Failure tooLarge(int status) {
        return new R2Failure(status, 100100, "Your proposed upload exceeds the maximum allowed object size.");
    }

    static R2Failure tooSmall() {
        return new R2Failure(400, 10011, "Your proposed upload is smaller than the minimum allowed object size.");
    }

    static void checkLimit(long limit) {
        if (limit < 1 || limit > MOST_AT_ONCE) {
            throw new R2Failure(400, 10022, "MaxKeys params must be positive integer <= " + MOST_AT_ONCE + ".");
        }
    }
}
