package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.QueueApi;
import io.github.flaremaven.cloudflare.cloudflare.Subdomain;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.cloudflare.ZoneApi.ZoneRoute;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import io.github.flaremaven.cloudflare.config.model.Route;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leads traffic and events to a Worker that is deployed: workers.dev, routes, custom domains, schedules, queues,
 * Workflows. One kind that fails does not stop the others; all failures are told together at the end.
 */
final class Triggers {
    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final ReleaseListener listener;
    private final Set<Allowance> allowed;
    private final List<String> targets = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Optional<String>> zones = new HashMap<>();

    Triggers(WorkerConfig config, CloudflareApi api, ReleaseListener listener, Set<Allowance> allowed) {
        this.config = config;
        this.api = api;
        this.worker = api.worker(config.name());
        this.listener = listener;
        this.allowed = allowed;
    }

    /**
     * Sets everything the config says.
     *
     * @param created whether the Worker is new, so that nothing was set before
     * @return what leads to the Worker, addresses first
     * @throws Failure naming each kind that could not be set; what was set stays
     */
    List<String> publish(boolean created) {
        boolean changed = workersDev(created);
        if (!config.wantsWorkersDev() && !changed && !config.plainRoutes().isEmpty()) {
            attempt("routes", this::refuseForeignRoutes);
        }
        if (!config.plainRoutes().isEmpty() && failures.isEmpty()) {
            attempt("routes", this::routes);
        }
        if (!config.customDomains().isEmpty()) {
            attempt("custom domains", this::customDomains);
        }
        config.crons().ifPresent(crons -> attempt("schedules", () -> schedules(crons)));
        config.queueConsumers().forEach(c -> attempt("queue consumers", () -> consumer(c)));
        config.workflows().forEach(w -> attempt("workflows", () -> workflow(w)));
        config.eventTriggers().ifPresent(events -> attempt("event triggers", () -> events(events)));
        if (!failures.isEmpty()) {
            throw new InputFailure("the new version of " + worker.name()
                    + " is live, but not everything leads to it: " + String.join("; ", failures)
                    + ". Nothing was undone; mend it and run the goal again");
        }
        return targets;
    }

    private interface Step {
        void run();
    }

    private void attempt(String kind, Step step) {
        try {
            step.run();
        } catch (Failure failure) {
            failures.add(kind + ": " + failure.sentence());
        }
    }

    private void reached(String target) {
        targets.add(target);
        listener.triggerSet(target);
    }

    /** Gives whether the state changed. */
    private boolean workersDev(boolean created) {
        Subdomain before = worker.subdomain();
        boolean wanted = config.wantsWorkersDev();
        attempt("workers.dev", () -> worker.setSubdomain(wanted, config.previewUrls()));
        if (!created && config.workersDev().isEmpty() && before.enabled() != wanted) {
            listener.warning("the workers.dev address was switched " + (wanted ? "on" : "off")
                    + " because the config has " + (wanted ? "no" : "")
                    + " routes and does not say; set workers_dev = " + wanted + " to settle it");
        }
        if (wanted) {
            before.url()
                    .or(() -> api.account()
                            .workersDevName()
                            .map(n -> "https://" + worker.name() + "." + n + ".workers.dev"))
                    .ifPresent(url -> reached(url.startsWith("http") ? url : "https://" + url));
        }
        return before.enabled() != wanted;
    }

    private void refuseForeignRoutes() {
        List<String> foreign = new ArrayList<>();
        Map<String, List<ZoneRoute>> routes = new HashMap<>();
        for (Route route : config.plainRoutes()) {
            zoneOf(route)
                    .ifPresent(zone -> routes
                            .computeIfAbsent(zone, z -> api.zones().routes(z))
                            .stream()
                            .filter(r -> r.pattern().equals(route.pattern()))
                            .filter(r -> r.worker()
                                    .filter(w -> !w.equals(worker.name()))
                                    .isPresent())
                            .forEach(r -> foreign.add(r.pattern() + " belongs to the Worker "
                                    + r.worker().orElse(""))));
        }
        if (!foreign.isEmpty()) {
            throw new InputFailure(String.join(", ", foreign) + "; take the route from that Worker first");
        }
    }

    private void routes() {
        ArrayNode all = Json.array();
        for (Route route : config.plainRoutes()) {
            all.add(route.source().isTextual() ? Json.object().put("pattern", route.pattern()) : route.source());
        }
        try {
            worker.putRoutes(all);
        } catch (ApiFailure failure) {
            if (!failure.hasCode(10000)) {
                throw failure;
            }
            routesZoneByZone(); // the token may be good for some zones only
        }
        config.plainRoutes().forEach(r -> reached(describe(r)));
    }

