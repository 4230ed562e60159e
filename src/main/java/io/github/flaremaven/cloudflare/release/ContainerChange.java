package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to happen to a container application that exists, found by wrangler's comparison.
 *
 * @param fields what the application is changed to; empty when it is as the config wants it
 * @param needsRollout whether running instances have to be replaced
 */
record ContainerChange(ObjectNode fields, boolean needsRollout) {
    private static final String OBSERVABILITY = "observability";
    private static final String CONFIGURATION = "configuration";
    private static final List<String> CHANGEABLE = List.of(
            CONFIGURATION,
            OBSERVABILITY,
            "max_instances",
            "constraints",
            "affinities",
            "scheduling_policy",
            "rollout_active_grace_period");
    /** What an application no longer has once the config leaves it out. */
    private static final Map<String, List<String>> REMOVABLE = Map.of(
            CONFIGURATION,
            List.of("wrangler_ssh", "authorized_keys", "trusted_user_ca_keys"),
            "constraints",
            List.of("tiers", "regions", "jurisdiction", "cities"));

    private static final List<String> SIZES = List.of("disk", "memory", "memory_mib", "vcpu");

    /**
     * Compares.
     *
     * @param before the application as the API has it
     * @param namespaceId of the Durable Objects that run the container
     * @throws InputFailure when the application has its logs on in a way that the config cannot be brought together with
     */
    static ContainerChange between(
            JsonNode before, ContainerApplication container, String namespaceId, ContainerRegistry registry) {
        ContainerRequests requests = new ContainerRequests(container);
        ObjectNode wanted = requests.application(registry.resolve(container.image()), namespaceId);
        ObjectNode configuration = (ObjectNode) wanted.path(CONFIGURATION);
        ObjectNode known = known(before, configuration, registry);
        boolean old = hasOldLogs(before);
        if (old) {
            refuseWhatOldLogsCannot(before, container, requests.observability());
            JsonNode latest = latestOldLogs(before);
            ((ObjectNode) known.path(CONFIGURATION)).set(OBSERVABILITY, latest);
            boolean on = ContainerRequests.isOn(requests.observability());
            if (on != ContainerRequests.isOn(latest)) {
                configuration.putObject(OBSERVABILITY).putObject("logs").put("enabled", on);
            }
        }
        if (!old || before.hasNonNull(OBSERVABILITY)) {
            observability(requests, before.path(OBSERVABILITY)).ifPresent(o -> wanted.set(OBSERVABILITY, o));
        }
        container.unsafe().ifPresent(unsafe -> merge(wanted, unsafe));
        ObjectNode fields = wanted.deepCopy().retain(CHANGEABLE);
        container.unsafe().ifPresent(unsafe -> merge(fields, unsafe));
        ObjectNode after = after(known, fields);
        boolean changed = !same(known, after);
        known.remove(OBSERVABILITY);
        after.remove(OBSERVABILITY);
        return new ContainerChange(changed ? fields : Json.object(), changed && !same(known, after));
    }

    /** What a new application is made of. */
    static ObjectNode creation(ContainerApplication container, String namespaceId, ContainerRegistry registry) {
        ContainerRequests requests = new ContainerRequests(container);
        ObjectNode wanted = requests.application(registry.resolve(container.image()), namespaceId);
        observability(requests, Json.object()).ifPresent(o -> wanted.set(OBSERVABILITY, o));
        container.unsafe().ifPresent(unsafe -> merge(wanted, unsafe));
        return wanted;
    }

    boolean isNone() {
        return fields.isEmpty();
    }

    /** The fields that count, with a named size where the config has one: the API answers with its numbers. */
    private static ObjectNode known(JsonNode before, JsonNode wanted, ContainerRegistry registry) {
        ObjectNode known = withoutNulls(before).retain(CHANGEABLE);
        ObjectNode configuration = known.withObject("/" + CONFIGURATION);
        configuration.put("image", registry.resolve(configuration.path("image").asText()));
        configuration.remove(OBSERVABILITY);
        Json.text(wanted, "instance_type")
                .flatMap(type -> InstanceSize.named(type, configuration))
                .ifPresent(type -> configuration.remove(SIZES).put("instance_type", type));
        return known;
    }

