package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * One uploaded version of a Worker: code, bindings and settings, frozen.
 *
 * @param number counts the versions of the Worker from 1
 * @param source who made it: {@code wrangler}, {@code dash}, {@code api} …, or what triggered it: {@code secret}, {@code rollback} …
 * @param hasPreview whether it has an address of its own
 * @param details the API's own description, with the bindings; short in lists
 */
public record Version(
        String id,
        long number,
        Instant createdOn,
        String author,
        String source,
        Optional<String> tag,
        Optional<String> message,
        boolean hasPreview,
        JsonNode details) {

    static Version read(JsonNode node) {
        JsonNode metadata = node.path("metadata");
        JsonNode annotations = node.path("annotations");
        return new Version(
                node.path("id").asText(),
                node.path("number").asLong(),
                instant(metadata.path("created_on").asText()),
                metadata.path("author_email").asText(),
                Json.text(annotations, "workers/triggered_by")
                        .orElse(metadata.path("source").asText()),
                Json.text(annotations, "workers/tag"),
                Json.text(annotations, "workers/message"),
                // The reply's spelling differs between the API's description and what it sends.
                metadata.path("has_preview")
                        .asBoolean(metadata.path("hasPreview").asBoolean()),
                node);
    }

    /** Its bindings as the API has them, secrets without values; absent in lists. */
    public Optional<List<JsonNode>> bindings() {
        JsonNode resources = details.path("resources");
        return resources.path("bindings").isArray()
                ? Optional.of(Json.items(resources, "bindings").toList())
                : Optional.empty();
    }

    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
