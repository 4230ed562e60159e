package io.github.flaremaven.cloudflare.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** One invocation of a Worker as a tail reports it. Read leniently: fields come and go. */
public final class TailEvent {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final JsonNode json;
    private final ZoneId zone;

    TailEvent(JsonNode json, ZoneId zone) {
        this.json = json;
        this.zone = zone;
    }

    /** The same event with only the messages of this level or graver; exceptions always stay. */
    TailEvent from(LogLevel level) {
        ObjectNode copy = json.deepCopy();
        copy.set(
                "logs",
                Json.array()
                        .addAll(Json.items(json, "logs")
                                .filter(l ->
                                        LogLevel.of(l.path("level").asText()).compareTo(level) >= 0)
                                .toList()));
        return new TailEvent(copy, zone);
    }

    /** Whether there is anything in it beside the fact that the Worker ran. */
    boolean hasMessages() {
        return !json.path("logs").isEmpty() || !json.path("exceptions").isEmpty();
    }

    /**
     * Something that a Worker said.
     *
     * @param level {@code debug}, {@code log}, {@code info}, {@code warn} or {@code error}; {@code exception} for one that
     *     nobody caught
     * @param text the values that were logged, separated by spaces; an exception as name and message
     */
    public record Message(String level, String text) {}

    /** What the Worker logged, and then what it threw. */
    public List<Message> messages() {
        return Stream.concat(
                        Json.items(json, "logs")
                                .map(l -> new Message(l.path("level").asText(), values(l.path("message")))),
                        Json.items(json, "exceptions")
                                .map(e -> new Message(
                                        "exception", e.path("name").asText() + ": " + plain(e.path("message")))))
                .toList();
    }

    /** One line of JSON, as the API sent it. */
    public String toJson() {
        return Json.compact(json);
    }

    /** Lines for people: what happened, then each message and exception. */
    public String toText() {
        StringBuilder text = new StringBuilder(headline());
        Json.items(json, "logs")
                .forEach(log -> text.append("\n  (")
                        .append(log.path("level").asText())
                        .append(") ")
                        .append(values(log.path("message"))));
        Json.items(json, "exceptions").forEach(e -> {
            text.append("\n  ✘ ").append(e.path("name").asText()).append(": ").append(plain(e.path("message")));
            e.path("stack")
                    .asText()
                    .lines()
                    .forEach(line -> text.append("\n    ").append(line.strip()));
        });
        return withoutControls(text.toString());
    }

    private String headline() {
        JsonNode event = json.path("event");
        String outcome = outcome();
        String at = time(json.path("eventTimestamp").asLong());
        if (event.has("cron")) {
            return "\"" + event.path("cron").asText() + "\" @ "
                    + time(event.path("scheduledTime").asLong()) + " - " + outcome;
        }
        if (event.has("request")) {
            JsonNode request = event.path("request");
            return request.path("url").asText().isEmpty()
                    ? "[missing request] - " + outcome + " @ " + at
                    : request.path("method").asText().toUpperCase(Locale.ROOT) + " "
                            + request.path("url").asText() + " - " + outcome + " @ " + at;
        }
        if (event.has("mailFrom")) {
            return "Email from:" + event.path("mailFrom").asText() + " to:"
                    + event.path("rcptTo").asText() + " size:"
                    + event.path("rawSize").asText() + " @ " + at + " - " + outcome;
        }
        if (event.has("scheduledTime")) {
            return "Alarm @ " + time(event.path("scheduledTime")) + " - " + outcome;
        }
        if (event.has("consumedEvents")) {
            Set<String> names = new LinkedHashSet<>();
            event.path("consumedEvents")
                    .forEach(e -> names.add(e.path("scriptName").asText()));
            return "Tailing " + String.join(",", names) + " - " + outcome + " @ " + at;
        }
        if (event.has("type") && event.has("message")) {
            return event.path("message").asText();
        }
        if (event.has("queue")) {
            long size = event.path("batchSize").asLong();
            return "Queue " + event.path("queue").asText() + " (" + size + (size == 1 ? " message" : " messages")
                    + ") - " + outcome + " @ " + at;
        }
        if (event.has("rpcMethod")) {
            return json.path("entrypoint").asText() + "."
                    + event.path("rpcMethod").asText() + " - " + outcome + " @ " + at;
        }
        return "Unknown Event - " + outcome + " @ " + at;
    }

    private String outcome() {
        return switch (json.path("outcome").asText()) {
            case "ok" -> "Ok";
            case "canceled" -> "Canceled";
            case "exceededCpu" -> "Exceeded CPU Limit";
            case "exceededMemory" -> "Exceeded Memory Limit";
            case "exception" -> "Exception Thrown";
            default -> "Unknown";
        };
    }

    private static String values(JsonNode message) {
        if (!message.isArray()) {
            return plain(message);
        }
        StringBuilder text = new StringBuilder();
        message.forEach(value -> text.append(text.isEmpty() ? "" : " ").append(plain(value)));
        return text.toString();
    }

    private static String plain(JsonNode value) {
        return value.isTextual() ? value.textValue() : Json.compact(value);
    }

    private String time(JsonNode value) {
        if (value.isNumber()) {
            return time(value.asLong());
        }
        try {
            return TIME.format(Instant.parse(value.asText()).atZone(zone));
        } catch (DateTimeParseException e) {
            return value.asText();
        }
    }

    private String time(long milliseconds) {
        return TIME.format(Instant.ofEpochMilli(milliseconds).atZone(zone));
    }

    /** What a Worker logs must not be able to drive the reader's terminal. */
    private static String withoutControls(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            boolean control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c <= 0x9F);
            if (control) {
                safe.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