    private void routesZoneByZone() {
        Map<String, List<ZoneRoute>> existing = new HashMap<>();
        for (Route route : config.plainRoutes()) {
            String zone = zoneOf(route)
                    .orElseThrow(() -> new InputFailure(
                            "no zone is known for the route " + route.pattern() + "; add zone_name or zone_id to it"));
            Optional<ZoneRoute> same = existing
                    .computeIfAbsent(zone, z -> api.zones().routes(z))
                    .stream()
                    .filter(r -> r.pattern().equals(route.pattern()))
                    .findFirst();
            Optional<String> owner = same.flatMap(ZoneRoute::worker);
            if (owner.filter(o -> !o.equals(worker.name())).isPresent()) {
                throw new InputFailure("the route " + route.pattern() + " belongs to the Worker " + owner.get());
            }
            if (same.isEmpty()) {
                api.zones().addRoute(zone, route.pattern(), worker.name());
            }
        }
    }

    private Optional<String> zoneOf(Route route) {
        if (route.zone().isPresent() && route.zone().get() instanceof Route.Zone.Id id) {
            return Optional.of(id.id());
        }
        Optional<String> host = route.zone()
                .filter(Route.Zone.Name.class::isInstance)
                .map(z -> ((Route.Zone.Name) z).name())
                .or(() -> RouteHost.of(route.pattern()));
        return host.flatMap(h -> zones.computeIfAbsent(h, name -> api.zones().findZone(name)));
    }

    private static String describe(Route route) {
        return route.pattern()
                + route.zone()
                        .map(z -> z instanceof Route.Zone.Id id
                                ? " (zone id: " + id.id() + ")"
                                : " (zone name: " + ((Route.Zone.Name) z).name() + ")")
                        .orElse("");
    }

    /** The custom domains as the API takes them. */
    static ArrayNode origins(WorkerConfig config) {
        ArrayNode origins = Json.array();
        for (Route domain : config.customDomains()) {
            ObjectNode origin = origins.addObject().put("hostname", domain.pattern());
            domain.zone().ifPresent(zone -> {
                if (zone instanceof Route.Zone.Id id) {
                    origin.put("zone_id", id.id());
                } else if (zone instanceof Route.Zone.Name name) {
                    origin.put("zone_name", name.name());
                }
            });
            domain.enabled().ifPresent(e -> origin.put("enabled", e));
            domain.previewsEnabled().ifPresent(p -> origin.put("previews_enabled", p));
        }
        return origins;
    }

    private void customDomains() {
        worker.putCustomDomains(
                origins(config),
                allowed.contains(Allowance.TAKE_DOMAIN),
                allowed.contains(Allowance.REPLACE_DNS_RECORD));
        config.customDomains().forEach(d -> reached(d.pattern() + " (custom domain)"));
    }

    private void schedules(List<String> crons) {
        worker.putSchedules(crons);
        crons.forEach(cron -> reached("schedule: " + cron));
    }

    private void consumer(QueueConsumer consumer) {
        QueueApi.Queue queue = api.queues()
                .find(consumer.queue())
                .orElseThrow(() -> new InputFailure("the queue " + consumer.queue() + " does not exist"));
        ObjectNode body = Json.object().put("type", "worker").put("script_name", worker.name());
        consumer.deadLetterQueue().ifPresent(q -> body.put("dead_letter_queue", q));
        ObjectNode settings = body.putObject("settings");
        put(settings, "batch_size", consumer.maxBatchSize());
        put(settings, "max_retries", consumer.maxRetries());
        consumer.maxBatchTimeout().ifPresent(seconds -> settings.put("max_wait_time_ms", seconds.asLong() * 1000));
        put(settings, "max_concurrency", consumer.maxConcurrency());
        put(settings, "visibility_timeout_ms", consumer.visibilityTimeout());
        put(settings, "retry_delay", consumer.retryDelay());
        Optional<QueueApi.Consumer> existing = queue.consumers().stream()
                .filter(c -> c.worker().equals(Optional.of(worker.name())))
                .findFirst();
        if (existing.isPresent()) {
            api.queues().updateConsumer(queue, existing.get().id(), body);
        } else {
            api.queues().addConsumer(queue, body);
        }
        reached("consumer of the queue " + consumer.queue());
    }

    private static void put(ObjectNode settings, String field, Optional<JsonNode> value) {
        value.ifPresent(v -> settings.set(field, v));
    }

    private void workflow(WorkflowDefinition workflow) {
        ObjectNode body = Json.object().put("script_name", worker.name()).put("class_name", workflow.className());
        workflow.options().properties().forEach(e -> body.set(e.getKey(), e.getValue()));
        if (body.has("schedules")) {
            ArrayNode schedules = Json.array();
            JsonNode given = body.get("schedules");
            if (given.isTextual()) {
                schedules.addObject().put("cron", given.asText());
            } else {
                given.forEach(cron -> schedules.addObject().put("cron", cron.asText()));
            }
            body.set("schedules", schedules);
        }
        worker.putWorkflow(workflow.name(), body);
        reached("workflow: " + workflow.name());
    }

    private void events(ArrayNode events) {
        ArrayNode body = events.deepCopy();
        body.forEach(event -> Json.items(event, "targets")
                .forEach(target -> ((ObjectNode) target).put("script_name", worker.name())));
        worker.putEventTriggers(body);
        reached("event triggers: " + body.size());
    }
}
