package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Workers as such: what they are, their settings, and who uses them. */
final class ScriptHandlers {
    private static final List<String> SETTINGS =
            List.of("logpush", "observability", "tail_consumers", "streaming_tail_consumers", "tags");

    private final Platform platform;

    ScriptHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String account = "/accounts/{account}";
        String script = account + "/workers/scripts/{script}";
        routes.add("GET", account + "/workers/services/{script}", this::service);
        routes.add("DELETE", account + "/workers/services/{script}", this::delete);
        routes.add("GET", account + "/workers/scripts", this::list);
        routes.add("DELETE", script, this::delete);
        routes.add("GET", script + "/settings", this::settings);
        routes.add("GET", script + "/script-settings", this::scriptSettings);
        routes.add("PATCH", script + "/script-settings", this::patchSettings);
        routes.add("GET", script + "/references", this::references);
        routes.add("GET", account + "/workers/tails/by-consumer/{script}", c -> ApiReply.ok(Json.array()));
        routes.add("GET", account + "/workers/durable_objects/namespaces", this::objectNamespaces);
        routes.add("GET", account + "/workers/workers/{script}", this::worker);
    }

    private Script existing(ApiCall call) {
        return platform.script(call.parameter("script"));
    }

    private ApiReply service(ApiCall call) {
        return ApiReply.ok(Rendering.service(
                platform.scripts().find(call.parameter("script")).orElseThrow(ApiError::serviceNotFound)));
    }

    private ApiReply list(ApiCall call) {
        ArrayNode all = Json.array();
        platform.scripts().all().forEach(s -> all.add(Rendering.scriptSummary(s)));
        return ApiReply.ok(all);
    }

    private ApiReply delete(ApiCall call) {
        Script script = existing(call);
        List<String> users = users(script.name());
        if (!users.isEmpty() && !call.isTrue("force")) {
            throw new ApiError(
                    400,
                    10064,
                    "Cannot delete this Worker as it is bound to by " + String.join(", ", users)
                            + ". Remove the bindings first, then retry.");
        }
        platform.remove(script);
        return ApiReply.ok();
    }

    /** Names of Workers that have a service or Durable Object binding to this one. */
    private List<String> users(String name) {
        Set<String> users = new TreeSet<>();
        for (Script other : platform.scripts().all()) {
            other.leadingVersion()
                    .filter(v -> !other.name().equals(name)
                            && v.bindings().stream().anyMatch(b -> isService(b, name) || isObject(b, name)))
                    .ifPresent(v -> users.add(other.name()));
        }
        return List.copyOf(users);
    }

    private static boolean isService(JsonNode binding, String worker) {
        return binding.path("type").asText().equals("service")
                && binding.path("service").asText().equals(worker);
    }

    private static boolean isObject(JsonNode binding, String worker) {
        return binding.path("type").asText().equals("durable_object_namespace")
                && binding.path("script_name").asText().equals(worker);
    }

    private ApiReply references(ApiCall call) {
        Script script = existing(call);
        ObjectNode result = Json.object();
        ObjectNode services = result.putObject("services");
        ArrayNode incoming = services.putArray("incoming");
        services.putArray("outgoing");
        services.put("pages_function", false);
        ArrayNode objects = result.putArray("durable_objects");
        result.putArray("dispatch_outbounds");
        for (Script user : platform.scripts().all()) {
            for (JsonNode binding : user.leadingVersion().map(Version::bindings).orElse(List.of())) {
                if (isService(binding, script.name()) && !user.name().equals(script.name())) {
                    incoming.addObject().put("service", user.name()).put("environment", "production");
                } else if (isObject(binding, script.name())) {
                    objects.addObject()
                            .put("service", user.name())
                            .put("environment", "production")
                            .put(
                                    "durable_object_namespace_id",
                                    binding.path("namespace_id").asText())
                            .put(
                                    "durable_object_namespace_name",
                                    script.name() + "_"
                                            + binding.path("class_name").asText());
                }
            }
        }
        return ApiReply.ok(result);
    }

    private ApiReply objectNamespaces(ApiCall call) {
        ArrayNode all = Json.array();
        for (Script script : platform.scripts().all()) {
            script.objectClasses()
                    .forEach((name, c) -> all.addObject()
                            .put("id", c.uniqueKey())
                            .put("name", script.name() + "_" + name)
                            .put("script", script.name())
                            .put("class", name)
                            .put("use_sqlite", c.sqlite()));
        }
        return ApiReply.list(all);
    }

    private ApiReply settings(ApiCall call) {
        Script script = existing(call);
        Version version = script.shownVersion().orElseThrow(ApiError::workerNotFound);
        ObjectNode result = script.settings().deepCopy();
        result.set("bindings", Rendering.bindings(version));
        version.compatibilityDate().ifPresent(d -> result.put("compatibility_date", d));
        result.set("compatibility_flags", Json.array(version.compatibilityFlags()));
        result.put("usage_model", "standard");
        return ApiReply.ok(result);
    }

    private ApiReply scriptSettings(ApiCall call) {
        return ApiReply.ok(existing(call).settings());
    }

    private ApiReply patchSettings(ApiCall call) {
        ObjectNode patch = call.jsonObject();
        for (String key : (Iterable<String>) patch::fieldNames) {
            if (!SETTINGS.contains(key)) {
                throw ApiError.invalid("Unknown setting \"" + key + "\".");
            }
        }
        Script changed = platform.change(
                call.parameter("script"),
                s -> s.withSettings(s.settings().deepCopy().setAll(patch)));
        return ApiReply.ok(changed.settings());
    }

    private ApiReply worker(ApiCall call) {
        Script script = existing(call);
        ObjectNode result = Json.object();
        result.put("id", script.tag());
        result.put("name", script.name());
        result.set(
                "tags",
                script.settings().path("tags").isArray() ? script.settings().path("tags") : Json.array());
        ObjectNode subdomain = script.subdomain().deepCopy();
        subdomain.put("url", platform.front().url(script.name()));
        subdomain.put(
                "preview_url_suffix",
                "-" + script.name() + ".localhost:" + platform.front().port());
        result.set("subdomain", subdomain);
        return ApiReply.ok(result);
    }
}
