package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.Answer;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Transport;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.Map;
import java.util.Optional;

/**
 * Answers reads of a dry run that has no account to look at, as wrangler's dry run assumes it: the Worker exists, with all
 * migrations applied and with the resources that its bindings leave open.
 */
final class AssumedAccount implements Transport {
    private final Optional<WorkerConfig> config;

    AssumedAccount(Optional<WorkerConfig> config) {
        this.config = config;
    }

    @Override
    public Answer send(Call call) {
        ObjectNode envelope = Json.object().put("success", true);
        envelope.set("result", result(call));
        return new Answer(200, Map.of(), Json.compact(envelope));
    }

    private JsonNode result(Call call) {
        String path = call.path();
        if (path.contains("/workers/services/")) {
            ObjectNode script = Json.object().put("last_deployed_from", "wrangler");
            config.flatMap(c -> c.lifecycle().lastTag()).ifPresent(t -> script.put("migration_tag", t));
            ObjectNode service = Json.object();
            service.putObject("default_environment").set("script", script);
            return service;
        }
        if (path.endsWith("/settings")) {
            ArrayNode bindings = Json.array();
            config.ifPresent(c -> c.bindings()
                    .forEach(b -> openType(b)
                            .ifPresent(type ->
                                    bindings.addObject().put("name", b.name()).put("type", type))));
            return Json.object().set("bindings", bindings);
        }
        if (path.endsWith("/workers/subdomain")) {
            return Json.object().put("subdomain", "<account>");
        }
        return path.contains("/queues")
                ? Json.array()
                        .add(Json.object()
                                .put("queue_id", "assumed")
                                .put("queue_name", call.query().getOrDefault("name", "")))
                : Json.object();
    }

    private static Optional<String> openType(Binding binding) {
        if (binding instanceof Binding.KvNamespace) {
            return Optional.of("kv_namespace");
        }
        if (binding instanceof Binding.D1Database) {
            return Optional.of("d1");
        }
        if (binding instanceof Binding.R2Bucket) {
            return Optional.of("r2_bucket");
        }
        if (binding instanceof Binding.QueueProducer) {
            return Optional.of("queue");
        }
        if (binding instanceof Binding.DispatchNamespace) {
            return Optional.of("dispatch_namespace");
        }
        return binding instanceof Binding.Flagship ? Optional.of("flagship") : Optional.empty();
    }
}
