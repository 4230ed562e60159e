package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.queue.QueueConfig;
import io.github.flaremaven.cloudflare.local.queue.QueueConsumer;
import io.github.flaremaven.cloudflare.local.queue.QueueLimits;
import io.github.flaremaven.cloudflare.local.queue.QueueMessage;
import io.github.flaremaven.cloudflare.local.queue.QueueStore.Metrics;
import io.github.flaremaven.cloudflare.local.queue.Queues.Pulled;
import io.github.flaremaven.cloudflare.local.queue.Queues.Verdict;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages over HTTP: sent, pulled, given back, forgotten. */
final class QueueMessageHandlers {
    private static final int INVALID_BODY = 10207;

    private final Platform platform;
    private final QueueRecords queues;

    QueueMessageHandlers(Platform platform, QueueRecords queues) {
        this.platform = platform;
        this.queues = queues;
    }

    void register(ApiRoutes routes) {
        String queue = "/accounts/{account}/queues/{queue}";
        routes.add("GET", queue + "/metrics", c -> ApiReply.ok(metrics(queues.config(c))));
        routes.add("POST", queue + "/messages", this::push);
        routes.add("POST", queue + "/messages/batch", this::pushMany);
        routes.add("POST", queue + "/messages/pull", this::pull);
        routes.add("POST", queue + "/messages/ack", this::acknowledge);
        routes.add("POST", queue + "/purge", this::purge);
        routes.add("GET", queue + "/purge", this::purged);
    }

    private ObjectNode metrics(QueueConfig queue) {
        Metrics metrics = platform.queues().metrics(queue);
        return Json.object()
                .put("backlog_bytes", metrics.bytes())
                .put("backlog_count", metrics.count())
                .put(
                        "oldest_message_timestamp_ms",
                        metrics.oldest().map(o -> o.toEpochMilli()).orElse(0L));
    }

    private ApiReply push(ApiCall call) {
        QueueConfig queue = queues.config(call);
        return send(queue, List.of(message(call.jsonObject(), queue.deliveryDelay())));
    }

    private ApiReply pushMany(ApiCall call) {
        QueueConfig queue = queues.config(call);
        ObjectNode body = call.jsonObject();
        int delay = delay(body).orElse(queue.deliveryDelay());
        return send(
                queue, Json.items(body, "messages").map(m -> message(m, delay)).toList());
    }

    private ApiReply send(QueueConfig queue, List<QueueMessage.New> messages) {
        QueueLimits.problem(messages).ifPresent(p -> {
            throw new ApiError(p.status(), p.code(), p.cause());
        });
        platform.queues().send(queue, messages);
        ObjectNode result = Json.object();
        result.putObject("metadata").set("metrics", metrics(queue));
        return ApiReply.ok(result);
    }

    private static QueueMessage.New message(JsonNode message, int otherwise) {
        JsonNode body = message.path("body");
        String type = Json.text(message, "content_type").orElse("json");
        if (body.isMissingNode()
                || !List.of("json", "text").contains(type)
                || (type.equals("text") && !body.isTextual())) {
            throw new ApiError(
                    400,
                    INVALID_BODY,
                    "A message must have a body, which must be a text when its content_type is text.");
        }
        Bytes content = Bytes.of(type.equals("text") ? body.asText() : Json.compact(body));
        return new QueueMessage.New(type, content, delay(message).orElse(otherwise));
    }

