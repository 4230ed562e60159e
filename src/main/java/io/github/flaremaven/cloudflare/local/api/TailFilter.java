package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;

/** Decides which events a tail gets, by the filters it was made with. */
final class TailFilter {
    private final List<BiPredicate<String, JsonNode>> conditions;

    private TailFilter(List<BiPredicate<String, JsonNode>> conditions) {
        this.conditions = conditions;
    }

    /**
     * Reads the filters.
     *
     * @throws ApiError for a filter that does not exist
     */
    static TailFilter of(JsonNode filters) {
        List<BiPredicate<String, JsonNode>> conditions = new ArrayList<>();
        for (JsonNode filter : filters) {
            filter.properties().forEach(e -> conditions.add(condition(e.getKey(), e.getValue())));
        }
        return new TailFilter(conditions);
    }

    boolean lets(String version, JsonNode event) {
        return conditions.stream().allMatch(c -> c.test(version, event));
    }

    private static BiPredicate<String, JsonNode> condition(String kind, JsonNode value) {
        return switch (kind) {
            case "sampling_rate" -> (v, e) -> ThreadLocalRandom.current().nextDouble() < value.asDouble();
            case "outcome" -> (v, e) -> contains(value, e.path("outcome").asText());
            case "method" -> (v, e) -> contains(value, request(e).path("method").asText());
            case "header" -> (v, e) -> header(value, request(e).path("headers"));
            case "client_ip" ->
                (v, e) -> {
                    String ip =
                            request(e).path("headers").path("cf-connecting-ip").asText();
                    return contains(value, ip) || contains(value, "self"); // only this machine gets here
                };
            case "query" -> (v, e) -> Json.items(e, "logs").anyMatch(l -> says(l.path("message"), value.asText()));
            case "scriptVersion" -> (v, e) -> v.equals(value.asText());
            default -> throw ApiError.invalid("Unknown tail filter \"" + kind + "\".");
        };
    }

    /** Texts are searched as they are, other values as JSON. */
    private static boolean says(JsonNode message, String text) {
        for (JsonNode part : message) {
            if ((part.isTextual() ? part.textValue() : Json.compact(part)).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode request(JsonNode event) {
        return event.path("event").path("request");
    }

    private static boolean contains(JsonNode list, String word) {
        for (JsonNode item : list) {
            if (item.asText().equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean header(JsonNode filter, JsonNode headers) {
        JsonNode found = headers.path(filter.path("key").asText().toLowerCase(Locale.ROOT));
        return found.isTextual()
                && (!filter.has("query")
                        || found.asText().contains(filter.path("query").asText()));
    }
}
