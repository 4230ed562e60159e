package io.github.flaremaven.cloudflare.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Printable;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Shows what Workers print and throw while they are developed. While one Worker runs, its lines are shown as it prints them;
 * of several the runtime does not say whose a line is, so that they are shown after each invocation, with the name in front.
 * Safe for use by several threads.
 */
public final class WorkerOutput {
    private final Console console;
    private final Map<String, UnaryOperator<String>> places = new ConcurrentHashMap<>();
    private volatile boolean several;

    public WorkerOutput(Console console) {
        this.console = console;
    }

    /** How many versions run. */
    public void running(int versions) {
        several = versions > 1;
    }

    /** Puts places in the sources for places in the code of a Worker, from now on. */
    public void places(String worker, UnaryOperator<String> remap) {
        places.put(worker, remap);
    }

    /** Takes a line of the runtime. */
    public void line(String line) {
        JsonNode json = json(line);
        // A line of a Worker has a number here, one of the runtime about itself a text.
        if (!json.path("timestamp").isNumber()) {
            console.debug("workerd: " + line);
        } else if (!several) {
            print("", json.path("level").asText(), remapAll(json.path("message").asText()));
        }
    }

    /** Takes what a Worker reports after an invocation. */
    public void invoked(String worker, JsonNode event) {
        String prefix = several ? "[" + worker + "] " : "";
        if (several) {
            Json.items(event, "logs")
                    .forEach(log ->
                            print(prefix, log.path("level").asText(), remap(worker, words(log.path("message")))));
        }
        Json.items(event, "exceptions").forEach(e -> {
            String headline = e.path("name").asText() + ": " + e.path("message").asText();
            String stack = e.path("stack").asText();
            StringBuilder text = new StringBuilder("✘ " + headline);
            stack.lines()
                    .filter(frame -> frame.strip().startsWith("at "))
                    .forEach(frame -> text.append("\n    ").append(remap(worker, frame.strip())));
            console.print(console.red(prefix + Printable.text(text.toString())));
        });
        request(event).ifPresent(request -> console.info(prefix + Printable.line(request)));
    }

    /** What a client asked for, and what it got. Calls between Workers are none. */
    private static Optional<String> request(JsonNode event) {
        JsonNode request = event.path("event").path("request");
        boolean own = event.path("executionModel").asText().equals("stateless") && !event.hasNonNull("entrypoint");
        if (!own || !request.hasNonNull("url")) {
            return Optional.empty();
        }
        String status = event.path("event").path("response").path("status").asText();
        return Optional.of(request.path("method").asText() + " "
                + request.path("url").asText().replaceFirst("^https?://[^/]*", "") + " "
                + (event.path("outcome").asText().equals("ok")
                        ? status
                        : event.path("outcome").asText()));
    }

    private void print(String prefix, String level, String text) {
        String line = prefix + Printable.text(text);
        switch (level) {
            case "error" -> console.print(console.red(line));
            case "warn" -> console.print(console.yellow(line));
            default -> console.print(line);
        }
    }

    private String remap(String worker, String text) {
        return places.getOrDefault(worker, UnaryOperator.identity()).apply(text);
    }

    private String remapAll(String text) {
        return places.size() == 1 ? places.values().iterator().next().apply(text) : text;
    }

    private static String words(JsonNode message) {
        StringBuilder text = new StringBuilder();
        message.forEach(value -> text.append(text.isEmpty() ? "" : " ")
                .append(value.isTextual() ? value.textValue() : Json.compact(value)));
        return text.toString();
    }

    private static JsonNode json(String line) {
        try {
            return line.startsWith("{") ? Json.parse(line) : Json.object();
        } catch (UncheckedIOException | IllegalArgumentException e) {
            return Json.object();
        }
    }
}
