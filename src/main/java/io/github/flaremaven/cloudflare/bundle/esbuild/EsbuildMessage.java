package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.Position;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns esbuild's structured messages into diagnostics. */
final class EsbuildMessage {
    /** The notes to this message advise on esbuild's own options, which the reader does not set. */
    private static final String UNRESOLVED = "Could not resolve ";

    private EsbuildMessage() {}

    static Diagnostic read(JsonNode message, Severity severity) {
        StringBuilder text = new StringBuilder(message.path("text").asText());
        if (!message.path("text").asText().startsWith(UNRESOLVED)) {
            for (JsonNode note : message.path("notes")) {
                text.append("; ").append(note.path("text").asText());
            }
        }
        JsonNode location = message.path("location");
        if (!location.isObject()) {
            return new Diagnostic(severity, "", Optional.empty(), text.toString(), "");
        }
        String line = location.path("lineText").asText();
        // esbuild counts columns and lengths in bytes of UTF-8.
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int column = characters(bytes, location.path("column").asInt());
        int end = characters(
                bytes, location.path("column").asInt() + location.path("length").asInt());
        Position position = new Position(location.path("line").asInt(), column + 1);
        String frame = line.isEmpty()
                ? ""
                : "  " + line.replace('\t', ' ') + "\n  " + " ".repeat(column)
                        + (end - column > 1 ? "~".repeat(end - column) : "^");
        return new Diagnostic(severity, location.path("file").asText(), Optional.of(position), text.toString(), frame);
    }

    private static int characters(byte[] line, int bytes) {
        return new String(line, 0, Math.min(bytes, line.length), StandardCharsets.UTF_8).length();
    }
}