    private static ObjectNode withoutNulls(JsonNode node) {
        ObjectNode copy = Json.object();
        node.properties().forEach(e -> {
            if (e.getValue().isObject()) {
                copy.set(e.getKey(), withoutNulls(e.getValue()));
            } else if (!e.getValue().isNull()) {
                copy.set(e.getKey(), e.getValue());
            }
        });
        return copy;
    }

    /** Absent when there is nothing to send: as it was, or off without ever having been on. */
    private static Optional<ObjectNode> observability(ContainerRequests requests, JsonNode before) {
        ObjectNode wanted = requests.observability();
        ObjectNode present = Json.object();
        present.putObject("logs").put("enabled", ContainerRequests.isOn(before));
        ContainerRequests.copyTargets(before, present);
        return same(wanted, present) ? Optional.empty() : Optional.of(wanted);
    }

    /** Logs used to be switched on in the configuration of the instances. */
    private static boolean hasOldLogs(JsonNode before) {
        return ContainerRequests.isOn(before.path(CONFIGURATION).path(OBSERVABILITY))
                || ContainerRequests.isOn(target(before));
    }

    private static JsonNode latestOldLogs(JsonNode before) {
        return target(before).isObject()
                ? target(before)
                : before.path(CONFIGURATION).path(OBSERVABILITY);
    }

    /** Of the rollout that is under way. */
    private static JsonNode target(JsonNode before) {
        return before.path("scheduling_hint").path("target").path(CONFIGURATION).path(OBSERVABILITY);
    }

    private static void refuseWhatOldLogsCannot(JsonNode before, ContainerApplication container, JsonNode wanted) {
        String problem = "the container application " + container.name() + " has its logs switched on in the old way";
        JsonNode present = before.path(OBSERVABILITY);
        boolean both = ContainerRequests.isOn(present);
        if (wanted.size() > 1) {
            throw new InputFailure(problem + ", which knows no target_instance_percentage and target_instance_count; "
                    + "deploy it once with observability.enabled = false, then again");
        }
        if (container.isLeftAlone()) {
            return;
        }
        boolean rolling = before.hasNonNull("active_rollout_id") || ContainerRequests.isOn(target(before));
        if (rolling && (both || (present.isObject() && ContainerRequests.isOn(wanted)))) {
            throw new InputFailure(problem + " and is being rolled out; wait until that is over, then deploy again");
        }
        if (both) {
            throw new InputFailure(problem + " and in the new one; deploy it once with wrangler, which joins them");
        }
    }

    private static ObjectNode after(ObjectNode known, ObjectNode fields) {
        ObjectNode after = known.deepCopy();
        REMOVABLE.forEach((key, inner) -> {
            if (after.path(key) instanceof ObjectNode present) {
                inner.stream().filter(k -> !fields.path(key).has(k)).forEach(present::remove);
            }
        });
        merge(after, fields);
        if (fields.has(OBSERVABILITY)) {
            after.set(OBSERVABILITY, fields.get(OBSERVABILITY));
        }
        return after;
    }

    /** Objects are joined, everything else is replaced. */
    private static void merge(ObjectNode target, ObjectNode source) {
        source.properties().forEach(e -> {
            if (target.get(e.getKey()) instanceof ObjectNode inner && e.getValue() instanceof ObjectNode value) {
                merge(inner, value);
            } else {
                target.set(e.getKey(), e.getValue().deepCopy());
            }
        });
    }

    /** Whether they say the same; 1 and 1.0 do. */
    private static boolean same(JsonNode one, JsonNode other) {
        return one.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                other);
    }
}
