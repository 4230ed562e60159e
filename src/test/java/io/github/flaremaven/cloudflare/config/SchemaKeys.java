package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes a config of every key that a JSON schema allows at any depth, each with nothing but that key and what it needs. */
final class SchemaKeys {
    private final JsonNode schema;
    private final List<ObjectNode> configs = new ArrayList<>();

    /** The named types around the one at hand; one that contains itself has no end. */
    private final Deque<String> around = new ArrayDeque<>();

    SchemaKeys(JsonNode schema) {
        this.schema = schema;
    }

    List<ObjectNode> configs() {
        walk(schema.path("definitions").path("RawConfig"), UnaryOperator.identity());
        return configs;
    }

    /**
     * @param place puts a value of {@code type} where it belongs in a config
     */
    private void walk(JsonNode type, UnaryOperator<JsonNode> place) {
        String name = type.path("$ref").asText();
        if (!type.isObject()) {
            return; // no such type here, or any value will do
        }
        if (name.isEmpty()) {
            walkInto(type, place);
        } else if (!around.contains(name)) {
            around.push(name);
            walk(schema.at(name.substring(1)), place);
            around.pop();
        }
    }

    private void walkInto(JsonNode type, UnaryOperator<JsonNode> place) {
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            type.path(union).forEach(alternative -> walk(alternative, place));
        }
        ObjectNode needed = type.has("properties") ? needs(type) : Json.object();
        type.path("properties").properties().forEach(property -> {
            String key = property.getKey();
            configs.add((ObjectNode) place.apply(with(needed, key, sample(property.getValue()))));
            walk(property.getValue(), value -> place.apply(with(needed, key, value)));
        });
        walk(type.path("items"), value -> place.apply(Json.array().add(value)));
        walk(
                type.path("additionalProperties"),
                value -> place.apply(Json.object().set("Name", value)));
    }

    private static ObjectNode with(ObjectNode table, String key, JsonNode value) {
        return table.deepCopy().set(key, value);
    }

    /** A value of the type, with what it cannot do without. */
    private JsonNode sample(JsonNode type) {
        if (type.has("$ref")) {
            return sample(schema.at(type.path("$ref").asText().substring(1)));
        }
        if (type.has("const")) {
            return type.get("const");
        }
        if (type.has("enum")) {
            return type.get("enum").get(0);
        }
        if (type.has("anyOf")) {
            return sample(type.get("anyOf").get(0));
        }
        JsonNode types = type.path("type");
        return switch (types.isArray() ? types.path(0).asText() : types.asText()) {
            case "string" -> Json.object().textNode("x");
            case "number" -> Json.object().numberNode(1);
            case "boolean" -> Json.object().booleanNode(true);
            case "array" -> Json.array();
            default -> needs(type);
        };
    }

    private ObjectNode needs(JsonNode table) {
        ObjectNode needed = Json.object();
        table.path("required")
                .forEach(key ->
                        needed.set(key.asText(), sample(table.path("properties").path(key.asText()))));
        return needed;
    }
}
