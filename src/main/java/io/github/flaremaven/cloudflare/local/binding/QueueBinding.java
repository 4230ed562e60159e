package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.queue.QueueConfig;
import io.github.flaremaven.cloudflare.local.queue.QueueLimits;
import io.github.flaremaven.cloudflare.local.queue.QueueMessage;
import io.github.flaremaven.cloudflare.local.queue.QueueStore.Metrics;
import io.github.flaremaven.cloudflare.local.queue.Queues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a Worker does with {@code env.QUEUE}. The requests are those that workerd's queue binding makes. */
public final class QueueBinding implements BackingServer.Handler {
    private static final String DELAY_MARK = "@";
    /** What a message is in whose format the binding says nothing. */
    private static final String DEFAULT_FORMAT = "v8";

    private final Queues queues;

    public QueueBinding(Queues queues) {
        this.queues = queues;
    }

    /** What a binding of an upload is known by here: the queue's name, and the binding's own delay. */
    public static String id(JsonNode binding) {
        String name = binding.path("queue_name").asText();
        return binding.has("delivery_delay")
                ? name + DELAY_MARK + binding.path("delivery_delay").asInt()
                : name;
    }

    @Override
    public Reply handle(Request request) {
        int mark = request.id().indexOf(DELAY_MARK);
        String name = mark < 0 ? request.id() : request.id().substring(0, mark);
        Optional<Integer> bindingDelay = mark < 0
                ? Optional.empty()
                : Optional.of(Integer.parseInt(request.id().substring(mark + 1)));
        Optional<QueueConfig> queue = queues.byName(name);
        if (queue.isEmpty()) {
            return refused(new QueueLimits.Problem(404, 10104, "the queue " + name + " does not exist"));
        }
        Optional<Integer> delay = request.header("X-Msg-Delay-Secs").map(Integer::parseInt);
        int otherwise = delay.or(() -> bindingDelay).orElse(queue.get().deliveryDelay());
        return switch (request.method() + " " + request.path()) {
            case "POST /message" ->
                send(
                        queue.get(),
                        List.of(new QueueMessage.New(
                                request.header("X-Msg-Fmt").orElse(DEFAULT_FORMAT), request.body(), otherwise)));
            case "POST /batch" -> {
                if (delay.filter(d -> d > QueueLimits.LONGEST_DELAY).isPresent()) {
                    yield refused(new QueueLimits.Problem(
                            400,
                            10202,
                            "batch delay of " + delay.get() + " seconds is not within 0 and "
                                    + QueueLimits.LONGEST_DELAY));
                }
                yield send(queue.get(), batch(Json.parse(request.body().text()), otherwise));
            }
            case "GET /metrics" -> Reply.ok(Bytes.of(Json.compact(metrics(queue.get()))));
            default -> Reply.of(405, "Method Not Allowed");
        };
    }

    private static List<QueueMessage.New> batch(JsonNode batch, int delay) {
        List<QueueMessage.New> messages = new ArrayList<>();
        batch.path("messages")
                .forEach(m -> messages.add(new QueueMessage.New(
                        Json.text(m, "contentType").orElse(DEFAULT_FORMAT),
                        Bytes.of(Base64.getDecoder().decode(m.path("body").asText())),
                        m.path("delaySecs").asInt(delay))));
        return messages;
    }

    private Reply send(QueueConfig queue, List<QueueMessage.New> messages) {
        Optional<QueueLimits.Problem> problem = QueueLimits.problem(messages);
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        queues.send(queue, messages);
        ObjectNode answer = Json.object();
        answer.putObject("metadata").set("metrics", metrics(queue));
        return Reply.ok(Bytes.of(Json.compact(answer)));
    }

    private ObjectNode metrics(QueueConfig queue) {
        Metrics metrics = queues.metrics(queue);
        return Json.object()
                .put("backlogCount", metrics.count())
                .put("backlogBytes", metrics.bytes())
                .put(
                        "oldestMessageTimestamp",
                        metrics.oldest().map(Instant::toEpochMilli).orElse(0L));
    }

    /** Workers of older compatibility dates see the reason, newer ones the headers. */
    private static Reply refused(QueueLimits.Problem problem) {
        return Reply.of(problem.status(), problem.cause())
                .header("CF-Queues-Error-Code", Integer.toString(problem.code()))
                .header("CF-Queues-Error-Cause", problem.cause());
    }
}
