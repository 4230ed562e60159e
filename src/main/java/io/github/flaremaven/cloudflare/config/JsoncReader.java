package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code wrangler.json} and {@code wrangler.jsonc}; comments and trailing commas are fine in both. */
final class JsoncReader {
    /** Where Jackson says which of its methods set a limit. */
    private static final Pattern JACKSONS_OWN = Pattern.compile(", from `[^`]*`");

    private JsoncReader() {}

    /**
     * @throws InputFailure when the text is no JSON or its top level is neither an object nor an array
     */
    static ConfigDocument read(Path file, String text, String shownFile) {
        SourceText source = new SourceText(text);
        return new ConfigDocument(file, source, parse(text, source, shownFile), () -> places(text, source));
    }

    private static ObjectNode parse(String text, SourceText source, String shownFile) {
        try (JsonParser parser = Json.parser(text)) {
            JsonNode tree = tree(parser, source, shownFile);
            if (tree.isMissingNode()) {
                throw failure(source, shownFile, new Position(1, 1), "the file is empty; an object { … } was expected");
            }
            if (parser.nextToken() != null) {
                throw failure(
                        source,
                        shownFile,
                        position(source, parser.currentTokenLocation()),
                        "there is more text after the end of the configuration");
            }
            if (tree.isArray()) {
                return Json.object(); // wrangler takes an array for an empty config
            }
            if (!(tree instanceof ObjectNode object)) {
                throw failure(
                        source,
                        shownFile,
                        new Position(1, 1),
                        "the top level must be an object { … }, found " + Findings.show(tree));
            }
            return object;
        } catch (JsonProcessingException e) {
            throw failure(source, shownFile, position(source, e.getLocation()), sentence(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(JsonParser parser, SourceText source, String shownFile) throws IOException {
        try {
            return Json.read(parser);
        } catch (StreamConstraintsException e) { // knows no place
            throw failure(source, shownFile, position(source, parser.currentLocation()), sentence(e));
        }
    }

    private static InputFailure failure(SourceText source, String shownFile, Position position, String message) {
        Optional<Position> place = Optional.of(position);
        String frame = source.frame(place);
        return new InputFailure(
                shownFile + " is no valid JSON configuration",
                List.of(new Diagnostic(Severity.ERROR, shownFile, place, Findings.abridged(message), frame)));
    }

    private static String sentence(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        String first = message == null ? "" : message.lines().findFirst().orElse("");
        return first.isEmpty() ? "syntax error" : JACKSONS_OWN.matcher(first).replaceAll("");
    }

    /** Jackson's own lines end at a lone carriage return too, those of editors do not. */
    private static Position position(SourceText text, @Nullable JsonLocation location) {
        return text.position(location == null ? 0 : location.getCharOffset());
    }

    /** Walks the text once more and notes where each key and each array element begins; a later key wins. */
    private static Locator places(String text, SourceText source) {
        Map<NodePath, Position> places = new HashMap<>();
        try (JsonParser parser = Json.parser(text)) {
            parser.nextToken();
            walk(parser, source, NodePath.ROOT, places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path -> Optional.ofNullable(places.get(path));
    }

    private static void walk(JsonParser parser, SourceText source, NodePath path, Map<NodePath, Position> places)
            throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                NodePath child = path.key(parser.currentName());
                places.put(child, position(source, parser.currentTokenLocation()));
                parser.nextToken();
                walk(parser, source, child, places);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                NodePath child = path.index(i);
                places.put(child, position(source, parser.currentTokenLocation()));
                walk(parser, source, child, places);
            }
        }
    }
}
