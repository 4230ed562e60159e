package io.github.flaremaven.cloudflare.local.kv;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * An entry as it is on disk: the second of its end, the length of its metadata, the metadata, the value. The value is
 * taken out only when it is asked for, so that listing many keys stays cheap.
 */
final class StoredEntry {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int NO_METADATA = -1;

    private final byte[] encoded;
    private final long end;
    private final Optional<String> metadata;
    private final int valueStart;

    private StoredEntry(byte[] encoded, long end, Optional<String> metadata, int valueStart) {
        this.encoded = encoded;
        this.end = end;
        this.metadata = metadata;
        this.valueStart = valueStart;
    }

    static byte[] encode(KvStore.Entry entry) {
        byte[] metadata =
                entry.metadata().map(m -> m.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
        return ByteBuffer.allocate(Long.BYTES
                        + Integer.BYTES
                        + metadata.length
                        + entry.value().size())
                .putLong(entry.expiration().map(Instant::getEpochSecond).orElse(NEVER))
                .putInt(entry.metadata().isPresent() ? metadata.length : NO_METADATA)
                .put(metadata)
                .put(entry.value().buffer())
                .array();
    }

    static StoredEntry decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        long end = in.getLong();
        int length = in.getInt();
        if (length == NO_METADATA) {
            return new StoredEntry(encoded, end, Optional.empty(), in.position());
        }
        byte[] metadata = new byte[length];
        in.get(metadata);
        return new StoredEntry(encoded, end, Optional.of(new String(metadata, StandardCharsets.UTF_8)), in.position());
    }

    boolean isOver(Instant now) {
        return end <= now.getEpochSecond();
    }

    Optional<String> metadata() {
        return metadata;
    }

    Optional<Instant> expiration() {
        return end == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(end));
    }

    KvStore.Entry entry() {
        return new KvStore.Entry(
                Bytes.of(Arrays.copyOfRange(encoded, valueStart, encoded.length)), metadata, expiration());
    }
}
