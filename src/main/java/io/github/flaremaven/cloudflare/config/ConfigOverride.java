package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A value from the build that takes the place of the file's.
 *
 * @param key the config key
 * @param value the new value; an object is laid over an object of the file key by key
 * @param source {@link Origin.Source#POM} or {@link Origin.Source#COMMAND_LINE}
 * @param isAdded whether the items of an array come after the file's instead of replacing them
 */
public record ConfigOverride(String key, JsonNode value, Origin.Source source, boolean isAdded) {

    public ConfigOverride(String key, JsonNode value, Origin.Source source) {
        this(key, value, source, false);
    }

    /** Whether something of what is there stays. */
    boolean keeps(JsonNode existing) {
        return (value.isObject() || isAdded) && !existing.isMissingNode();
    }

    /** What counts then. A value that nothing can be laid over stays as it is, to be reported. */
    JsonNode over(JsonNode existing) {
        if (!keeps(existing)) {
            return value;
        }
        if (value instanceof ObjectNode mine && existing instanceof ObjectNode theirs) {
            return theirs.deepCopy().setAll(mine);
        }
        if (value instanceof ArrayNode mine && existing instanceof ArrayNode theirs) {
            return theirs.deepCopy().addAll(mine);
        }
        return existing;
    }

    /** The origin of the new value. */
    Origin originOver(JsonNode existing, Optional<Origin> before) {
        return before.filter(b -> keeps(existing))
                .map(b -> b.plus(source))
                .orElseGet(() -> new Origin(source, Optional.empty()));
    }
}
