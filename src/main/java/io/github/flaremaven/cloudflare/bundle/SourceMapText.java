package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A source map of esbuild, of which only the fields before the sources' text are read as a tree: those texts are most of it,
 * and only their form changes.
 *
 * @param head the fields before {@code sourcesContent}; all fields when the rest has to be written anew
 * @param rest the other fields as JavaScript writes JSON, with a comma in front; may be empty
 */
record SourceMapText(ObjectNode head, String rest) {
    private static final String TEXTS = "sourcesContent";

    static SourceMapText split(String json) {
        ObjectNode head = Json.object();
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(TEXTS)) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    return new Compactor(json, from)
                            .compact()
                            .map(rest -> new SourceMapText(head, rest))
                            .orElseGet(() -> new SourceMapText((ObjectNode) Json.parse(json), ""));
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

    /**
     * Takes away white space between values, and escapes of characters that JavaScript does not escape: wrangler writes maps
     * with it.
     */
    private static final class Compactor {
        private final String json;
        private final StringBuilder out;
        /** Where what is not yet copied begins. */
        private int start;

        Compactor(String json, int from) {
            this.json = json;
            this.start = from;
            this.out = new StringBuilder(json.length() - from + 1).append(',');
        }

        /** Absent when there is an escape of which it is not known how JavaScript would write it. */
        Optional<String> compact() {
            boolean inString = false;
            for (int i = start; i < json.length(); i++) {
                char c = json.charAt(i);
                if (inString && c == '\\') {
                    i++;
                    if (json.charAt(i) == '/' || (json.charAt(i) == 'u' && !unescape(i + 1))) {
                        return Optional.empty();
                    }
                    i = Math.max(i, start - 1);
                } else if (c == '"') {
                    inString = !inString;
                } else if (!inString && c <= ' ') {
                    copyUpTo(i, i + 1);
                }
            }
            copyUpTo(json.length(), json.length());
            return Optional.of(out.substring(0, out.lastIndexOf("}")));
        }

        private void copyUpTo(int end, int next) {
            out.append(json, start, end);
            start = next;
        }

        /** Writes the character with the four digits at {@code digits}, or the pair that makes one. */
        private boolean unescape(int digits) {
            char c = character(digits);
            boolean pair = Character.isHighSurrogate(c)
                    && json.startsWith("\\u", digits + 4)
                    && Character.isLowSurrogate(character(digits + 6));
            if (pair) {
                copyUpTo(digits - 2, digits + 10);
                out.append(c).append(character(digits + 6));
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // JavaScript leaves these escaped, with small digits.
                copyUpTo(digits, digits + 4);
                out.append(HexFormat.of().toHexDigits(c));
            } else {
                copyUpTo(digits - 2, digits + 4);
                out.append(c);
            }
            return "\b\t\n\f\r\"\\".indexOf(c) < 0;
        }

        private char character(int digits) {
            return (char) Integer.parseInt(json, digits, digits + 4, 16);
        }
    }
}
