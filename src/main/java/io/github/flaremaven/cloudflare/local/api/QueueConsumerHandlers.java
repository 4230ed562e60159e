package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.queue.QueueLimits;

/** Who consumes a queue: a Worker, or whoever pulls over HTTP. */
final class QueueConsumerHandlers {
    private static final int INVALID_SETTINGS = 100127;
    private static final int MOST_RETRIES = 100;
    private static final int LONGEST_WAIT_MS = 60_000;
    private static final int MOST_CONCURRENT = 250;
    private static final String WORKER = "worker";
    private static final String PULL = "http_pull";

    private final Platform platform;
    private final QueueRecords queues;

    QueueConsumerHandlers(Platform platform, QueueRecords queues) {
        this.platform = platform;
        this.queues = queues;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/queues/{queue}/consumers";
        String one = all + "/{consumer}";
        routes.add("GET", all, c -> ApiReply.ok(queues.require(c).path(QueueRecords.CONSUMERS)));
        routes.add("POST", all, this::add);
        routes.add(
                "GET",
                one,
                c -> ApiReply.ok(
                        split(queues.require(c), c.parameter("consumer")).one()));
        routes.add("PUT", one, this::change);
        routes.add("DELETE", one, this::delete);
    }

    private ObjectNode consumer(ApiCall call, String id) {
        ObjectNode asked = call.jsonObject();
        String type = asked.path("type").asText();
        ObjectNode consumer = Json.object().put("consumer_id", id).put("type", type);
        JsonNode given = asked.path("settings");
        ObjectNode settings = Json.object();
        settings.put("batch_size", type.equals(WORKER) ? 10 : 5)
                .put("max_retries", 3)
                .put("retry_delay", 0);
        number(given, "batch_size", 1, QueueLimits.MOST_AT_ONCE, settings);
        number(given, "max_retries", 0, MOST_RETRIES, settings);
        number(given, "retry_delay", 0, QueueLimits.LONGEST_DELAY, settings);
        switch (type) {
            case WORKER -> {
                String script = asked.path("script_name").asText();
                platform.script(script);
                consumer.put("script", script);
                settings.put("max_wait_time_ms", 5000).putNull("max_concurrency");
                number(given, "max_wait_time_ms", 0, LONGEST_WAIT_MS, settings);
                number(given, "max_concurrency", 1, MOST_CONCURRENT, settings);
            }
            case PULL -> {
                settings.put("visibility_timeout_ms", 30_000);
                number(given, "visibility_timeout_ms", 1, QueueLimits.LONGEST_VISIBILITY_MS, settings);
            }
            default -> throw new ApiError(400, 11005, "The consumer's type must be \"worker\" or \"http_pull\".");
        }
        consumer.set("settings", settings);
        Json.text(asked, "dead_letter_queue").filter(q -> !q.isEmpty()).ifPresent(q -> {
            if (!queues.exists(q)) {
                queues.create(q, Json.object()); // as production does
            }
            consumer.put("dead_letter_queue", q);
        });
        return consumer;
    }

    private static void number(JsonNode from, String name, int least, int most, ObjectNode to) {
        QueueRecords.number(from, name, least, most, INVALID_SETTINGS, to);
    }

    private ApiReply add(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = queues.require(call);
            if (!queue.path(QueueRecords.CONSUMERS).isEmpty()) {
                throw new ApiError(400, 11004, "Queue already has a consumer.");
            }
            ObjectNode consumer = consumer(call, Platform.newTag());
            queue.withArray("/" + QueueRecords.CONSUMERS).add(consumer);
            queues.save(queue);
            return ApiReply.ok(consumer);
        });
    }

    private ApiReply change(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = queues.require(call);
            String id = call.parameter("consumer");
            ArrayNode others = split(queue, id).others();
            ObjectNode consumer = consumer(call, id);
            queue.set(QueueRecords.CONSUMERS, others.add(consumer));
            queues.save(queue);
            return ApiReply.ok(consumer);
        });
    }

    private ApiReply delete(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = queues.require(call);
            queue.set(
                    QueueRecords.CONSUMERS,
                    split(queue, call.parameter("consumer")).others());
            queues.save(queue);
            return ApiReply.ok();
        });
    }

    private record Split(JsonNode one, ArrayNode others) {}

    private static Split split(ObjectNode queue, String id) {
        ArrayNode others = Json.array();
        JsonNode found = Json.object();
        for (JsonNode consumer : queue.path(QueueRecords.CONSUMERS)) {
            if (consumer.path("consumer_id").asText().equals(id)) {
                found = consumer;
            } else {
                others.add(consumer);
            }
        }
        if (found.isEmpty()) {
            throw new ApiError(404, 11001, "Consumer not found.");
        }
        return new Split(found, others);
    }
}
