package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.cron.CronExpression;
import io.github.flaremaven.cloudflare.local.state.Script;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What leads to a Worker: its workers.dev address, routes, custom domains, schedules, event triggers. */
final class TriggerHandlers {
    private final Platform platform;

    TriggerHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String account = "/accounts/{account}";
        String script = account + "/workers/scripts/{script}";
        routes.add("GET", script + "/subdomain", c -> ApiReply.ok(existing(c).subdomain()));
        routes.add("POST", script + "/subdomain", this::setSubdomain);
        routes.add("GET", script + "/schedules", this::schedules);
        routes.add("PUT", script + "/schedules", this::putSchedules);
        routes.add("PUT", script + "/routes", this::putRoutes);
        routes.add("GET", "/zones/{zone}/workers/routes", this::routes);
        routes.add("POST", "/zones/{zone}/workers/routes", this::addRoute);
        routes.add("DELETE", "/zones/{zone}/workers/routes/{route}", this::deleteRoute);
        routes.add("POST", script + "/domains/changeset", this::domainChanges);
        routes.add("PUT", script + "/domains/records", this::putDomains);
        routes.add("GET", account + "/workers/domains/records", this::domains);
        routes.add("GET", account + "/workers/domains/records/{domain}", this::domain);
        routes.add("PUT", account + "/triggers/{script}", c -> set(c, "events", c.jsonArray()));
    }

    private Script existing(ApiCall call) {
        return platform.script(call.parameter("script"));
    }

    private ApiReply set(ApiCall call, String kind, JsonNode value) {
        platform.change(call.parameter("script"), s -> s.withTrigger(kind, value));
        return ApiReply.ok(value);
    }

    private ApiReply setSubdomain(ApiCall call) {
        JsonNode enabled = call.jsonObject().path("enabled");
        if (!enabled.isBoolean()) {
            throw ApiError.invalid("The request must have \"enabled\", true or false.");
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
        ArrayNode kept = Json.array();
        Set<String> crons = new HashSet<>();
        for (JsonNode schedule : call.jsonArray()) {
            String cron = schedule.path("cron").asText();
            if (CronExpression.parse(cron).isEmpty()) {
                throw new ApiError(400, 10100, "invalid cron string: " + cron);
            }
            if (!crons.add(cron)) {
                throw new ApiError(400, 10100, "duplicate cron found: " + cron);
            }
            kept.addObject().put("cron", cron).put("created_on", platform.now().toString());
        }
        platform.change(call.parameter("script"), s -> s.withTrigger("schedules", kept));
        platform.schedules().changed();
        return ApiReply.ok(Json.object().set("schedules", kept));
    }

    private ApiReply putRoutes(ApiCall call) {
        ArrayNode routes = call.jsonArray();
        return platform.exclusively(() -> {
            Script script = existing(call);
            routes.forEach(route -> refuseTaken(pattern(route), script.name()));
            return set(call, "routes", routes);
        });
    }

    private static String pattern(JsonNode route) {
        return Json.text(route, "pattern")
                .filter(p -> !p.isEmpty())
                .orElseThrow(() -> ApiError.invalid("Every route must have a pattern."));
    }

    private void refuseTaken(String pattern, String worker) {
        boolean taken = platform.scripts().all().stream()
                .filter(s -> !s.name().equals(worker))
                .flatMap(s -> Json.items(s.triggers(), "routes"))
                .anyMatch(r -> pattern(r).equals(pattern));
        if (taken) {
            throw new ApiError(409, 10020, "A route with the same pattern already exists.");
        }
    }

    /** All routes are in every zone here: which zone a host is in, only the real account knows. */
    private ApiReply routes(ApiCall call) {
        ArrayNode routes = Json.array();
        for (Script script : platform.scripts().all()) {
            Json.items(script.triggers(), "routes").forEach(route -> routes.add(shown(pattern(route), script)));
        }
        return ApiReply.list(routes);
    }

    private static ObjectNode shown(String pattern, Script script) {
        return Json.object().put("id", routeId(pattern)).put("pattern", pattern).put("script", script.name());
    }

    private static String routeId(String pattern) {
        return Bytes.of(pattern).digest("MD5");
    }

    private ApiReply addRoute(ApiCall call) {
        ObjectNode route = call.jsonObject();
        return platform.exclusively(() -> {
            Script script = platform.script(route.path("script").asText());
            refuseTaken(pattern(route), "");
            ArrayNode routes = Json.array();
            Json.items(script.triggers(), "routes").forEach(routes::add);
            routes.add(Json.object().put("pattern", pattern(route)));
            platform.change(script.name(), s -> s.withTrigger("routes", routes));
            return ApiReply.ok(shown(pattern(route), script));
        });
    }

    private ApiReply deleteRoute(ApiCall call) {
        String id = call.parameter("route");
        return platform.exclusively(() -> {
            for (Script script : platform.scripts().all()) {
                ArrayNode left = Json.array();
                Json.items(script.triggers(), "routes")
                        .filter(r -> !routeId(pattern(r)).equals(id))
                        .forEach(left::add);
                if (left.size() < script.triggers().path("routes").size()) {
                    platform.change(script.name(), s -> s.withTrigger("routes", left));
                    return ApiReply.ok(Json.object().put("id", id));
                }
            }
            throw new ApiError(404, 10008, "The route " + id + " does not exist.");
        });
    }

    /** Who has a host name, absent while nobody has. */
    private Optional<Script> owner(String host) {
        return platform.scripts().all().stream()
                .filter(s -> Json.items(s.triggers(), "domains")
                        .anyMatch(d -> hostname(d).equals(host)))
                .findFirst();
    }

    private static String hostname(JsonNode domain) {
        return domain.path("hostname").asText();
    }

    private static ObjectNode record(String host, Script owner) {
        return Json.object()
                .put("id", owner.name() + "--" + host)
                .put("hostname", host)
                .put("service", owner.name())
                .put("environment", "production");
    }

    private ApiReply domains(ApiCall call) {
        ArrayNode all = Json.array();
        for (Script script : platform.scripts().all()) {
            if (call.queryValue("service").filter(s -> !s.equals(script.name())).isEmpty()) {
                Json.items(script.triggers(), "domains").forEach(d -> all.add(record(hostname(d), script)));
            }
        }
        return ApiReply.list(all);
    }

    private ApiReply domain(ApiCall call) {
        String id = call.parameter("domain");
        for (Script script : platform.scripts().all()) {
            Optional<ObjectNode> found = Json.items(script.triggers(), "domains")
                    .map(d -> record(hostname(d), script))
                    .filter(r -> r.path("id").asText().equals(id))
                    .findFirst();
            if (found.isPresent()) {
                return ApiReply.ok(found.get());
            }
        }
        throw new ApiError(404, 100114, "The custom domain " + id + " does not exist.");
    }

    /** Which of the wanted host names another Worker has. */
    private ApiReply domainChanges(ApiCall call) {
        Script script = existing(call);
        ObjectNode result = Json.object();
        ArrayNode added = result.putArray("added");
        ArrayNode removed = result.putArray("removed");
        ArrayNode updated = result.putArray("updated");
        result.putArray("conflicting");
        Set<String> wanted = new HashSet<>();
        for (JsonNode origin : call.jsonArray()) {
            String host = hostname(origin);
            wanted.add(host);
            Optional<Script> owner = owner(host);
            if (owner.isEmpty()) {
                added.add(record(host, script));
            } else {
                updated.add(record(host, owner.get())
                        .put("modified", !owner.get().name().equals(script.name())));
            }
        }
        if (call.isTrue("replace_state")) {
            Json.items(script.triggers(), "domains")
                    .filter(d -> !wanted.contains(hostname(d)))
                    .forEach(d -> removed.add(record(hostname(d), script)));
        }
        return ApiReply.ok(result);
    }

    private ApiReply putDomains(ApiCall call) {
        ObjectNode body = call.jsonObject();
        JsonNode origins = body.path("origins");
        if (!origins.isArray()) {
            throw ApiError.invalid("The request must have \"origins\".");
        }
        return platform.exclusively(() -> {
            Script script = existing(call);
            List<Script> changed = new ArrayList<>();
            for (JsonNode origin : origins) {
                owner(hostname(origin))
                        .filter(o -> !o.name().equals(script.name()))
                        .ifPresent(owner -> {
                            if (!body.path("override_existing_origin").asBoolean()) {
                                throw new ApiError(
                                        409,
                                        100116,
                                        "Hostname '" + hostname(origin)
                                                + "' already in use by other custom domain. Either delete it, try a different "
                                                + "hostname, or use the option 'override_existing_origin' to override.");
                            }
                            changed.add(without(owner, hostname(origin)));
                        });
            }
            changed.add(script.withTrigger("domains", origins));
            platform.changeAll(changed);
            return ApiReply.ok(origins);
        });
    }

    private static Script without(Script owner, String host) {
        ArrayNode left = Json.array();
        Json.items(owner.triggers(), "domains")
                .filter(d -> !hostname(d).equals(host))
                .forEach(left::add);
        return owner.withTrigger("domains", left);
    }
}
