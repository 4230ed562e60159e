package io.github.flaremaven.cloudflare.local.queue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a message stands: messages are taken in the order in which they are due.
 *
 * @param due nobody gets it earlier; to the millisecond
 * @param number tells messages of the same time apart, in the order of their arrival
 */
record QueuePosition(Instant due, long number) {
    private static final int LENGTH = 2 * Long.BYTES;

    /** Positions are ordered as their encodings are. */
    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(due.toEpochMilli())
                .putLong(number)
                .array();
    }

    static QueuePosition decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        return new QueuePosition(Instant.ofEpochMilli(in.getLong()), in.getLong());
    }

    /** As a text for clients. */
    String lease() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(encode());
    }

    /** Absent when the text is none of ours. */
    static Optional<QueuePosition> ofLease(String lease) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(lease);
            return bytes.length == LENGTH ? Optional.of(decode(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
