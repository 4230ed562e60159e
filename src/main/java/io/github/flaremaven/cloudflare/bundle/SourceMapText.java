package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A source map of esbuild, of which only the fields before the sources' text are read: those texts are most of it, and stay
 * as they are.
 *
 * @param head the fields before {@code sourcesContent}; all fields when the rest has to be written anew
 * @param rest the other fields as JSON without white space, with a comma in front; may be empty
 */
record SourceMapText(ObjectNode head, String rest) {
    private static final String TEXTS = "sourcesContent";

    static SourceMapText split(String json) {
        // JavaScript, which wrangler rewrites maps with, escapes other characters than esbuild does.
        if (json.contains("\\u") || json.contains("\\/")) {
            return new SourceMapText((ObjectNode) Json.parse(json), "");
        }
        ObjectNode head = Json.object();
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(TEXTS)) {
                    return new SourceMapText(head, rest(json, parser));
                }
                head.set(name, Json.read(parser));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SourceMapText(head, "");
    }

    /** The whole map on one line, with further fields at the end. */
    String with(ObjectNode fields) {
        String first = Json.compact(head);
        String last = Json.compact(fields);
        return first.substring(0, first.length() - 1) + rest + "," + last.substring(1);
    }

    private static String rest(String json, JsonParser parser) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        StringBuilder compact = new StringBuilder(json.length() - from + 1).append(',');
        boolean inString = false;
        int start = from;
        int i = from;
        while (i < json.length()) {
            char c = json.charAt(i);
            if (inString && c == '\\') {
                i++;
            } else if (c == '"') {
                inString = !inString;
            } else if (!inString && c <= ' ') {
                compact.append(json, start, i);
                start = i + 1;
            }
            i++;
        }
        compact.append(json, start, json.length());
        compact.setLength(compact.lastIndexOf("}"));
        return compact.toString();
    }
}
