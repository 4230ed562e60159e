package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must hold before an object is given or replaced. As in HTTP, an etag that matches makes the date of its side moot.
 *
 * @param matches absent when any will do
 * @param matchesNot absent when none is excluded
 * @param before the object must have been written before
 * @param after the object must have been written after
 * @param wholeSeconds whether dates are compared by the second
 */
public record Condition(
        Optional<List<Etag>> matches,
        Optional<List<Etag>> matchesNot,
        Optional<Instant> before,
        Optional<Instant> after,
        boolean wholeSeconds) {

    /** An etag to compare with; {@code type} is {@code strong}, {@code weak} or {@code wildcard}. */
    record Etag(String type, String value) {
        boolean isIn(R2Object object, boolean weakly) {
            return switch (type) {
                case "wildcard" -> true;
                case "weak" -> weakly && value.equals(object.etag());
                default -> value.equals(object.etag());
            };
        }
    }

    /** Nothing has to hold. */
    public static Condition none() {
        return new Condition(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** Reads {@code onlyIf} of the runtime's requests. */
    public static Condition of(JsonNode onlyIf) {
        return new Condition(
                etags(onlyIf.path("etagMatches")),
                etags(onlyIf.path("etagDoesNotMatch")),
                time(onlyIf.path("uploadedBefore")),
                time(onlyIf.path("uploadedAfter")),
                onlyIf.path("secondsGranularity").asBoolean());
    }

    private static Optional<List<Etag>> etags(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            return Optional.empty();
        }
        List<Etag> etags = new ArrayList<>();
        list.forEach(
                e -> etags.add(new Etag(e.path("type").asText(), e.path("value").asText())));
        return Optional.of(etags);
    }

    private static Optional<Instant> time(JsonNode milliseconds) {
        return milliseconds.isMissingNode() || milliseconds.isNull()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(milliseconds.asLong()));
    }

    /** Whether it holds for what is there now. */
    boolean holds(Optional<R2Object> current) {
        if (current.isEmpty()) {
            return matches.isEmpty() && after.isEmpty();
        }
        R2Object object = current.get();
        boolean match = matches.isEmpty() || matches.get().stream().anyMatch(e -> e.isIn(object, false));
        boolean noMatch = matchesNot.isEmpty() || matchesNot.get().stream().noneMatch(e -> e.isIn(object, true));
        Instant written = precise(object.uploaded());
        boolean early = before.isEmpty() || matches.isPresent() || written.isBefore(precise(before.get()));
        boolean late = after.isEmpty() || matchesNot.isPresent() || written.isAfter(precise(after.get()));
        return match && noMatch && early && late;
    }

    private Instant precise(Instant time) {
        return wholeSeconds ? time.truncatedTo(ChronoUnit.SECONDS) : time;
    }
}
