package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what wakes the Worker beside requests: schedules, events, queues and sockets. */
final class EventReader {
    private static final List<String> EVENT_TYPES = Stream.of(
                    "created",
                    "deleted",
                    "forked",
                    "imported",
                    "pushed",
                    "cloned",
                    "fetched",
                    "token.created",
                    "token.revoked")
            .map(event -> "cf.artifacts.repo." + event)
            .toList();
    private static final long LARGEST_UNSIGNED = 4_294_967_295L;

    private final Table config;

    EventReader(Table config) {
        this.config = config;
    }

    /** Absent when the config says nothing about schedules; empty when it wants none. */
    Optional<List<String>> crons() {
        return config.table("triggers").flatMap(t -> t.optionalTexts("crons"));
    }

    Optional<ArrayNode> eventTriggers() {
        Optional<Table> triggers = config.table("triggers");
        triggers.ifPresent(t -> {
            t.tables("events").forEach(EventReader::checkEvent);
            t.ignoring("crons").warnUnknown();
        });
        return triggers.flatMap(t -> t.array("events")).map(PlainJson::array);
    }

    private static void checkEvent(Table event) {
        event.requiredText("type");
        event.choice("type", EVENT_TYPES);
        event.table("filter").ifPresent(filter -> {
            for (String key : filter.keys()) {
                if (key.equals("namespace") || key.equals("repo_name")) {
                    filter.nonEmptyText(key);
                } else {
                    filter.error(key, filter.path() + " may have only namespace and repo_name, found \"" + key + "\"");
                }
            }
        });
        List<Table> targets = event.tables("targets");
        if (!event.has("targets")
                || event.array("targets").filter(ArrayNode::isEmpty).isPresent()) {
            event.error("targets", event.path() + " needs \"targets\", an array with at least one table");
        }
        for (Table target : targets) {
            target.requiredText("type");
            target.choice("type", List.of("workflow"));
            target.required("workflow_name");
            target.warnUnknown();
        }
        event.warnUnknown();
    }

    List<QueueConsumer> queueConsumers() {
        List<QueueConsumer> consumers = new ArrayList<>();
        config.table("queues").ifPresent(queues -> {
            for (Table t : queues.tables("consumers")) {
                t.choice("type", List.of("worker"));
                consumers.add(new QueueConsumer(
                        t.required("queue"),
                        t.number("max_batch_size"),
                        t.number("max_batch_timeout"),
                        t.number("max_retries"),
                        t.number("max_concurrency"),
                        t.number("visibility_timeout_ms"),
                        t.number("retry_delay"),
                        t.text("dead_letter_queue")));
                t.warnUnknown();
            }
        });
        return consumers;
    }

    /** {@code connect} is not deployed yet; wrangler judges it all the same. */
    void checkSockets() {
        Set<String> taken = new HashSet<>();
        for (Table t : config.tables("connect")) {
            t.requiredText("protocol");
            Optional<String> protocol = t.choice("protocol", List.of("tcp", "udp"));
            if (!t.has("port")) {
                t.error("port", t.path() + " needs \"port\", a number");
            }
            t.whole("port", 1, 65_535);
            t.text("address");
            if (protocol.equals(Optional.of("udp"))) {
                t.whole("idle_timeout_ms", 0, LARGEST_UNSIGNED);
                t.whole("max_pending_bytes", 0, LARGEST_UNSIGNED);
            }
            t.warnUnknown();
            if (!taken.add(t.any("protocol") + ":" + t.any("port"))) {
                t.error("port", t.path() + " has the protocol and port of an earlier entry; each can be used once");
            }
        }
    }
}
