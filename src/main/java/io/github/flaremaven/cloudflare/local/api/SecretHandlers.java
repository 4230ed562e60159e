package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Deployment.Share;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Secrets. Each change makes a version with the code of the latest one, and deploys it unless told otherwise. */
final class SecretHandlers {
    private static final int MOST_AT_ONCE = 100;

    private final Platform platform;

    SecretHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String account = "/accounts/{account}/workers";
        String script = account + "/scripts/{script}";
        routes.add("GET", script + "/secrets", this::list);
        routes.add("PUT", script + "/secrets", this::put);
        routes.add("DELETE", script + "/secrets/{secret}", this::delete);
        routes.add("PATCH", script + "/secrets-bulk", this::bulk);
        routes.add("PATCH", account + "/workers/{script}/versions/latest", this::patchLatest);
    }

    private ApiReply list(ApiCall call) {
        ArrayNode names = Json.array();
        platform.script(call.parameter("script"))
                .shownVersion()
                .ifPresent(v -> v.secrets().keySet().forEach(n -> names.add(shown(n))));
        return ApiReply.ok(names);
    }

    private static ObjectNode shown(String name) {
        return Json.object().put("name", name).put("type", "secret_text");
    }

    private ApiReply put(ApiCall call) {
        ObjectNode body = call.jsonObject();
        String name = Json.text(body, "name").filter(n -> !n.isEmpty()).orElseThrow(SecretHandlers::incomplete);
        change(call, Map.of(name, Optional.of(secret(name, body))));
        return ApiReply.ok(shown(name));
    }

    private ApiReply delete(ApiCall call) {
        String name = call.parameter("secret");
        boolean known =
                latest(platform.script(call.parameter("script"))).secrets().containsKey(name);
        if (!known) {
            throw new ApiError(404, 10056, "Binding '" + name + "' not found");
        }
        change(call, Map.of(name, Optional.empty()));
        return ApiReply.ok();
    }

    private ApiReply bulk(ApiCall call) {
        Map<String, Optional<ObjectNode>> changes = changes(call.jsonObject().path("secrets"), "secrets");
        Script changed = change(call, changes);
        ArrayNode names = Json.array();
        changed.latestVersion().ifPresent(v -> v.secrets().keySet().forEach(n -> names.add(shown(n))));
        return ApiReply.ok(names);
    }

    /** {@code versions secret put}: a version with other secrets, not deployed. */
    private ApiReply patchLatest(ApiCall call) {
        ObjectNode body = call.jsonObject();
        Map<String, Optional<ObjectNode>> changes = changes(body.path("env"), "env");
        ObjectNode annotations =
                body.path("annotations") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        return platform.exclusively(() -> {
            Script script = platform.script(call.parameter("script"));
            Version version = with(latest(script), changes, annotations, VersionHandlers.source(call));
            Script changed = script.plus(version);
            platform.changeCode(changed, List.of());
            return ApiReply.ok(Rendering.version(changed, version));
        });
    }

    private static Map<String, Optional<ObjectNode>> changes(JsonNode secrets, String field) {
        if (!secrets.isObject() || secrets.size() > MOST_AT_ONCE) {
            throw ApiError.invalid("The request must have at most " + MOST_AT_ONCE + " secrets in \"" + field + "\".");
        }
        Map<String, Optional<ObjectNode>> changes = new LinkedHashMap<>();
        secrets.properties()
                .forEach(e -> changes.put(
                        e.getKey(),
                        e.getValue().isNull() ? Optional.empty() : Optional.of(secret(e.getKey(), e.getValue()))));
        return changes;
    }

    /** The binding that a secret becomes. */
    private static ObjectNode secret(String name, JsonNode given) {
        if (!given.path("text").isTextual() || !given.path("type").asText().equals("secret_text")) {
            throw incomplete();
        }
        BindingRules.checkText(name, given);
        return shown(name).put("text", given.path("text").asText());
    }

    private static ApiError incomplete() {
        return ApiError.invalid("A secret must have a name, a text and the type secret_text.");
    }

    private static Version latest(Script script) {
        return script.latestVersion().orElseThrow(() -> new ApiError(400, 10222, "This Worker has no versions yet."));
    }

    private Script change(ApiCall call, Map<String, Optional<ObjectNode>> changes) {
        return platform.exclusively(() -> {
            Script script = platform.script(call.parameter("script"));
            Version latest = latest(script);
            boolean deployed = script.current()
                    .filter(d -> d.shares().equals(List.of(new Share(latest.id(), 100))))
                    .isPresent();
            if (!deployed) {
                throw new ApiError(
                        400,
                        10215,
                        "Secret edit failed. You attempted to modify a secret, but the latest version of your Worker isn't "
                                + "currently deployed. Please ensure that the latest version of your Worker is fully deployed "
                                + "before modifying secrets.");
            }
            UnaryOperator<ObjectNode> because = a -> a.put("workers/triggered_by", "secret");
            Version version = with(latest, changes, because.apply(Json.object()), VersionHandlers.source(call));
            Deployment deployment = new Deployment(
                    Platform.newId(),
                    platform.now(),
                    VersionHandlers.source(call),
                    because.apply(Json.object()),
                    List.of(new Share(version.id(), 100)));
            Script changed = script.plus(version).plus(deployment);
            platform.changeCode(changed, List.of());
            return changed;
        });
    }

    private Version with(
            Version latest, Map<String, Optional<ObjectNode>> changes, ObjectNode annotations, String source) {
        ArrayNode bindings = Json.array();
        for (JsonNode binding : latest.bindings()) {
            String name = binding.path("name").asText();
            if (!changes.containsKey(name)) {
                bindings.add(binding);
            } else if (!binding.path("type").asText().equals("secret_text")) {
                throw BindingRules.nameTaken(name);
            }
        }
        changes.values().forEach(secret -> secret.ifPresent(bindings::add));
        ObjectNode metadata = latest.metadata().deepCopy();
        metadata.set("bindings", bindings);
        return new Version(
                Platform.newId(),
                latest.number() + 1,
                platform.now(),
                source,
                annotations,
                metadata,
                latest.main(),
                latest.modules(),
                latest.script(),
                latest.assets());
    }
}
