package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.ConfigKeys.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays an environment's block over the top level. Whole values are taken from one or the other, as wrangler does; the
 * only exception is that an environment's {@code route} or {@code routes} beats both of the top level's.
 */
final class EnvironmentResolver {
    private static final Set<String> REMOVED = Set.of("legacy_env", "node_compat");

    private final ObjectNode top;
    private final Findings findings;

    EnvironmentResolver(ObjectNode top, Findings findings) {
        this.findings = findings;
        this.top = withoutBlanks(top, NodePath.ROOT);
    }

    /** The names under {@code env}, in the order of the file. */
    static List<String> defined(ObjectNode top) {
        List<String> names = new ArrayList<>();
        top.path("env").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The top level as it is; keys that nobody knows are reported. */
    EffectiveConfig topLevel() {
        Map<String, Origin> origins = new LinkedHashMap<>();
        top.fieldNames().forEachRemaining(key -> {
            origins.put(key, Origin.in(NodePath.of(key)));
            if (ConfigKeys.kind(key) == Kind.UNKNOWN && !REMOVED.contains(key)) {
                findings.warn(
                        NodePath.of(key),
                        "unknown key \"" + key + "\" at the top level, ignored" + Nearest.hint(key, ConfigKeys.all()));
            }
        });
        if (top.has("env") && !top.get("env").isObject()) {
            findings.wrongType(NodePath.of("env"), "a table", top.get("env"));
        }
        return new EffectiveConfig(top, origins);
    }

    /** The config of a named environment. */
    EffectiveConfig environment(String name) {
        if (defined(top).isEmpty()) {
            findings.warn(
                    NodePath.ROOT,
                    "the config has no environments; the top level is used under the name with \"-" + name
                            + "\" appended");
            return unnamed(topLevel());
        }
        NodePath path = NodePath.of("env", name);
        if (!(top.path("env").get(name) instanceof ObjectNode raw)) {
            findings.wrongType(path, "a table", top.path("env").path(name));
            return topLevel();
        }
        ObjectNode block = withoutBlanks(raw, path);
        new InheritanceWarnings(top, findings).check(block, path);
        return merge(block, path);
    }

    /** What wrangler takes as left out: JSON's null for some keys, and empty strings for two, with a warning. */
    private ObjectNode withoutBlanks(ObjectNode section, NodePath path) {
        ObjectNode rest = Json.object();
        section.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            boolean blank = value.isTextual() && value.textValue().isEmpty();
            if (blank && (key.equals("account_id") || key.equals("route"))) {
                findings.warn(path.key(key), "an empty \"" + key + "\" is ignored; leave it out");
            } else if (!value.isNull() || !ConfigKeys.isNullAbsent(key)) {
                rest.set(key, value);
            }
        });
        return rest;
    }

    /** Without its name a config gets the suffixed one. */
    private static EffectiveConfig unnamed(EffectiveConfig config) {
        Map<String, Origin> origins = new LinkedHashMap<>(config.origins());
        origins.remove("name");
        return new EffectiveConfig(config.tree().deepCopy().without(List.of("name")), origins);
    }

    private EffectiveConfig merge(ObjectNode block, NodePath path) {
        ObjectNode tree = Json.object();
        Map<String, Origin> origins = new LinkedHashMap<>();
        boolean ownRoutes = block.has("route") || block.has("routes");
        top.properties().forEach(entry -> {
            String key = entry.getKey();
            boolean inherited = ConfigKeys.kind(key) == Kind.TOP_LEVEL || ConfigKeys.kind(key) == Kind.INHERITABLE;
            boolean overridden = key.equals("name") || (ownRoutes && (key.equals("route") || key.equals("routes")));
            if (inherited && !overridden) {
                tree.set(key, entry.getValue());
                origins.put(key, Origin.in(NodePath.of(key)));
            }
        });
        block.properties().forEach(entry -> {
            String key = entry.getKey();
            if (countsIn(path, key)) {
                tree.set(key, entry.getValue());
                origins.put(key, Origin.in(path.key(key)));
            }
        });
        return new EffectiveConfig(tree, origins);
    }

    /** Whether a key means something in an environment; reports it if not. */
    private boolean countsIn(NodePath path, String key) {
        if (key.equals("node_compat")) {
            return true; // removed keys of that sort are an error wherever they stand
        }
        switch (ConfigKeys.kind(key)) {
            case UNKNOWN ->
                findings.warn(
                        path.key(key),
                        "unknown key \"" + key + "\" in " + path + ", ignored" + Nearest.hint(key, ConfigKeys.all()));
            case TOP_LEVEL ->
                findings.warn(
                        path.key(key),
                        "\"" + key + "\" counts only at the top level; the one in " + path + " is ignored");
            case INHERITABLE, NOT_INHERITABLE -> {
                return true;
            }
        }
        return false;
    }
}
