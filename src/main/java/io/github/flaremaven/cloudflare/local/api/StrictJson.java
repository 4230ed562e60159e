package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.util.Optional;

/** Reads JSON as the API does: without the comments and trailing commas that config files may have. */
final class StrictJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private StrictJson() {}

    /** Absent when the text is no JSON. */
    static Optional<JsonNode> parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonNode node = Json.read(parser);
            return node.isMissingNode() || parser.nextToken() != null ? Optional.empty() : Optional.of(node);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