    private static Optional<Integer> delay(JsonNode from) {
        return Optional.ofNullable(from.get("delay_seconds"))
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::asInt);
    }

    private static QueueConsumer.Pull puller(QueueConfig queue) {
        if (queue.consumer().orElse(null) instanceof QueueConsumer.Pull pull) {
            return pull;
        }
        throw new ApiError(405, 10000, "The queue has no consumer of the type http_pull.");
    }

    private ApiReply pull(ApiCall call) {
        QueueConfig queue = queues.config(call);
        QueueConsumer.Pull consumer = puller(queue);
        if (queue.paused()) {
            throw new ApiError(409, 10252, "queue_delivery_paused");
        }
        ObjectNode asked = call.jsonObject();
        int most = number(asked, "batch_size", consumer.batchSize(), QueueLimits.MOST_AT_ONCE);
        String visibility = asked.has("visibility_timeout_ms") ? "visibility_timeout_ms" : "visibility_timeout";
        int milliseconds =
                number(asked, visibility, (int) consumer.visibility().toMillis(), QueueLimits.LONGEST_VISIBILITY_MS);
        ObjectNode result = Json.object();
        ArrayNode messages = result.putArray("messages");
        platform.queues()
                .pull(queue, consumer, most, Duration.ofMillis(milliseconds))
                .forEach(p -> messages.add(shown(p)));
        return ApiReply.ok(result.put(
                "message_backlog_count", platform.queues().metrics(queue).count()));
    }

    private static int number(ObjectNode asked, String name, int otherwise, int most) {
        int number = asked.path(name).asInt(otherwise);
        if (number < 1 || number > most) {
            throw new ApiError(400, INVALID_BODY, name + " must be between 1 and " + most + ".");
        }
        return number;
    }

    /** Only a text is shown as it is; all else is in base64. */
    private static ObjectNode shown(Pulled pulled) {
        QueueMessage message = pulled.message();
        ObjectNode shown = Json.object()
                .put("id", message.id())
                .put(
                        "body",
                        message.contentType().equals("text")
                                ? message.body().text()
                                : Base64.getEncoder()
                                        .encodeToString(message.body().toByteArray()))
                .put("timestamp_ms", message.sent().toEpochMilli())
                .put("attempts", message.attempts())
                .put("lease_id", pulled.lease());
        shown.putObject("metadata").put("CF-Content-Type", message.contentType());
        return shown;
    }

    private ApiReply acknowledge(ApiCall call) {
        QueueConfig queue = queues.config(call);
        QueueConsumer.Pull consumer = puller(queue);
        ObjectNode body = call.jsonObject();
        Map<String, Verdict> done = new LinkedHashMap<>();
        Map<String, Verdict> again = new LinkedHashMap<>();
        Json.items(body, "acks").forEach(a -> done.put(a.path("lease_id").asText(), new Verdict.Done()));
        Json.items(body, "retries").forEach(r -> {
            Optional<Integer> delay = delay(r);
            if (delay.filter(d -> d < 0 || d > QueueLimits.LONGEST_DELAY).isPresent()) {
                throw new ApiError(
                        400, INVALID_BODY, "delay_seconds must be between 0 and " + QueueLimits.LONGEST_DELAY + ".");
            }
            again.put(r.path("lease_id").asText(), new Verdict.Again(delay));
        });
        int acknowledged = platform.queues().giveBack(queue, consumer, done);
        int retried = platform.queues().giveBack(queue, consumer, again);
        ObjectNode result = Json.object().put("ackCount", acknowledged).put("retryCount", retried);
        ArrayNode warnings = result.putArray("warnings");
        if (acknowledged + retried < done.size() + again.size()) {
            warnings.add("some leases are over, or were never given");
        }
        return ApiReply.ok(result);
    }

    private ApiReply purge(ApiCall call) {
        ObjectNode queue = queues.require(call);
        if (!call.jsonObject().path("delete_messages_permanently").asBoolean()) {
            throw new ApiError(400, INVALID_BODY, "delete_messages_permanently must be true.");
        }
        platform.queues().purge(queue.path(QueueConfig.ID).asText());
        queues.save(queue.put("purged_on", platform.now().toString()));
        return ApiReply.ok(queues.shown(queue));
    }

    /** It is over when the call that began it is answered. */
    private ApiReply purged(ApiCall call) {
        ObjectNode queue = queues.require(call);
        return ApiReply.ok(Json.object()
                .put("completed", true)
                .put("started_at", queue.path("purged_on").asText()));
    }
}
