package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Rules of e-mail routing, as records: no mail is delivered. */
final class EmailHandlers {
    private static final String CATCH_ALL = "catch_all";

    private final Platform platform;

    EmailHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String rules = "/zones/{zone}/email/routing/rules";
        routes.add("POST", "/accounts/{account}/email/routing/rules/plan", this::plan);
        routes.add("GET", rules, this::list);
        routes.add("POST", rules, c -> ApiReply.ok(save(c, Platform.newTag())));
        routes.add("GET", rules + "/{rule}", c -> ApiReply.ok(require(c)));
        routes.add("PUT", rules + "/{rule}", this::change);
        routes.add("DELETE", rules + "/{rule}", this::delete);
    }

    private ObjectNode require(ApiCall call) {
        return platform.resources()
                .find(Kind.EMAIL_RULE, key(call.parameter("zone"), call.parameter("rule")))
                .orElseThrow(() -> new ApiError(404, 2020, "Rule not found."));
    }

    private static String key(String zone, String rule) {
        return zone + "/" + rule;
    }

    private ApiReply list(ApiCall call) {
        ArrayNode all = Json.array();
        rules(call.parameter("zone")).forEach(all::add);
        return ApiReply.list(all);
    }

    private Stream<ObjectNode> rules(String zone) {
        return platform.resources().all(Kind.EMAIL_RULE).stream()
                .filter(r -> r.path("zone_id").asText().equals(zone));
    }

    private ObjectNode save(ApiCall call, String id) {
        ObjectNode rule = call.jsonObject().deepCopy();
        if (!rule.path("matchers").isArray() || !rule.path("actions").isArray()) {
            throw new ApiError(400, 2007, "Invalid input: a rule has matchers and actions.");
        }
        String zone = call.parameter("zone");
        rule.put("id", id).put("zone_id", zone);
        return platform.resources().put(Kind.EMAIL_RULE, key(zone, id), rule);
    }

    private ApiReply change(ApiCall call) {
        String id = call.parameter("rule");
        if (!id.equals(CATCH_ALL)) {
            require(call);
        }
        return ApiReply.ok(save(call, id));
    }

    private ApiReply delete(ApiCall call) {
        ObjectNode rule = require(call);
        platform.resources()
                .remove(
                        Kind.EMAIL_RULE,
                        key(call.parameter("zone"), rule.path("id").asText()));
        return ApiReply.ok();
    }

    /** What is missing, differs, or is too many, by zone. */
    private ApiReply plan(ApiCall call) {
        ObjectNode body = call.jsonObject();
        String owner = body.path("owner_worker_tag").asText();
        if (platform.scripts().all().stream().noneMatch(s -> s.tag().equals(owner))) {
            throw new ApiError(404, 2016, "Worker not found.");
        }
        Map<String, ObjectNode> wanted = new TreeMap<>();
        body.path("rules")
                .forEach(
                        r -> wanted.put(r.path("matchers").path(0).path("value").asText(), (ObjectNode) r));
        body.path("catch_all_rules").forEach(r -> wanted.put(r.path("target").asText(), (ObjectNode) r.path("rule")));
        Map<String, ArrayNode> changes = new TreeMap<>();
        wanted.forEach((target, rule) -> change(target, rule, owner)
                .ifPresent(c ->
                        changes.computeIfAbsent(zone(target), z -> Json.array()).add(c)));
        platform.resources().all(Kind.EMAIL_RULE).stream()
                .filter(r -> r.path("owner_worker_tag").asText().equals(owner) && !isWanted(r, wanted))
                .forEach(r -> changes.computeIfAbsent(r.path("zone_id").asText(), z -> Json.array())
                        .add(described("deleted", target(r), r)));
        ArrayNode zones = Json.array();
        changes.forEach((zone, list) -> zones.addObject().put("zone_id", zone).set("changes", list));
        return ApiReply.ok(Json.object().set("zones", zones));
    }

    private static boolean isWanted(JsonNode rule, Map<String, ObjectNode> wanted) {
        return isCatchAll(rule)
                ? wanted.keySet().stream()
                        .anyMatch(t -> isCatchAll(t)
                                && zone(t).equals(rule.path("zone_id").asText()))
                : wanted.containsKey(target(rule));
    }

    private Optional<ObjectNode> change(String target, ObjectNode wanted, String owner) {
        Optional<ObjectNode> present = rules(zone(target))
                .filter(r -> target(r).equals(target) || (isCatchAll(target) && isCatchAll(r)))
                .findFirst();
        if (present.isEmpty()) {
            return Optional.of(Json.object().put("type", "added").put("target", target));
        }
        ObjectNode rule = present.get();
        if (!rule.path("owner_worker_tag").asText().equals(owner)) {
            return Optional.of(described("conflict", target, rule));
        }
        return rule.path("actions").equals(wanted.path("actions"))
                ? Optional.empty()
                : Optional.of(described("updated", target, rule));
    }

    private static ObjectNode described(String type, String target, JsonNode rule) {
        ObjectNode change = Json.object().put("type", type).put("target", target);
        change.set("remote", rule);
        return change;
    }

    private static boolean isCatchAll(String target) {
        return target.startsWith("*@");
    }

    private static boolean isCatchAll(JsonNode rule) {
        return rule.path("id").asText().equals(CATCH_ALL);
    }

    private static String target(JsonNode rule) {
        return isCatchAll(rule)
                ? CATCH_ALL
                : rule.path("matchers").path(0).path("value").asText();
    }

    /** The zone of an address, with the id that the list of zones gives it. */
    private static String zone(String target) {
        String[] labels = target.substring(target.indexOf('@') + 1).split("\\.", -1);
        String name = labels.length < 2 ? labels[0] : labels[labels.length - 2] + "." + labels[labels.length - 1];
        return Bytes.of(name).digest("MD5");
    }
}
