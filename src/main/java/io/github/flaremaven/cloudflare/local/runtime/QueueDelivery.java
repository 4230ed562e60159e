package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.queue.QueueDispatcher;
import io.github.flaremaven.cloudflare.local.queue.QueueDispatcher.Batch;
import io.github.flaremaven.cloudflare.local.queue.QueueMessage;
import io.github.flaremaven.cloudflare.local.queue.Queues.Verdict;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Calls the queue handlers of Workers. */
public final class QueueDelivery implements QueueDispatcher.Delivery {
    private final WorkerEvents events;
    private final Consumer<String> log;

    /** {@code log} hears of handlers that fail. */
    public QueueDelivery(WorkerEvents events, Consumer<String> log) {
        this.events = events;
        this.log = log;
    }

    @Override
    public void deliver(String script, Batch batch, Consumer<Map<String, Verdict>> done, Consumer<Throwable> failed) {
        events.send(script, "/queue", body(batch), answer -> {
                    String outcome = answer.path("outcome").asText();
                    if (!outcome.equals("ok")) {
                        log.accept("the queue handler of " + script + " ended with " + outcome
                                + " for a batch of the queue " + batch.queue());
                    }
                    done.accept(verdicts(batch, answer));
                })
                .onFailure(failed::accept);
    }

    private static ObjectNode body(Batch batch) {
        ObjectNode body = Json.object().put("queue", batch.queue());
        ObjectNode metrics = body.putObject("metrics");
        metrics.put("backlogCount", batch.backlog().count())
                .put("backlogBytes", batch.backlog().bytes());
        batch.backlog().oldest().ifPresent(o -> metrics.put("oldestMessageTimestamp", o.toEpochMilli()));
        ArrayNode messages = body.putArray("messages");
        for (QueueMessage message : batch.messages()) {
            messages.addObject()
                    .put("id", message.id())
                    .put("timestamp", message.sent().toEpochMilli())
                    .put("attempts", message.attempts() + 1)
                    .put("contentType", message.contentType())
                    .put(
                            "body",
                            Base64.getEncoder().encodeToString(message.body().toByteArray()));
        }
        return body;
    }

    /** What the handler said of a message counts more than what it said of the batch, and that more than how it ended. */
    private static Map<String, Verdict> verdicts(Batch batch, JsonNode answer) {
        JsonNode whole = answer.path("retryBatch");
        boolean ok = answer.path("outcome").asText().equals("ok");
        boolean again = whole.path("retry").asBoolean()
                || (!ok && !answer.path("ackAll").asBoolean());
        Verdict otherwise = again ? new Verdict.Again(delay(whole)) : new Verdict.Done();
        Map<String, Verdict> verdicts = new HashMap<>();
        batch.messages().forEach(m -> verdicts.put(m.id(), otherwise));
        Json.texts(answer, "explicitAcks").forEach(id -> verdicts.put(id, new Verdict.Done()));
        Json.items(answer, "retryMessages")
                .forEach(m -> verdicts.put(m.path("msgId").asText(), new Verdict.Again(delay(m))));
        return verdicts;
    }

    private static Optional<Integer> delay(JsonNode retry) {
        return Optional.ofNullable(retry.get("delaySeconds"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asInt);
    }
}
