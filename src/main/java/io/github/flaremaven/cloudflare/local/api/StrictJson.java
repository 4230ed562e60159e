package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Optional;

/** Reads JSON as the API does: without the comments and trailing commas that config files may have. */
final class StrictJson {
    private static final ObjectReader READER = Json.mapper()
            .readerFor(JsonNode.class)
            .withoutFeatures(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StrictJson() {}

    /** Absent when the text is no JSON. */
    static Optional<JsonNode> parse(String text) {
        try {
            JsonNode node = READER.readValue(text);
            return Optional.ofNullable(node).filter(n -> !n.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
