package io.github.flaremaven.cloudflare.local.kv;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** The rules for keys, values and expirations that both the binding and the API hold to. */
public final class KvLimits {
    private static final int SHORTEST_TTL = 60;

    private KvLimits() {}

    /** Why a key is refused, absent when it is fine. */
    public static Optional<String> keyProblem(String key) {
        if (key.isEmpty()) {
            return Optional.of("Key name cannot be empty");
        }
        if (key.equals(".") || key.equals("..")) {
            return Optional.of("Key name \"" + key + "\" is not allowed");
        }
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        return length > KvStore.LONGEST_KEY
                ? Optional.of(
                        "UTF-8 encoded length of " + length + " exceeds key length limit of " + KvStore.LONGEST_KEY)
                : Optional.empty();
    }

    /** Why a metadata is refused, absent when it is fine. */
    public static Optional<String> metadataProblem(Optional<String> metadata) {
        int length =
                metadata.map(m -> m.getBytes(StandardCharsets.UTF_8).length).orElse(0);
        return length > KvStore.LARGEST_METADATA
                ? Optional.of("Metadata length of " + length + " exceeds limit of " + KvStore.LARGEST_METADATA)
                : Optional.empty();
    }

    /**
     * When an entry ends.
     *
     * @param expiration seconds since 1970
     * @param ttl seconds from now; beats the expiration
     * @throws IllegalArgumentException when it is no number, or less than 60 seconds ahead
     */
    public static Optional<Instant> expiration(Optional<String> expiration, Optional<String> ttl, Instant now) {
        if (ttl.isPresent()) {
            long seconds = number(ttl.get(), "expiration_ttl");
            if (seconds < SHORTEST_TTL) {
                throw new IllegalArgumentException("Invalid expiration_ttl of " + ttl.get()
                        + ". Expiration TTL must be at least " + SHORTEST_TTL + ".");
            }
            return Optional.of(now.plusSeconds(seconds));
        }
        if (expiration.isPresent()) {
            long seconds = number(expiration.get(), "expiration");
            if (seconds < now.getEpochSecond() + SHORTEST_TTL) {
                throw new IllegalArgumentException("Invalid expiration of " + expiration.get()
                        + ". Expiration times must be at least " + SHORTEST_TTL + " seconds in the future.");
            }
            return Optional.of(Instant.ofEpochSecond(seconds));
        }
        return Optional.empty();
    }

    private static long number(String text, String what) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Invalid " + what + " of " + text + ". It must be a whole number.", e);
        }
    }
}
