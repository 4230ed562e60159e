package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.net.Spool;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the API.
 *
 * @param parameters what stands at the placeholders of the path, decoded
 * @param query decoded; all values of each name
 * @param headers by lower-case name
 * @param parts of a multipart body, in order
 * @param upload the body, when it is in a file
 */
record ApiCall(
        String method,
        String path,
        Map<String, String> parameters,
        Map<String, List<String>> query,
        Map<String, String> headers,
        Bytes body,
        List<Part> parts,
        Optional<Spool.Received> upload) {

    /** A part of a form; {@code fileName} is absent for plain fields. */
    record Part(String name, Optional<String> fileName, Optional<String> contentType, Bytes content) {}

    /** What stands at a placeholder; every path that has the placeholder has it. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    Optional<String> queryValue(String name) {
        return queryValues(name).stream().findFirst();
    }

    List<String> queryValues(String name) {
        return query.getOrDefault(name, List.of());
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    boolean isTrue(String name) {
        return queryValue(name).filter("true"::equals).isPresent();
    }

    ObjectNode jsonObject() {
        if (json() instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.invalid("The request body must be a JSON object.");
    }

    ArrayNode jsonArray() {
        if (json() instanceof ArrayNode array) {
            return array;
        }
        throw ApiError.invalid("The request body must be a JSON array.");
    }

    private JsonNode json() {
        return StrictJson.parse(body.text())
                .orElseThrow(() -> ApiError.invalid("The request body could not be parsed as JSON."));
    }

    /**
     * A number in the query.
     *
     * @throws ApiError when it is none, or out of range
     */
    int number(String name, int otherwise, int least, int most) {
        Optional<String> text = queryValue(name);
        try {
            int number = text.map(Integer::parseInt).orElse(otherwise);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw ApiError.invalid(name + " must be a number.");
        }
        throw ApiError.invalid(name + " must be between " + least + " and " + most + ".");
    }
}
