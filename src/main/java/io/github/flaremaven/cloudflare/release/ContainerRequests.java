package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the API is sent for a container. What the config leaves open is what wrangler makes of it: at most 20 instances of
 * the smallest size, replaced in steps of 10 % and 100 %.
 */
record ContainerRequests(ContainerApplication container) {
    private static final int MAX_INSTANCES = 20;
    private static final double VCPU = 0.0625;
    private static final int MEMORY_MIB = 256;
    private static final int DISK_MB = 2000;

    /** What a new application is made of, but for its observability. */
    ObjectNode application(String image, String namespaceId) {
        ObjectNode wanted = Json.object().put("name", container.name());
        wanted.put(
                "scheduling_policy",
                Json.text(container.container(), "scheduling_policy").orElse("default"));
        ObjectNode configuration = wanted.putObject("configuration").put("image", image);
        size(configuration);
        container
                .field("ssh")
                .or(() -> container.field("wrangler_ssh"))
                .ifPresent(ssh -> configuration.set("wrangler_ssh", ssh));
        container.field("authorized_keys").ifPresent(keys -> configuration.set("authorized_keys", keys));
        container.field("trusted_user_ca_keys").ifPresent(keys -> configuration.set("trusted_user_ca_keys", keys));
        wanted.put("instances", 0);
        wanted.set("max_instances", maxInstances());
        wanted.set("constraints", constraints());
        container.field("affinities").ifPresent(affinities -> {
            ObjectNode sent = wanted.putObject("affinities");
            for (String key : List.of("colocation", "hardware_generation")) {
                copy(affinities, key, sent);
            }
        });
        wanted.putObject("durable_objects").put("namespace_id", namespaceId);
        wanted.set(
                "rollout_active_grace_period",
                container.field("rollout_active_grace_period").orElse(number(0)));
        return wanted;
    }

    /** Limits that the config spells out come before a named size. */
    private void size(ObjectNode configuration) {
        JsonNode old = container.container().path("configuration");
        Optional<JsonNode> given = container.field("instance_type");
        if (old.has("disk") || old.has("vcpu") || old.has("memory_mib")) {
            limits(configuration, old.path("disk").path("size_mb"), old);
        } else if (given.filter(JsonNode::isObject).isPresent()) {
            limits(configuration, given.get().path("disk_mb"), given.get());
        } else {
            configuration.put("instance_type", given.map(JsonNode::asText).orElse("lite"));
        }
    }

    private static void limits(ObjectNode configuration, JsonNode diskMb, JsonNode limits) {
        configuration.putObject("disk").set("size_mb", diskMb.isNumber() ? diskMb : number(DISK_MB));
        configuration.set("memory_mib", limits.has("memory_mib") ? limits.get("memory_mib") : number(MEMORY_MIB));
        configuration.set(
                "vcpu", limits.has("vcpu") ? limits.get("vcpu") : Json.object().numberNode(VCPU));
    }

    private ObjectNode constraints() {
        JsonNode given = container.container().path("constraints");
        ObjectNode constraints = Json.object();
        JsonNode tier = given.path("tier");
        if (given.has("tiers")) {
            constraints.set("tiers", given.get("tiers"));
        } else if (tier.asInt() != -1) {
            ArrayNode tiers = constraints.putArray("tiers");
            if (tier.asInt() == 0) {
                tiers.add(1).add(2);
            } else {
                tiers.add(tier);
            }
        }
        if (given.has("regions")) {
            ArrayNode regions = constraints.putArray("regions");
            Json.texts(given, "regions").forEach(r -> regions.add(r.toUpperCase(Locale.ROOT)));
        }
        Json.text(given, "jurisdiction").ifPresent(j -> constraints.put("jurisdiction", j.toLowerCase(Locale.ROOT)));
        if (given.has("cities")) {
            ArrayNode cities = constraints.putArray("cities");
            Json.texts(given, "cities").forEach(c -> cities.add(c.toLowerCase(Locale.ROOT)));
        }
        return constraints;
    }

    /** What the log of the instances is to be like: the container's own word, or the Worker's. */
    ObjectNode observability() {
        ObjectNode wanted = Json.object();
        Optional<JsonNode> own = container.field("observability");
        wanted.putObject("logs")
                .put(
                        "enabled",
                        own.map(o -> isOn(o) || o.path("enabled").asBoolean())
                                .orElseGet(() -> container
                                        .worker()
                                        .observability()
                                        .filter(ContainerRequests::logs)
                                        .isPresent()));
        own.ifPresent(o -> copyTargets(o, wanted));
        return wanted;
    }

    /** Copies how many of the instances are observed. */
    static void copyTargets(JsonNode from, ObjectNode to) {
        copy(from, "target_instance_percentage", to);
        copy(from, "target_instance_count", to);
    }

    private static boolean logs(JsonNode observability) {
        return observability
                .path("logs")
                .path("enabled")
                .asBoolean(observability.path("enabled").asBoolean());
    }

    /** Whether an application's observability has its logs on. */
    static boolean isOn(JsonNode observability) {
        return observability.path("logs").path("enabled").asBoolean();
    }

    /** How running instances are replaced by those of a new configuration. */
    ObjectNode rollout(JsonNode configuration) {
        ObjectNode rollout =
                Json.object().put("description", "Progressive update").put("strategy", "rolling");
        rollout.set("target_configuration", configuration);
        JsonNode steps = container
                .field("rollout_step_percentage")
                .orElseGet(() -> maxInstances().asDouble() < 2
                        ? number(100)
                        : Json.array().add(10).add(100));
        if (steps.isArray()) {
            ArrayNode sent = rollout.putArray("steps");
            for (JsonNode step : steps) {
                ObjectNode one = sent.addObject();
                one.putObject("step_size").set("percentage", step);
                one.put(
                        "description",
                        "Step " + sent.size() + " of " + steps.size() + " - rollout at "
                                + Numbers.percent(step.asDouble()).replace(" ", "") + " of instances");
            }
        } else {
            rollout.set("step_percentage", steps);
        }
        return rollout.put(
                "kind",
                container.container().path("rollout_kind").asText().equals("full_manual")
                        ? "full_manual"
                        : "full_auto");
    }

    private JsonNode maxInstances() {
        return container.field("max_instances").orElse(number(MAX_INSTANCES));
    }

    private static void copy(JsonNode from, String key, ObjectNode to) {
        if (from.hasNonNull(key)) {
            to.set(key, from.get(key));
        }
    }

    private static JsonNode number(int value) {
        return Json.object().numberNode(value);
    }
}
