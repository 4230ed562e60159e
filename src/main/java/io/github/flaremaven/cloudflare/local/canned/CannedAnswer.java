package io.github.flaremaven.cloudflare.local.canned;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a file of answers.
 *
 * @param method which method of the binding it answers; absent for all
 * @param model which model; absent for all
 * @param input what the input must have; absent for all inputs
 * @param status HTTP status, which matters to {@code fetch} only
 */
record CannedAnswer(
        Optional<String> method, Optional<String> model, Optional<JsonNode> input, int status, Content content) {
    /** What a call gets. */
    sealed interface Content {}

    /** A body. */
    record Body(String contentType, Bytes bytes) implements Content {}

    /** The call fails with this message. */
    record Failure(String message) implements Content {}

    /** Whether it answers a call. */
    boolean matches(String calledMethod, String calledModel, JsonNode givenInput) {
        return method.filter(m -> !m.equals(calledMethod)).isEmpty()
                && model.filter(m -> !m.equals(calledModel)).isEmpty()
                && input.filter(i -> !isIn(i, givenInput)).isEmpty();
    }

    /** Objects may have more fields than asked for; everything else must be equal. */
    private static boolean isIn(JsonNode asked, JsonNode given) {
        if (!asked.isObject()) {
            return (asked.isNumber() && given.isNumber())
                    ? asked.decimalValue().compareTo(given.decimalValue()) == 0
                    : asked.equals(given);
        }
        for (Map.Entry<String, JsonNode> field : asked.properties()) {
            if (!isIn(field.getValue(), given.path(field.getKey()))) {
                return false;
            }
        }
        return given.isObject();
    }
}
