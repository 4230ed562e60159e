package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A value from the build that takes the place of the file's.
 *
 * @param key the config key
 * @param value the new value; an object is laid over an object of the file key by key
 * @param source {@link Origin.Source#POM} or {@link Origin.Source#COMMAND_LINE}
 */
public record ConfigOverride(String key, JsonNode value, Origin.Source source) {

    JsonNode over(JsonNode existing) {
        return value instanceof ObjectNode mine && existing instanceof ObjectNode theirs
                ? theirs.deepCopy().setAll(mine)
                : value;
    }
}
