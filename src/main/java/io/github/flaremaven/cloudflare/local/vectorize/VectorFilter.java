package io.github.flaremaven.cloudflare.local.vectorize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The {@code filter} of a query: conditions on properties of the metadata, all of which must hold. */
final class VectorFilter {
    /** How much of a text is indexed, in bytes. */
    private static final int INDEXED = 64;

    private static final int LARGEST = 2048;
    private static final Set<String> OPERATORS = Set.of("$eq", "$ne", "$in", "$nin", "$lt", "$lte", "$gt", "$gte");

    private final JsonNode filter;

    /**
     * A filter, or none when it is missing.
     *
     * @throws VectorFailure when it is not as the API takes it
     */
    VectorFilter(JsonNode filter) {
        this.filter = filter;
        if (filter.isMissingNode() || filter.isNull()) {
            return;
        }
        if (!filter.isObject() || Json.compact(filter).getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw new VectorFailure(
                    VectorFailure.INVALID_FILTER, "the filter must be an object of at most " + LARGEST + " bytes");
        }
        filter.properties().forEach(condition -> {
            if (condition.getValue() instanceof ObjectNode operators) {
                operators.fieldNames().forEachRemaining(operator -> {
                    if (!OPERATORS.contains(operator)) {
                        throw new VectorFailure(VectorFailure.INVALID_FILTER, "the filter has no operator " + operator);
                    }
                });
            }
        });
    }

    /** {@code indexed} holds only properties that are indexed. */
    boolean matches(ObjectNode indexed) {
        for (Map.Entry<String, JsonNode> condition : filter.properties()) {
            JsonNode value =
                    property(indexed, condition.getKey()).orElse(Json.object().nullNode());
            boolean holds = condition.getValue() instanceof ObjectNode operators
                    ? operators.properties().stream().allMatch(o -> holds(o.getKey(), value, o.getValue()))
                    : holds("$eq", value, condition.getValue());
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    /** What stands at a path with dots. */
    static Optional<JsonNode> property(JsonNode metadata, String path) {
        JsonNode at = metadata;
        if (metadata.has(path)) {
            return Optional.of(metadata.get(path));
        }
        for (String name : path.split("\\.", -1)) {
            at = at.path(name);
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(at);
    }

    private static boolean holds(String operator, JsonNode value, JsonNode wanted) {
        return switch (operator) {
            case "$eq" -> equal(value, wanted);
            case "$ne" -> !equal(value, wanted);
            case "$in" -> StreamSupport.stream(wanted.spliterator(), false).anyMatch(w -> equal(value, w));
            case "$nin" -> StreamSupport.stream(wanted.spliterator(), false).noneMatch(w -> equal(value, w));
            case "$lt" -> comparable(value, wanted) && compare(value, wanted) < 0;
            case "$lte" -> comparable(value, wanted) && compare(value, wanted) <= 0;
            case "$gt" -> comparable(value, wanted) && compare(value, wanted) > 0;
            case "$gte" -> comparable(value, wanted) && compare(value, wanted) >= 0;
            default -> false;
        };
    }

    private static boolean equal(JsonNode value, JsonNode wanted) {
        return comparable(value, wanted) ? compare(value, wanted) == 0 : value.equals(wanted);
    }

    private static boolean comparable(JsonNode a, JsonNode b) {
        return (a.isNumber() && b.isNumber()) || (a.isTextual() && b.isTextual());
    }

    private static int compare(JsonNode a, JsonNode b) {
        return a.isNumber()
                ? Double.compare(a.doubleValue(), b.doubleValue())
                : start(a.textValue()).compareTo(start(b.textValue()));
    }

    private static String start(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= INDEXED ? text : new String(bytes, 0, INDEXED, StandardCharsets.UTF_8);
    }
}
