package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Workers as such: what they are, their settings, and what leads to them. */
final class ScriptHandlers {
    private static final List<String> SETTINGS = List.of("logpush", "observability", "tail_consumers", "tags");

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
        routes.add("GET", script + "/subdomain", c -> ApiReply.ok(existing(c).subdomain()));
        routes.add("POST", script + "/subdomain", this::setSubdomain);
        routes.add("GET", script + "/schedules", this::schedules);
        routes.add("PUT", script + "/schedules", this::putSchedules);
        routes.add("PUT", script + "/routes", c -> trigger(c, "routes", c.jsonArray()));
        routes.add("POST", script + "/domains/changeset", this::domainChanges);
        routes.add(
                "PUT",
                script + "/domains/records",
                c -> trigger(c, "domains", c.jsonObject().path("origins")));
        routes.add("GET", account + "/workers/domains/records", c -> ApiReply.ok(Json.array()));
        routes.add("PUT", account + "/triggers/{script}", c -> trigger(c, "events", c.jsonArray()));
        routes.add("GET", account + "/workflows/{workflow}", c -> {
            throw new ApiError(404, 10200, "workflow_not_found");
        });
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
        boolean force = call.queryValue("force").filter("true"::equals).isPresent();
        List<String> users = users(script.name());
        if (!users.isEmpty() && !force) {
            throw new ApiError(
                    400, 10064, "Cannot delete this Worker: it is used by " + String.join(", ", users) + ".");
        }
        platform.remove(script.name());
        return ApiReply.ok();
    }

    /** Names of Workers that have a service or Durable Object binding to this one. */
    private List<String> users(String name) {
        Set<String> users = new TreeSet<>();
        for (Script other : platform.scripts().all()) {
            other.leadingVersion()
                    .filter(v -> !other.name().equals(name)
                            && v.bindings().stream()
                                    .anyMatch(b -> name.equals(b.path("service").asText())
                                            || name.equals(b.path("script_name").asText())))
                    .ifPresent(v -> users.add(other.name()));
        }
        return List.copyOf(users);
    }

    private ApiReply references(ApiCall call) {
        Script script = existing(call);
        ObjectNode result = Json.object();
        ObjectNode services = result.putObject("services");
        ArrayNode incoming = services.putArray("incoming");
        users(script.name()).forEach(u -> incoming.addObject().put("service", u).put("environment", "production"));
        services.putArray("outgoing");
        services.put("pages_function", false);
        result.putArray("durable_objects");
        result.putArray("dispatch_outbounds");
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
        return ApiReply.page(
                all, Json.object().put("page", 1).put("per_page", 1000).put("total_count", all.size()));
    }

    private ApiReply settings(ApiCall call) {
        Script script = existing(call);
        Version version = script.leadingVersion().or(script::latestVersion).orElseThrow(ApiError::workerNotFound);
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
            if (!SETTINGS.contains(key) && !key.equals("streaming_tail_consumers")) {
                throw new ApiError(400, 10002, "Unknown setting \"" + key + "\".");
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
        WorkerRuntime runtime = platform.runtime();
        subdomain.put("url", runtime.url(script.name()));
        subdomain.put("preview_url_suffix", "-" + script.name() + ".localhost:" + runtime.port());
        result.set("subdomain", subdomain);
        return ApiReply.ok(result);
    }

    private ApiReply setSubdomain(ApiCall call) {
        JsonNode enabled = call.jsonObject().path("enabled");
        if (!enabled.isBoolean()) {
            throw new ApiError(400, 10002, "The request must have \"enabled\", true or false.");
        }
        JsonNode previews = call.jsonObject().path("previews_enabled");
        boolean previewsEnabled = previews.isBoolean() ? previews.booleanValue() : enabled.booleanValue();
        Script changed = platform.change(
                call.parameter("script"),
                s -> s.withSubdomain(
                        Json.object().put("enabled", enabled.booleanValue()).put("previews_enabled", previewsEnabled)));
        return ApiReply.ok(changed.subdomain());
    }

    private ApiReply schedules(ApiCall call) {
        JsonNode schedules = existing(call).triggers().path("schedules");
        return ApiReply.ok(Json.object().set("schedules", schedules.isArray() ? schedules : Json.array()));
    }

    private ApiReply putSchedules(ApiCall call) {
        ArrayNode schedules = call.jsonArray();
        for (JsonNode schedule : schedules) {
            String cron = schedule.path("cron").asText();
            if (cron.strip().split("\\s+").length != 5) {
                throw new ApiError(400, 10100, "invalid cron string: " + cron);
            }
        }
        ArrayNode kept = schedules.deepCopy();
        kept.forEach(s -> ((ObjectNode) s).put("created_on", platform.now().toString()));
        platform.change(call.parameter("script"), s -> s.withTrigger("schedules", kept));
        return ApiReply.ok(Json.object().set("schedules", kept));
    }

    private ApiReply trigger(ApiCall call, String kind, JsonNode value) {
        platform.change(call.parameter("script"), s -> s.withTrigger(kind, value));
        return ApiReply.ok(value);
    }

    /** Which of the wanted host names another Worker has. */
    private ApiReply domainChanges(ApiCall call) {
        Script script = existing(call);
        ObjectNode result = Json.object();
        ArrayNode added = result.putArray("added");
        result.putArray("removed");
        ArrayNode updated = result.putArray("updated");
        result.putArray("conflicting");
        for (JsonNode origin : call.jsonArray()) {
            String host = origin.path("hostname").asText();
            Optional<Script> owner = platform.scripts().all().stream()
                    .filter(s -> Json.items(s.triggers(), "domains")
                            .anyMatch(d -> d.path("hostname").asText().equals(host)))
                    .findFirst();
            ObjectNode entry = Json.object()
                    .put("id", owner.map(s -> s.name() + "--" + host).orElse(host))
                    .put("hostname", host)
                    .put("service", owner.map(Script::name).orElse(script.name()))
                    .put("environment", "production");
            if (owner.filter(o -> !o.name().equals(script.name())).isPresent()) {
                updated.add(entry.put("modified", true));
            } else {
                added.add(entry);
            }
        }
        return ApiReply.ok(result);
    }
}
