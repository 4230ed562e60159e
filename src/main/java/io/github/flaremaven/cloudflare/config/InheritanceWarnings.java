package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.ConfigKeys.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Points out what an environment does not have from the top level, and what it takes away from it. */
final class InheritanceWarnings {
    private final ObjectNode top;
    private final Findings findings;

    InheritanceWarnings(ObjectNode top, Findings findings) {
        this.top = top;
        this.findings = findings;
    }

    /** Compares the environment {@code block} at {@code path} with the top level. */
    void check(ObjectNode block, NodePath path) {
        top.properties().forEach(entry -> {
            String key = entry.getKey();
            Optional<JsonNode> own = Optional.ofNullable(block.get(key));
            if (own.isPresent()) {
                checkEntries(key, entry.getValue(), own.get(), path.key(key));
            } else if (ConfigKeys.kind(key) == Kind.NOT_INHERITABLE) {
                findings.warn(
                        NodePath.of(key),
                        "\"" + key + "\" is not inherited: " + path + " is deployed without it; repeat it there");
            }
        });
        if (!block.has("route") && !block.has("routes")) {
            checkCustomDomain(top.path("route"), NodePath.of("route"), path);
            List<JsonNode> routes = Json.items(top, "routes").toList();
            for (int i = 0; i < routes.size(); i++) {
                checkCustomDomain(routes.get(i), NodePath.of("routes").index(i), path);
            }
        }
    }

    private void checkEntries(String key, JsonNode atTop, JsonNode inBlock, NodePath path) {
        Set<String> names = names(key, atTop);
        Set<String> own = names(key, inBlock);
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(own);
        if (!missing.isEmpty()) {
            findings.warn(
                    path, path + " lacks " + Table.quoted(missing) + ", which the top level has; it is not inherited");
        }
        Set<String> extra = new TreeSet<>(own);
        extra.removeAll(names);
        if (key.equals("define") && !names.isEmpty() && !extra.isEmpty()) {
            findings.warn(path, Table.quoted(extra) + " is defined in " + path + " but not at the top level");
        }
    }

    /** The names whose absence in an environment wrangler points out; queues, secrets and consumers have none. */
    private static Set<String> names(String key, JsonNode value) {
        Set<String> names = new TreeSet<>();
        switch (key) {
            case "vars", "define" -> value.fieldNames().forEachRemaining(names::add);
            case "durable_objects", "unsafe", "logfwdr" ->
                Json.items(value, "bindings").forEach(b -> Json.text(b, "name").ifPresent(names::add));
            case "send_email", "ratelimits" ->
                value.forEach(b -> Json.text(b, "name").ifPresent(names::add));
            default -> {
                boolean bindings = ConfigKeys.kind(key) == Kind.NOT_INHERITABLE && value.isArray();
                (bindings ? value : List.<JsonNode>of())
                        .forEach(b -> Json.text(b, "binding").ifPresent(names::add));
            }
        }
        return names;
    }

    private void checkCustomDomain(JsonNode route, NodePath place, NodePath environment) {
        if (route.path("custom_domain").asBoolean()) {
            findings.warn(
                    place,
                    environment + " inherits this custom domain and would take it from the top-level Worker; "
                            + "set routes in " + environment);
        }
    }
}
