package io.github.flaremaven.cloudflare.local.queue;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * A message as it is kept.
 *
 * @param id 32 hex digits
 * @param sent to the millisecond
 * @param attempts how often it was delivered so far
 * @param contentType {@code json}, {@code text}, {@code bytes}, or {@code v8} for what only workerd can read
 */
public record QueueMessage(String id, Instant sent, int attempts, String contentType, Bytes body) {
    private static final int ID_LENGTH = 32;

    /**
     * What somebody sends.
     *
     * @param delaySeconds how long nobody gets it
     */
    public record New(String contentType, Bytes body, int delaySeconds) {}

    /** The same one, delivered so often. */
    QueueMessage attempted(int times) {
        return new QueueMessage(id, sent, times, contentType, body);
    }

    byte[] encode() {
        byte[] type = contentType.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ID_LENGTH + Long.BYTES + Integer.BYTES + 1 + type.length + body.size())
                .put(id.getBytes(StandardCharsets.US_ASCII))
                .putLong(sent.toEpochMilli())
                .putInt(attempts)
                .put((byte) type.length)
                .put(type)
                .put(body.buffer())
                .array();
    }

    static QueueMessage decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        String id = text(in, ID_LENGTH);
        Instant sent = Instant.ofEpochMilli(in.getLong());
        int attempts = in.getInt();
        String type = text(in, in.get());
        Bytes body = Bytes.of(Arrays.copyOfRange(encoded, in.position(), encoded.length));
        return new QueueMessage(id, sent, attempts, type, body);
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
