package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.ServiceInfo;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import io.github.flaremaven.cloudflare.release.CustomDomains.Replacing;
import io.github.flaremaven.cloudflare.release.Preflight.Situation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives a Worker that is deployed its containers, and leads traffic and events to it: workers.dev, routes, custom domains,
 * schedules, queues, Workflows. One kind that fails does not stop the others; all failures are told together at the end.
 */
final class Triggers {
    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final ReleaseListener listener;
    private final CustomDomains domains;
    private final ContainerRollout containers;
    private final Routes routes;
    private final List<String> targets = new ArrayList<>();
    private final Map<String, List<String>> failures = new LinkedHashMap<>();

    Triggers(
            WorkerConfig config,
            CloudflareApi api,
            ReleaseListener listener,
            CustomDomains domains,
            ContainerRollout containers) {
        this.config = config;
        this.api = api;
        this.worker = api.worker(config.name());
        this.listener = listener;
        this.domains = domains;
        this.containers = containers;
        this.routes = new Routes(config.plainRoutes(), worker, api.zones(), listener);
    }

    /**
     * Sets everything the config says.
     *
     * @param versionId the version that is live
     * @param situation the account before the release
     * @return what leads to the Worker, addresses first
     * @throws InputFailure naming each kind that could not be set; what was set stays
     */
    List<String> publish(String versionId, Situation situation) {
        return publish(versionId, situation, false);
    }

    /** The same for a Worker that did not change: address and schedules are set only where they differ from the config. */
    List<String> keep(String versionId, Situation situation) {
        return publish(versionId, situation, true);
    }

    /** For a Worker in a dispatch namespace, which nothing leads to: only its containers. */
    void publishContainers(String versionId) {
        containers(versionId);
        tellFailures();
    }

    private List<String> publish(String versionId, Situation situation, boolean keep) {
        containers(versionId);
        WorkersDev workersDev = new WorkersDev(config, api, listener, situation.address());
        attempt("workers.dev", () -> workersDev.publish(situation.isNew(), keep).ifPresent(this::reached));
        if (!routes.areNone()) {
            attempt("routes", () -> routes(workersDev));
        }
        if (!domains.areNone()) {
            attempt("custom domains", () -> customDomains(situation.replacing()));
        }
        config.crons().ifPresent(crons -> attempt("schedules", () -> schedules(crons, keep)));
        config.queueConsumers().forEach(c -> attempt("queue consumers", () -> consumer(c)));
        Set<String> failed = new HashSet<>();
        for (WorkflowDefinition workflow : config.workflows()) {
            if (!attempt("workflows", () -> workflow(workflow))) {
                failed.add(workflow.name());
            }
        }
        config.eventTriggers().ifPresent(events -> attempt("event triggers", () -> events(events, failed)));
        if (!config.addresses().isEmpty()) {
            attempt("e-mail routing", this::addresses);
        }
        tellFailures();
        return targets;
    }

    private void tellFailures() {
        if (!failures.isEmpty()) {
            throw new InputFailure("the new version of " + worker.name()
                    + " is live, but not everything leads to it: "
                    + failures.entrySet().stream()
                            .map(e -> e.getKey() + ": " + String.join(", ", e.getValue()))
                            .collect(Collectors.joining("; "))
                    + ". Nothing was undone; mend it and run the goal again");
        }
    }

    private interface Step {
        void run();
    }

    /** Whether it went well. */
    private boolean attempt(String kind, Step step) {
        try {
            step.run();
            return true;
        } catch (Failure failure) {
            failures.computeIfAbsent(kind, k -> new ArrayList<>()).add(failure.sentence());
            return false;
        }
    }

    private void reached(String target) {
        targets.add(target);
        listener.triggerSet(target);
    }

    private void containers(String versionId) {
        for (ContainerApplication container : containers.containers()) {
            attempt(
                    "containers",
                    () -> listener.triggerSet(
                            "container: " + container.name() + " (" + containers.publish(container, versionId) + ")"));
        }
    }

    /** Who has the routes is looked up only where wrangler does: without an address at workers.dev, now as before. */
    private void routes(WorkersDev workersDev) {
        if (workersDev.staysOff()) {
            routes.refuseForeign();
        }
        routes.publish();
        routes.descriptions().forEach(this::reached);
    }

    private void customDomains(Optional<Replacing> replacing) {
        domains.publish(replacing.orElseGet(domains::look));
        config.customDomains().forEach(d -> reached(d.pattern() + " (custom domain)"));
    }

    private void schedules(List<String> crons, boolean keep) {
        if (!keep || !Set.copyOf(worker.schedules()).equals(Set.copyOf(crons))) {
            worker.putSchedules(crons);
        }
        crons.forEach(cron -> reached("schedule: " + cron));
    }

    private void consumer(QueueConsumer consumer) {
        new QueueConsumers(api.queues(), worker.name()).publish(consumer);
        reached("consumer of the queue " + consumer.queue());
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

    private void events(ArrayNode events, Set<String> failedWorkflows) {
        ArrayNode body = events.deepCopy();
        for (JsonNode event : body) {
            Json.items(event, "targets").forEach(target -> {
                String workflow = target.path("workflow_name").asText();
                if (failedWorkflows.contains(workflow)) {
                    throw new InputFailure("not set, because the workflow " + workflow + " could not be set");
                }
                ((ObjectNode) target).put("script_name", worker.name());
            });
        }
        worker.putEventTriggers(body);
        reached("event triggers: " + body.size());
    }

    private void addresses() {
        String tag = worker.find().map(ServiceInfo::tag).orElse(WorkerApi.DRY_ID);
        new EmailRouting(api.email(), worker.name(), tag).publish(config.addresses());
        config.addresses().forEach(address -> reached("e-mail to " + address));
    }
}
