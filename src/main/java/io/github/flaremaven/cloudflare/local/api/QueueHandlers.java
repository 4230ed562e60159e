package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;

/** Queues and their consumers, as records: nothing is delivered. */
final class QueueHandlers {
    private static final String CONSUMERS = "consumers";

    private final Platform platform;

    QueueHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/queues";
        String one = all + "/{queue}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, c -> ApiReply.ok(require(c)));
        routes.add("DELETE", one, this::delete);
        routes.add("GET", one + "/consumers", c -> ApiReply.ok(require(c).path(CONSUMERS)));
        routes.add("POST", one + "/consumers", this::addConsumer);
        routes.add("PUT", one + "/consumers/{consumer}", this::changeConsumer);
        routes.add("DELETE", one + "/consumers/{consumer}", this::deleteConsumer);
    }

    private ObjectNode require(ApiCall call) {
        return platform.resources()
                .find(Kind.QUEUE, call.parameter("queue"))
                .orElseThrow(() -> new ApiError(404, 11000, "Queue not found."));
    }

    private ApiReply list(ApiCall call) {
        List<String> names = call.queryValues("name");
        ArrayNode shown = Json.array();
        platform.resources().all(Kind.QUEUE).stream()
                .filter(q ->
                        names.isEmpty() || names.contains(q.path("queue_name").asText()))
                .forEach(shown::add);
        return ApiReply.list(shown);
    }

    private ApiReply create(ApiCall call) {
        String name = Json.text(call.jsonObject(), "queue_name")
                .filter(n -> n.matches("[a-z0-9][a-z0-9-]{0,62}"))
                .orElseThrow(() -> new ApiError(400, 11003, "Queue name is invalid."));
        return platform.exclusively(() -> {
            if (platform.resources().find(Kind.QUEUE, "queue_name", name).isPresent()) {
                throw new ApiError(409, 11009, "Queue name '" + name + "' is already taken.");
            }
            ObjectNode queue = Json.object().put("queue_id", Platform.newTag()).put("queue_name", name);
            queue.put("created_on", platform.now().toString());
            queue.putArray("producers");
            queue.putArray(CONSUMERS);
            return ApiReply.ok(save(queue));
        });
    }

    private ObjectNode save(ObjectNode queue) {
        ObjectNode counted = queue.deepCopy();
        counted.put("producers_total_count", counted.path("producers").size());
        counted.put("consumers_total_count", counted.path(CONSUMERS).size());
        return platform.resources().put(Kind.QUEUE, counted.path("queue_id").asText(), counted);
    }

    private ApiReply delete(ApiCall call) {
        platform.resources().remove(Kind.QUEUE, require(call).path("queue_id").asText());
        return ApiReply.ok();
    }

    private ObjectNode consumer(ApiCall call, String id) {
        ObjectNode consumer = call.jsonObject().deepCopy();
        if (!consumer.path("type").asText().equals("worker")) {
            throw new ApiError(400, 11005, "The consumer's type must be \"worker\".");
        }
        platform.script(consumer.path("script_name").asText());
        consumer.set("script", consumer.remove("script_name"));
        return consumer.put("consumer_id", id);
    }

    private ApiReply addConsumer(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = require(call);
            if (!queue.path(CONSUMERS).isEmpty()) {
                throw new ApiError(400, 11004, "Queue already has a consumer.");
            }
            ObjectNode consumer = consumer(call, Platform.newTag());
            queue.withArray("/" + CONSUMERS).add(consumer);
            save(queue);
            return ApiReply.ok(consumer);
        });
    }

    private ApiReply changeConsumer(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = require(call);
            String id = call.parameter("consumer");
            ArrayNode left = others(queue, id);
            ObjectNode consumer = consumer(call, id);
            queue.set(CONSUMERS, left.add(consumer));
            save(queue);
            return ApiReply.ok(consumer);
        });
    }

    private ApiReply deleteConsumer(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = require(call);
            queue.set(CONSUMERS, others(queue, call.parameter("consumer")));
            save(queue);
            return ApiReply.ok();
        });
    }

    private static ArrayNode others(ObjectNode queue, String id) {
        ArrayNode others = Json.array();
        for (JsonNode consumer : queue.path(CONSUMERS)) {
            if (!consumer.path("consumer_id").asText().equals(id)) {
                others.add(consumer);
            }
        }
        if (others.size() == queue.path(CONSUMERS).size()) {
            throw new ApiError(404, 11001, "Consumer not found.");
        }
        return others;
    }
}
