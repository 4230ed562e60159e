package io.github.flaremaven.cloudflare.junit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.testbed.DataApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A queue that the Worker sends to, or receives from. */
public final class Queue {
    private static final int MOST_AT_ONCE = 100;
    private static final int LEASE_MILLIS = 30_000;

    private final DataApi data;
    private final String name;
    private final String path;

    private Queue(DataApi data, String name, String id) {
        this.data = data;
        this.name = name;
        this.path = "/queues/" + Urls.encode(id);
    }

    /** The queue of a name, absent when there is none. */
    static Optional<Queue> find(DataApi data, String name) {
        for (JsonNode queue : data.get("look up the queue " + name, "/queues?name=" + Urls.encode(name))) {
            if (queue.path("queue_name").asText().equals(name)) {
                return Optional.of(new Queue(data, name, queue.path("queue_id").asText()));
            }
        }
        return Optional.empty();
    }

    /** The queue's name. */
    public String name() {
        return name;
    }

    /** Sends a text. */
    public void send(String text) {
        send(Json.object().put("body", text).put("content_type", "text"));
    }

    /** Sends JSON, which the consumer gets as a value. */
    public void sendJson(String json) {
        ObjectNode message = Json.object().put("content_type", "json");
        message.set("body", Json.parse(json));
        send(message);
    }

    private void send(ObjectNode message) {
        data.send("send to the queue " + name, "POST", path + "/messages", message);
    }

    /** How many messages wait. */
    public long backlog() {
        return data.get("look at the queue " + name, path + "/metrics")
                .path("backlog_count")
                .asLong();
    }

    /**
     * Takes the messages that wait, a hundred at most, and acknowledges them. Texts come as they are, everything else as its JSON.
     *
     * @throws InputFailure when a Worker receives from the queue: what it did with the messages is what there is to see
     */
    public List<String> receive() {
        pullable();
        JsonNode pulled = data.send(
                "receive from the queue " + name,
                "POST",
                path + "/messages/pull",
                Json.object().put("batch_size", MOST_AT_ONCE).put("visibility_timeout_ms", LEASE_MILLIS));
        List<String> bodies = new ArrayList<>();
        ArrayNode acks = Json.array();
        Json.items(pulled, "messages").forEach(message -> {
            bodies.add(body(message));
            acks.addObject().put("lease_id", message.path("lease_id").asText());
        });
        if (!acks.isEmpty()) {
            ObjectNode body = Json.object();
            body.set("acks", acks);
            data.send("acknowledge messages of the queue " + name, "POST", path + "/messages/ack", body);
        }
        return List.copyOf(bodies);
    }

    /** Only a queue with such a consumer can be pulled from. */
    private void pullable() {
        List<JsonNode> consumers = new ArrayList<>();
        data.get("look up who receives from the queue " + name, path + "/consumers")
                .forEach(consumers::add);
        if (consumers.isEmpty()) {
            data.send(
                    "make a consumer of the queue " + name,
                    "POST",
                    path + "/consumers",
                    Json.object().put("type", "http_pull"));
        }
        consumers.stream()
                .filter(c -> c.path("type").asText().equals("worker"))
                .findFirst()
                .ifPresent(c -> {
                    throw new InputFailure("the messages of the queue " + name + " go to the Worker "
                            + Json.text(c, "script")
                                    .or(() -> Json.text(c, "script_name"))
                                    .orElse("that consumes it")
                            + "; look at what it did with them");
                });
    }

    /** Bodies that are no text travel in base64, as the metadata says. */
    private static String body(JsonNode message) {
        JsonNode body = message.path("body");
        String type = message.path("metadata").path("CF-Content-Type").asText("text");
        if (!body.isTextual()) {
            return Json.compact(body);
        }
        return type.equals("text")
                ? body.textValue()
                : new String(Base64.getDecoder().decode(body.textValue()), StandardCharsets.UTF_8);
    }
}
