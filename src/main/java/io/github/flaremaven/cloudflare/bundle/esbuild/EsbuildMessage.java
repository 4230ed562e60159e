package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Turns esbuild's structured messages into diagnostics. */
final class EsbuildMessage {
    /** Notes with these words advise on esbuild's own options, which the reader does not set. */
    private static final List<String> FOREIGN_ADVICE =
            List.of("to exclude it from the bundle", "--platform=", "plugin didn't set a resolve directory");
    /** Characters of a line that a frame shows; a minified line may have millions. */
    private static final int WIDTH = 100;

    private EsbuildMessage() {}

    static Diagnostic read(JsonNode message, Severity severity) {
        StringBuilder text = new StringBuilder(message.path("text").asText());
        for (JsonNode note : message.path("notes")) {
            String advice = note.path("text").asText();
            if (FOREIGN_ADVICE.stream().noneMatch(advice::contains)) {
                text.append("; ").append(advice).append(place(note.path("location")));
            }
        }
        JsonNode location = message.path("location");
        if (!location.isObject()) {
            return new Diagnostic(severity, "", Optional.empty(), text.toString(), "");
        }
        Span span = Span.of(location);
        return new Diagnostic(
                severity,
                location.path("file").asText(),
                Optional.of(new Position(location.path("line").asInt(), span.from() + 1)),
                text.toString(),
                span.frame());
    }

    private static String place(JsonNode location) {
        return location.isObject()
                ? " (" + location.path("file").asText() + ":"
                        + location.path("line").asInt() + ":"
                        + (Span.of(location).from() + 1) + ")"
                : "";
    }

    /**
     * A part of a line, in characters; esbuild counts in bytes of UTF-8.
     *
     * @param from counted from 0
     * @param to exclusive
     */
    private record Span(String line, int from, int to) {
        static Span of(JsonNode location) {
            String line = location.path("lineText").asText();
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            int column = location.path("column").asInt();
            return new Span(
                    line,
                    characters(bytes, column),
                    characters(bytes, column + location.path("length").asInt()));
        }

        private static int characters(byte[] line, int bytes) {
            return new String(line, 0, Math.min(bytes, line.length), StandardCharsets.UTF_8).length();
        }

        /** The line, cut to a window around the part if it is long, and marks below the part. */
        String frame() {
            if (line.isEmpty()) {
                return "";
            }
            int start = line.length() <= WIDTH ? 0 : Math.max(0, Math.min(from - WIDTH / 3, line.length() - WIDTH));
            int end = Math.min(line.length(), start + WIDTH);
            String before = start > 0 ? "…" : "";
            String shown = before + line.substring(start, end) + (end < line.length() ? "…" : "");
            int marks = Math.min(to, end) - from;
            return "  " + shown.replace('\t', ' ') + "\n  " + " ".repeat(before.length() + from - start)
                    + (marks > 1 ? "~".repeat(marks) : "^");
        }
    }
}
