package io.github.flaremaven.cloudflare.local.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Duration;
import java.util.Optional;

/** Who gets the messages of a queue. */
public sealed interface QueueConsumer {
    /** How many batches a Worker has at once at most while its consumer does not say. Production goes up to 250. */
    int AUTOMATIC_CONCURRENCY = 10;

    /** How often a message is delivered again after its first delivery. */
    int maxRetries();

    /** Seconds before a message is delivered again, unless the consumer says otherwise. */
    int retryDelay();

    /** The name of the queue that gets the messages which nobody could deal with. */
    Optional<String> deadLetterQueue();

    /**
     * A Worker with a {@code queue} handler.
     *
     * @param batchSize most messages in a batch
     * @param maxWait how long messages wait for others to fill the batch
     * @param concurrency most batches that it has at once
     */
    record Worker(
            String script,
            int batchSize,
            Duration maxWait,
            int concurrency,
            int maxRetries,
            int retryDelay,
            Optional<String> deadLetterQueue)
            implements QueueConsumer {}

    /**
     * Whoever pulls over HTTP.
     *
     * @param batchSize messages in a pull that does not say how many
     * @param visibility how long a message that was pulled is nobody else's, unless the pull says so
     */
    record Pull(int batchSize, Duration visibility, int maxRetries, int retryDelay, Optional<String> deadLetterQueue)
            implements QueueConsumer {}

    /** Reads a record of the API. */
    static QueueConsumer of(JsonNode consumer) {
        JsonNode settings = consumer.path("settings");
        int retries = settings.path("max_retries").asInt(QueueLimits.DEFAULT_RETRIES);
        int delay = settings.path("retry_delay").asInt(0);
        Optional<String> deadLetters = Json.text(consumer, "dead_letter_queue").filter(q -> !q.isEmpty());
        if (consumer.path("type").asText().equals("http_pull")) {
            return new Pull(
                    settings.path("batch_size").asInt(QueueLimits.DEFAULT_PULL),
                    Duration.ofMillis(settings.path("visibility_timeout_ms").asInt(QueueLimits.DEFAULT_VISIBILITY_MS)),
                    retries,
                    delay,
                    deadLetters);
        }
        return new Worker(
                consumer.path("script").asText(),
                settings.path("batch_size").asInt(QueueLimits.DEFAULT_BATCH),
                Duration.ofMillis(settings.path("max_wait_time_ms").asInt(QueueLimits.DEFAULT_WAIT_MS)),
                settings.path("max_concurrency").asInt(AUTOMATIC_CONCURRENCY),
                retries,
                delay,
                deadLetters);
    }
}
