package io.github.flaremaven.cloudflare.local.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * A queue as it is set up, read from its record.
 *
 * @param deliveryDelay seconds that messages are delayed which say nothing themselves
 * @param retention how long a message is kept
 * @param paused whether nothing is delivered
 */
public record QueueConfig(
        String id,
        String name,
        int deliveryDelay,
        Duration retention,
        boolean paused,
        Optional<QueueConsumer> consumer) {
    /** How long messages are kept unless the queue says otherwise. */
    public static final int DEFAULT_RETENTION_SECONDS = 345_600;

    /** The field of the record that holds the id. */
    public static final String ID = "queue_id";
    /** The field of the record that holds the name. */
    public static final String NAME = "queue_name";

    /** Reads a record of the API. */
    public static QueueConfig of(JsonNode queue) {
        JsonNode settings = queue.path("settings");
        return new QueueConfig(
                queue.path(ID).asText(),
                queue.path(NAME).asText(),
                settings.path("delivery_delay").asInt(0),
                Duration.ofSeconds(settings.path("message_retention_period").asInt(DEFAULT_RETENTION_SECONDS)),
                settings.path("delivery_paused").asBoolean(),
                Json.items(queue, "consumers").findFirst().map(QueueConsumer::of));
    }
}
