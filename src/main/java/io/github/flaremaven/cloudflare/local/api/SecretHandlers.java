package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Secrets. Each change makes a version with the code of the latest one, and deploys it. */
final class SecretHandlers {
    private static final int MOST_AT_ONCE = 100;

    private final Platform platform;

    SecretHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String script = "/accounts/{account}/workers/scripts/{script}";
        routes.add("GET", script + "/secrets", this::list);
        routes.add("PUT", script + "/secrets", this::put);
        routes.add("DELETE", script + "/secrets/{secret}", this::delete);
        routes.add("PATCH", script + "/secrets-bulk", this::bulk);
    }

    private ApiReply list(ApiCall call) {
        Script script = platform.script(call.parameter("script"));
        ArrayNode names = Json.array();
        script.leadingVersion()
                .or(script::latestVersion)
                .ifPresent(v -> v.secrets()
                        .keySet()
                        .forEach(n -> names.addObject().put("name", n).put("type", "secret_text")));
        return ApiReply.ok(names);
    }

    private ApiReply put(ApiCall call) {
        ObjectNode secret = checked(call.jsonObject());
        String name = secret.path("name").asText();
        change(call.parameter("script"), Map.of(name, Optional.of(secret)));
        return ApiReply.ok(Json.object().put("name", name).put("type", "secret_text"));
    }

    private ApiReply delete(ApiCall call) {
        String name = call.parameter("secret");
        Script script = platform.script(call.parameter("script"));
        if (!script.latestVersion().map(v -> v.secrets().containsKey(name)).orElse(false)) {
            throw new ApiError(404, 10056, "The secret " + name + " does not exist.");
        }
        change(script.name(), Map.of(name, Optional.empty()));
        return ApiReply.ok();
    }

    private ApiReply bulk(ApiCall call) {
        JsonNode secrets = call.jsonObject().path("secrets");
        if (!secrets.isObject() || secrets.size() > MOST_AT_ONCE) {
            throw new ApiError(400, 10002, "The request must have at most " + MOST_AT_ONCE + " \"secrets\".");
        }
        Map<String, Optional<ObjectNode>> changes = new LinkedHashMap<>();
        secrets.properties()
                .forEach(e -> changes.put(
                        e.getKey(),
                        e.getValue() instanceof ObjectNode secret ? Optional.of(checked(secret)) : Optional.empty()));
        change(call.parameter("script"), changes);
        return ApiReply.ok(Json.array());
    }

    private static ObjectNode checked(ObjectNode secret) {
        boolean complete = secret.path("name").isTextual()
                && !secret.path("name").asText().isEmpty()
                && secret.path("text").isTextual()
                && secret.path("type").asText().equals("secret_text");
        if (!complete) {
            throw new ApiError(400, 10002, "A secret must have a name, a text and the type secret_text.");
        }
        return secret;
    }

    private void change(String name, Map<String, Optional<ObjectNode>> changes) {
        synchronized (platform) {
            Script script = platform.script(name);
            Version latest = script.latestVersion()
                    .orElseThrow(() -> new ApiError(400, 10222, "No versions of this Worker exist yet."));
            boolean deployed = script.current()
                    .filter(d -> d.shares().equals(List.of(new Deployment.Share(latest.id(), 100))))
                    .isPresent();
            if (!deployed) {
                throw new ApiError(
                        400,
                        10215,
                        "Secret edit failed. You attempted to modify a secret, but the latest version of your Worker isn't "
                                + "currently deployed.");
            }
            Version version = with(latest, changes);
            Deployment deployment = new Deployment(
                    Platform.newId(),
                    platform.now(),
                    "api",
                    Json.object().put("workers/triggered_by", "secret"),
                    List.of(new Deployment.Share(version.id(), 100)));
            platform.changeCode(script.plus(version).plus(deployment));
        }
    }

    private Version with(Version latest, Map<String, Optional<ObjectNode>> changes) {
        ObjectNode metadata = latest.metadata().deepCopy();
        ArrayNode bindings = Json.array();
        latest.bindings().stream()
                .filter(b -> !changes.containsKey(b.path("name").asText()))
                .forEach(bindings::add);
        changes.values().forEach(secret -> secret.ifPresent(bindings::add));
        metadata.set("bindings", bindings);
        return new Version(
                Platform.newId(),
                latest.number() + 1,
                platform.now(),
                "api",
                Json.object().put("workers/triggered_by", "secret"),
                metadata,
                latest.main(),
                latest.modules(),
                latest.script(),
                latest.assets());
    }
}
