package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;

/**
 * A bucket.
 *
 * @param location such as {@code WEUR}
 * @param storageClass of objects whose writer names none
 */
public record Bucket(Id id, Instant created, String location, String storageClass) {
    /**
     * What tells buckets apart: the same name may exist in several jurisdictions.
     *
     * @param jurisdiction {@code default}, {@code eu} or {@code fedramp}
     * @param name 3 to 63 characters
     */
    public record Id(String jurisdiction, String name) {
        /** Reads what {@link #toString} writes. */
        public static Id parse(String text) {
            int slash = text.indexOf('/');
            return slash < 0 ? new Id("default", text) : new Id(text.substring(0, slash), text.substring(slash + 1));
        }

        @Override
        public String toString() {
            return jurisdiction + "/" + name;
        }
    }

    String encode() {
        return Json.compact(Json.object()
                .put("created", created.toString())
                .put("location", location)
                .put("class", storageClass));
    }

    static Bucket decode(String id, String encoded) {
        JsonNode json = Json.parse(encoded);
        return new Bucket(
                Id.parse(id),
                Instant.parse(json.path("created").asText()),
                json.path("location").asText(),
                json.path("class").asText());
    }
}
