package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.Optional;

/** Headers that are kept with an object and given back with it. */
public record HttpFields(
        Optional<String> contentType,
        Optional<String> contentLanguage,
        Optional<String> contentDisposition,
        Optional<String> contentEncoding,
        Optional<String> cacheControl,
        Optional<Instant> cacheExpiry) {

    /** Reads what {@link #json} writes, which is what the runtime sends. */
    public static HttpFields of(JsonNode json) {
        return new HttpFields(
                Json.text(json, "contentType"),
                Json.text(json, "contentLanguage"),
                Json.text(json, "contentDisposition"),
                Json.text(json, "contentEncoding"),
                Json.text(json, "cacheControl"),
                json.hasNonNull("cacheExpiry")
                        ? Optional.of(
                                Instant.ofEpochMilli(json.get("cacheExpiry").asLong()))
                        : Optional.empty());
    }

    /** Only what is there; the expiry in milliseconds since 1970. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        contentType.ifPresent(v -> json.put("contentType", v));
        contentLanguage.ifPresent(v -> json.put("contentLanguage", v));
        contentDisposition.ifPresent(v -> json.put("contentDisposition", v));
        contentEncoding.ifPresent(v -> json.put("contentEncoding", v));
        cacheControl.ifPresent(v -> json.put("cacheControl", v));
        cacheExpiry.ifPresent(v -> json.put("cacheExpiry", v.toEpochMilli()));
        return json;
    }
}
