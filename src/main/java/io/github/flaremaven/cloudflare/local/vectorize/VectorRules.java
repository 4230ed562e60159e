package io.github.flaremaven.cloudflare.local.vectorize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What Vectorize demands of indexes and vectors. */
final class VectorRules {
    private static final int MOST_DIMENSIONS = 1536;
    /** Of names, ids and namespaces, in bytes. */
    private static final int LONGEST_NAME = 64;

    private static final int LARGEST_METADATA = 10 << 10;
    private static final Map<String, Integer> PRESETS = Map.of(
            "@cf/baai/bge-small-en-v1.5", 384,
            "@cf/baai/bge-base-en-v1.5", 768,
            "@cf/baai/bge-large-en-v1.5", 1024,
            "openai/text-embedding-ada-002", 1536,
            "cohere/embed-multilingual-v2.0", 768);

    private VectorRules() {}

    /** The name of a new index. */
    static String name(ObjectNode body) {
        return Json.text(body, "name")
                .filter(n -> !n.isEmpty() && bytes(n) <= LONGEST_NAME)
                .orElseThrow(() -> new VectorFailure(
                        VectorFailure.INVALID_INDEX, "\"name\" must have 1 to " + LONGEST_NAME + " bytes"));
    }

    /** Dimensions and metric of a new index. */
    static ObjectNode config(JsonNode given) {
        Optional<String> preset = Json.text(given, "preset");
        if (preset.isPresent()) {
            Integer dimensions = PRESETS.get(preset.get());
            if (dimensions == null) {
                throw new VectorFailure(VectorFailure.INVALID_INDEX, "there is no preset " + preset.get());
            }
            return Json.object().put("dimensions", dimensions).put("metric", "cosine");
        }
        int dimensions = given.path("dimensions").asInt();
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw new VectorFailure(
                    VectorFailure.INVALID_INDEX, "\"dimensions\" must be between 1 and " + MOST_DIMENSIONS);
        }
        String metric = given.path("metric").asText();
        if (Metric.of(metric).isEmpty()) {
            throw new VectorFailure(VectorFailure.INVALID_INDEX, "\"metric\" must be cosine, euclidean or dot-product");
        }
        return Json.object().put("dimensions", dimensions).put("metric", metric);
    }

    /** Refuses a vector that an index of so many dimensions does not take. */
    static void check(JsonNode vector, int dimensions) {
        String id = vector.path("id").isValueNode() ? vector.path("id").asText() : "";
        if (id.isEmpty() || bytes(id) > LONGEST_NAME) {
            throw new VectorFailure(
                    VectorFailure.INVALID_VECTOR, "a vector's id must have 1 to " + LONGEST_NAME + " bytes");
        }
        JsonNode values = vector.path("values");
        boolean numbers = values.isArray();
        for (JsonNode value : values) {
            numbers &= value.isNumber();
        }
        if (!numbers) {
            throw new VectorFailure(
                    VectorFailure.INVALID_VECTOR, "the values of the vector " + id + " must be numbers");
        }
        if (values.size() != dimensions) {
            throw new VectorFailure(
                    VectorFailure.INVALID_VECTOR,
                    "invalid vector for id=\"" + id + "\", expected " + dimensions + " dimensions, and got "
                            + values.size() + " dimensions");
        }
        if (vector.path("metadata").isObject() && bytes(Json.compact(vector.path("metadata"))) > LARGEST_METADATA) {
            throw new VectorFailure(
                    VectorFailure.INVALID_VECTOR,
                    "the metadata of the vector " + id + " is larger than " + LARGEST_METADATA + " bytes");
        }
        if (bytes(vector.path("namespace").asText("")) > LONGEST_NAME) {
            throw new VectorFailure(
                    VectorFailure.INVALID_VECTOR,
                    "the namespace of the vector " + id + " is longer than " + LONGEST_NAME + " bytes");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
