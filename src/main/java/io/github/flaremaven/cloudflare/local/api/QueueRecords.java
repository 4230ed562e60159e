package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.queue.QueueConfig;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;

/** The records of queues, each with its consumer. */
final class QueueRecords {
    static final String CONSUMERS = "consumers";

    private static final int INVALID_SETTINGS = 100128;
    private static final int LONGEST_DELAY = 86_400;
    private static final int SHORTEST_RETENTION = 60;
    private static final int LONGEST_RETENTION = 1_209_600;

    private final Platform platform;

    QueueRecords(Platform platform) {
        this.platform = platform;
    }

    /**
     * The queue that a path names.
     *
     * @throws ApiError 11000
     */
    ObjectNode require(ApiCall call) {
        return platform.resources()
                .find(Kind.QUEUE, call.parameter("queue"))
                .orElseThrow(() -> new ApiError(404, 11000, "Queue not found."));
    }

    QueueConfig config(ApiCall call) {
        return QueueConfig.of(require(call));
    }

    List<ObjectNode> all() {
        return platform.resources().all(Kind.QUEUE);
    }

    boolean exists(String name) {
        return platform.resources().find(Kind.QUEUE, QueueConfig.NAME, name).isPresent();
    }

    /**
     * Makes a queue.
     *
     * @throws ApiError 100128 when the settings are out of range
     */
    ObjectNode create(String name, JsonNode settings) {
        ObjectNode queue = Json.object().put(QueueConfig.ID, Platform.newTag()).put(QueueConfig.NAME, name);
        queue.put("created_on", platform.now().toString());
        queue.putObject("settings")
                .put("delivery_delay", 0)
                .put("delivery_paused", false)
                .put("message_retention_period", QueueConfig.DEFAULT_RETENTION_SECONDS);
        queue.putArray(CONSUMERS);
        set(queue, settings);
        return save(queue);
    }

    /** Changes those settings of a queue that are given. */
    static void set(ObjectNode queue, JsonNode settings) {
        ObjectNode all = queue.withObject("/settings");
        number(settings, "delivery_delay", 0, LONGEST_DELAY, INVALID_SETTINGS, all);
        number(settings, "message_retention_period", SHORTEST_RETENTION, LONGEST_RETENTION, INVALID_SETTINGS, all);
        if (settings.has("delivery_paused")) {
            all.put("delivery_paused", settings.path("delivery_paused").asBoolean());
        }
    }

    /**
     * Takes a number over, where there is one.
     *
     * @throws ApiError with the code when it is out of range
     */
    static void number(JsonNode from, String name, int least, int most, int code, ObjectNode to) {
        JsonNode number = from.path(name);
        if (number.isMissingNode() || number.isNull()) {
            return;
        }
        if (!number.isIntegralNumber() || number.asLong() < least || number.asLong() > most) {
            throw new ApiError(400, code, name + " must be a whole number between " + least + " and " + most + ".");
        }
        to.put(name, number.asInt());
    }

    /** Keeps a queue; from now on its messages are treated as it says. */
    ObjectNode save(ObjectNode queue) {
        queue.put("modified_on", platform.now().toString());
        String id = queue.path(QueueConfig.ID).asText();
        platform.resources().put(Kind.QUEUE, id, queue);
        platform.queues().changed(id);
        return queue;
    }

    void remove(ObjectNode queue) {
        String id = queue.path(QueueConfig.ID).asText();
        platform.resources().remove(Kind.QUEUE, id);
        platform.queues().purge(id);
        platform.queues().changed(id);
    }

    /** The queue as clients see it: with the Workers that send to it, and counts. */
    ObjectNode shown(ObjectNode queue) {
        ObjectNode shown = queue.deepCopy();
        ArrayNode producers = shown.putArray("producers");
        String name = queue.path(QueueConfig.NAME).asText();
        platform.scripts().all().stream()
                .filter(s -> s.shownVersion().stream()
                        .flatMap(v -> v.bindings().stream())
                        .anyMatch(b -> b.path("type").asText().equals("queue")
                                && b.path(QueueConfig.NAME).asText().equals(name)))
                .forEach(s -> producers.addObject().put("type", "worker").put("script", s.name()));
        shown.put("producers_total_count", producers.size());
        shown.put("consumers_total_count", shown.path(CONSUMERS).size());
        return shown;
    }
}
