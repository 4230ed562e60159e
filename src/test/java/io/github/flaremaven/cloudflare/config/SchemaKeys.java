package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes a config of every key that a JSON schema allows at any depth, each with nothing but that key and what it needs. */
final class SchemaKeys {
    /** Deep enough for all tables; a schema that contains itself has no end. */
    private static final int DEEPEST = 12;

    private final JsonNode schema;
    private final List<ObjectNode> configs = new ArrayList<>();

    SchemaKeys(JsonNode schema) {
        this.schema = schema;
    }

    List<ObjectNode> configs() {
        walk(schema.path("definitions").path("RawConfig"), UnaryOperator.identity(), 0);
        return configs;
    }

    /**
     * @param place puts a value of {@code type} where it belongs in a config
     */
    private void walk(JsonNode type, UnaryOperator<JsonNode> place, int depth) {
        JsonNode table = resolved(type);
        if (depth > DEEPEST) {
            return;
        }
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            table.path(union).forEach(alternative -> walk(alternative, place, depth + 1));
        }
        table.path("properties").properties().forEach(property -> {
            String key = property.getKey();
            ObjectNode alone = (ObjectNode) sample(table, depth);
            configs.add((ObjectNode) place.apply(with(alone, key, sample(property.getValue(), depth))));
            walk(property.getValue(), value -> place.apply(with(alone, key, value)), depth + 1);
        });
        if (table.path("items").isObject()) {
            walk(table.path("items"), value -> place.apply(Json.array().add(value)), depth + 1);
        }
        if (table.path("additionalProperties").isObject()) {
            walk(
                    table.path("additionalProperties"),
                    value -> place.apply(Json.object().set("Name", value)),
                    depth + 1);
        }
    }

    private static ObjectNode with(ObjectNode table, String key, JsonNode value) {
        return table.deepCopy().set(key, value);
    }

    private JsonNode resolved(JsonNode type) {
        String reference = type.path("$ref").asText();
        return reference.isEmpty() ? type : resolved(schema.at(reference.substring(1)));
    }

    /** A value of the type, with what it cannot do without. */
    private JsonNode sample(JsonNode type, int depth) {
        JsonNode known = resolved(type);
        JsonNode first = known.path("anyOf").path(0);
        if (known.has("const")) {
            return known.get("const");
        }
        if (known.has("enum")) {
            return known.get("enum").get(0);
        }
        if (!first.isMissingNode() && depth <= DEEPEST) {
            return sample(first, depth + 1);
        }
        JsonNode types = known.path("type");
        return switch (types.isArray() ? types.path(0).asText() : types.asText()) {
            case "string" -> Json.object().textNode("x");
            case "number" -> Json.object().numberNode(1);
            case "boolean" -> Json.object().booleanNode(true);
            case "array" -> Json.array();
            default -> {
                ObjectNode table = Json.object();
                known.path("required").forEach(key -> table.set(
                        key.asText(), sample(known.path("properties").path(key.asText()), depth + 1)));
                yield table;
            }
        };
    }
}
