package io.github.flaremaven.cloudflare.local.queue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules for messages that both the binding and the API hold to, with the codes of Cloudflare's error reference. */
public final class QueueLimits {
    /** Largest body in bytes. */
    public static final int LARGEST_MESSAGE = 128_000;
    /** Most bytes that the bodies of a batch may have together, sent or delivered. */
    public static final int LARGEST_BATCH = 256_000;
    /** Most messages that can be sent, delivered or pulled at once. */
    public static final int MOST_AT_ONCE = 100;
    /** Longest delay in seconds. */
    public static final int LONGEST_DELAY = 86_400;
    /** Longest time in milliseconds that pulled messages can be kept from others. */
    public static final int LONGEST_VISIBILITY_MS = 43_200_000;

    static final int DEFAULT_RETRIES = 3;
    static final int DEFAULT_BATCH = 10;
    static final int DEFAULT_WAIT_MS = 5_000;
    static final int DEFAULT_PULL = 5;
    static final int DEFAULT_VISIBILITY_MS = 30_000;

    private static final Set<String> CONTENT_TYPES = Set.of("json", "text", "bytes", "v8");

    /** Why something is refused: code and text of Cloudflare, and the HTTP status. */
    public record Problem(int status, int code, String cause) {}

    private QueueLimits() {}

    /** Why these messages cannot be sent, absent when they can. */
    public static Optional<Problem> problem(List<QueueMessage.New> messages) {
        if (messages.isEmpty() || messages.size() > MOST_AT_ONCE) {
            return Optional.of(new Problem(
                    400, 10206, "batch message count of " + messages.size() + " is not within 1 and " + MOST_AT_ONCE));
        }
        long size = 0;
        for (QueueMessage.New message : messages) {
            int length = message.body().size();
            size += length;
            if (length > LARGEST_MESSAGE) {
                return Optional.of(new Problem(
                        413, 10204, "message length of " + length + " bytes exceeds limit of " + LARGEST_MESSAGE));
            }
            if (message.delaySeconds() < 0 || message.delaySeconds() > LONGEST_DELAY) {
                return Optional.of(new Problem(
                        400,
                        10203,
                        "message delay of " + message.delaySeconds() + " seconds is not within 0 and "
                                + LONGEST_DELAY));
            }
            if (!CONTENT_TYPES.contains(message.contentType())) {
                return Optional.of(
                        new Problem(400, 10203, "message content type " + message.contentType() + " is not known"));
            }
        }
        return size > LARGEST_BATCH
                ? Optional.of(
                        new Problem(413, 10205, "batch size of " + size + " bytes exceeds limit of " + LARGEST_BATCH))
                : Optional.empty();
    }
}
