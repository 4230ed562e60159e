package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The lock rules of a bucket: what they cover can be neither replaced nor deleted. */
final class LockRules {
    /** The name of the settings document. */
    static final String NAME = "lock";

    private LockRules() {}

    /**
     * Whether an object is locked.
     *
     * @param document as the API takes it
     */
    static boolean cover(JsonNode document, R2Object object, Instant now) {
        for (JsonNode rule : document.path("rules")) {
            if (rule.path("enabled").asBoolean()
                    && object.key().startsWith(rule.path("prefix").asText())
                    && lasts(rule.path("condition"), object, now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lasts(JsonNode condition, R2Object object, Instant now) {
        return switch (condition.path("type").asText()) {
            case "Age" ->
                object.uploaded()
                        .plusSeconds(condition.path("maxAgeSeconds").asLong())
                        .isAfter(now);
            case "Date" ->
                OffsetDateTime.parse(condition.path("date").asText())
                        .toInstant()
                        .isAfter(now);
            default -> true;
        };
    }
}
