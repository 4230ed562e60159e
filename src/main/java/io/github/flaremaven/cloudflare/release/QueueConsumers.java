package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.QueueApi;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import java.util.Optional;

/** Makes a Worker the consumer of queues. */
final class QueueConsumers {
    private final QueueApi queues;
    private final String worker;

    QueueConsumers(QueueApi queues, String worker) {
        this.queues = queues;
        this.worker = worker;
    }

    /**
     * Adds the consumer, or changes the one that is there.
     *
     * @throws InputFailure when there is no such queue
     */
    void publish(QueueConsumer consumer) {
        QueueApi.Queue queue = queues.find(consumer.queue())
                .orElseThrow(() -> new InputFailure("the queue " + consumer.queue() + " does not exist"));
        ObjectNode body = body(consumer);
        Optional<QueueApi.Consumer> existing = queue.consumers().stream()
                .filter(c -> c.worker().equals(Optional.of(worker)))
                .findFirst();
        if (existing.isPresent()) {
            queues.updateConsumer(queue, existing.get().id(), body);
        } else {
            queues.addConsumer(queue, body);
        }
    }

    /**
     * The API's names and units; what the config leaves open is left to the API. A visibility timeout is for consumers that
     * pull, so that none is sent, as by wrangler.
     */
    private ObjectNode body(QueueConsumer consumer) {
        ObjectNode body = Json.object().put("type", "worker").put("script_name", worker);
        consumer.deadLetterQueue().ifPresent(q -> body.put("dead_letter_queue", q));
        ObjectNode settings = body.putObject("settings");
        put(settings, "batch_size", consumer.maxBatchSize());
        put(settings, "max_retries", consumer.maxRetries());
        consumer.maxBatchTimeout()
                .ifPresent(seconds -> settings.put("max_wait_time_ms", Math.round(seconds.asDouble() * 1000)));
        put(settings, "max_concurrency", consumer.maxConcurrency());
        put(settings, "retry_delay", consumer.retryDelay());
        return body;
    }

    private static void put(ObjectNode settings, String field, Optional<JsonNode> value) {
        value.ifPresent(v -> settings.set(field, v));
    }
}
