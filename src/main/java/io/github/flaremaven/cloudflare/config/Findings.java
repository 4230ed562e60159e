package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what is wrong with a config, so that all of it is reported at once. The same finding counts once, and of very
 * many the first. */
final class Findings {
    /** A finding before its place in the file is looked up. */
    record Finding(Severity severity, NodePath path, String message) {}

    private static final int LONGEST_VALUE = 60;
    /** In characters; what is longer quotes something that nobody wants to read in full. */
    private static final int LONGEST_MESSAGE = 1000;

    /** Of errors and of warnings; a file with more of them is no config. */
    private static final int MOST = 500;

    private final Set<Finding> all = new LinkedHashSet<>();
    private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);

    void error(NodePath path, String message) {
        add(Severity.ERROR, path, message);
    }

    void warn(NodePath path, String message) {
        add(Severity.WARNING, path, message);
    }

    private void add(Severity severity, NodePath path, String message) {
        if (counts.getOrDefault(severity, 0) < MOST && all.add(new Finding(severity, path, abridged(message)))) {
            counts.merge(severity, 1, Integer::sum);
        }
    }

    /** The message with its middle left out, if it is very long. */
    static String abridged(String message) {
        int half = LONGEST_MESSAGE / 2;
        return message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, half) + "…" + message.substring(message.length() - half);
    }

    /** The one template for a value of the wrong type. */
    void wrongType(NodePath path, String wanted, JsonNode found) {
        error(path, path + " must be " + wanted + ", found " + show(found));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }

    boolean hasErrors() {
        return counts.containsKey(Severity.ERROR);
    }

    /** A value as JSON, cut to a length that fits a message. */
    static String show(JsonNode value) {
        String text = value.isPojo() ? "the date or time " + value.asText() : Json.compact(PlainJson.of(value));
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
