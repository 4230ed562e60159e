package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one environment after resolution, still as a tree, each with where it comes from.
 *
 * @param tree key by key what counts; not to be changed
 * @param origins for every key of the tree
 */
public record EffectiveConfig(ObjectNode tree, Map<String, Origin> origins) {
    public EffectiveConfig {
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins)); // keeps the order of the file
    }

    /** The same with values of the build laid over it. */
    EffectiveConfig with(List<ConfigOverride> overrides) {
        if (overrides.isEmpty()) {
            return this;
        }
        ObjectNode changed = tree.objectNode().setAll(tree);
        Map<String, Origin> from = new LinkedHashMap<>(origins);
        for (ConfigOverride override : overrides) {
            if (override.key().equals("routes")) {
                routeAsRoutes(changed, from);
            }
            JsonNode existing = changed.path(override.key());
            changed.set(override.key(), override.over(existing));
            from.compute(override.key(), (key, before) -> override.originOver(existing, Optional.ofNullable(before)));
        }
        return new EffectiveConfig(changed, from);
    }

    /** A single route is one of many for the build; a file with both is left to be reported. */
    private static void routeAsRoutes(ObjectNode tree, Map<String, Origin> origins) {
        JsonNode single = tree.get("route");
        if (single == null || tree.has("routes")) {
            return;
        }
        tree.remove("route");
        tree.putArray("routes").add(single);
        Origin origin = origins.remove("route");
        if (origin != null) {
            origins.put("routes", origin);
        }
    }

    /** Where findings about a key are to be shown. */
    NodePath pathOf(String key) {
        Origin origin = origins.get(key);
        if (origin == null) {
            return NodePath.of(key);
        }
        return origin.path()
                .orElseGet(() -> NodePath.outside("the " + origin.source().label() + "'s", key));
    }
}
