package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lays an environment's block over the top level. Whole values are taken from one or the other, as wrangler does; the
 * only exception is that an environment's {@code route} or {@code routes} beats both of the top level's.
 */
final class EnvironmentResolver {
    private final ObjectNode top;
    private final Findings findings;

    EnvironmentResolver(ObjectNode top, Findings findings) {
        this.top = top;
        this.findings = findings;
    }

    /** The names under {@code env}, in the order of the file. */
    static List<String> defined(ObjectNode top) {
        List<String> names = new ArrayList<>();
        top.path("env").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The top level as it is. */
    EffectiveConfig topLevel() {
        Map<String, Origin> origins = new LinkedHashMap<>();
        top.fieldNames().forEachRemaining(key -> origins.put(key, Origin.in(NodePath.of(key))));
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
        if (!(top.path("env").get(name) instanceof ObjectNode block)) {
            findings.wrongType(path, "a table", top.path("env").path(name));
            return topLevel();
        }
        EffectiveConfig merged = merge(block, path);
        warnAboutWhatIsNotInherited(block, path);
        return merged;
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
        for (Map.Entry<String, JsonNode> entry : top.properties()) {
            String key = entry.getKey();
            boolean inherited = ConfigKeys.kind(key)
                    .filter(kind -> kind != ConfigKeys.Kind.NOT_INHERITABLE)
                    .isPresent();
            boolean overridden = key.equals("name") || (ownRoutes && (key.equals("route") || key.equals("routes")));
            if (inherited && !overridden) {
                tree.set(key, entry.getValue());
                origins.put(key, Origin.in(NodePath.of(key)));
            }
        }
        for (Map.Entry<String, JsonNode> entry : block.properties()) {
            String key = entry.getKey();
            Optional<ConfigKeys.Kind> kind = ConfigKeys.kind(key);
            if (kind.isEmpty()) {
                findings.warn(
                        path.key(key),
                        "unknown key \"" + key + "\" in " + path + ", ignored" + Nearest.hint(key, ConfigKeys.all()));
            } else if (kind.get() == ConfigKeys.Kind.TOP_LEVEL) {
                findings.warn(
                        path.key(key),
                        "\"" + key + "\" counts only at the top level; the one in " + path + " is ignored");
            } else {
                tree.set(key, entry.getValue());
                origins.put(key, Origin.in(path.key(key)));
            }
        }
        return new EffectiveConfig(tree, origins);
    }

    private void warnAboutWhatIsNotInherited(ObjectNode block, NodePath path) {
        for (Map.Entry<String, JsonNode> entry : top.properties()) {
            String key = entry.getKey();
            if (ConfigKeys.kind(key)
                    .filter(k -> k == ConfigKeys.Kind.NOT_INHERITABLE)
                    .isEmpty()) {
                continue;
            }
            if (!block.has(key)) {
                findings.warn(
                        NodePath.of(key),
                        "\"" + key + "\" is not inherited: " + path + " is deployed without it; repeat it there");
            } else {
                warnAboutMissingEntries(key, entry.getValue(), block.path(key), path.key(key));
            }
        }
        warnAboutCustomDomains(block, path);
    }

    private void warnAboutMissingEntries(String key, JsonNode atTop, JsonNode inBlock, NodePath path) {
        Set<String> names = entryNames(key, atTop);
        Set<String> own = entryNames(key, inBlock);
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(own);
        if (!missing.isEmpty()) {
            findings.warn(
                    path, path + " lacks " + Table.quoted(missing) + ", which the top level has; it is not inherited");
        }
        if (key.equals("define")) {
            Set<String> extra = new TreeSet<>(own);
            extra.removeAll(names);
            if (!extra.isEmpty()) {
                findings.warn(path, Table.quoted(extra) + " is defined in " + path + " but not at the top level");
            }
        }
    }

    /** The names whose absence in an environment wrangler points out; queues, secrets and consumers have none. */
    private static Set<String> entryNames(String key, JsonNode value) {
        Set<String> names = new TreeSet<>();
        switch (key) {
            case "vars", "define" -> value.fieldNames().forEachRemaining(names::add);
            case "durable_objects", "unsafe" ->
                Json.items(value, "bindings").forEach(b -> Json.text(b, "name").ifPresent(names::add));
            case "send_email", "ratelimits" ->
                value.forEach(b -> Json.text(b, "name").ifPresent(names::add));
            default -> {
                if (value.isArray()) {
                    value.forEach(b -> Json.text(b, "binding").ifPresent(names::add));
                }
            }
        }
        return names;
    }

    private void warnAboutCustomDomains(ObjectNode block, NodePath path) {
        if (block.has("route") || block.has("routes")) {
            return;
        }
        for (int i = 0; i < top.path("routes").size(); i++) {
            if (top.path("routes").get(i).path("custom_domain").asBoolean()) {
                findings.warn(
                        NodePath.of("routes").index(i),
                        path
                                + " inherits this custom domain and would take it from the top-level Worker; set routes in "
                                + path);
            }
        }
    }
}
