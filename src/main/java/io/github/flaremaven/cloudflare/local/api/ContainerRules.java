package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What requests about container applications must look like; everything else is refused. */
final class ContainerRules {
    private static final String CONFIGURATION = "configuration";
    private static final Set<String> CHANGEABLE = Set.of(
            CONFIGURATION,
            "observability",
            "max_instances",
            "constraints",
            "affinities",
            "scheduling_policy",
            "rollout_active_grace_period",
            "instances");
    private static final Set<String> FIXED = Set.of("name", "durable_objects");
    private static final Set<String> POLICIES = Set.of("default", "regional", "moon");
    private static final Set<String> CONFIGURATION_FIELDS = Set.of(
            "image",
            "instance_type",
            "vcpu",
            "memory_mib",
            "disk",
            "observability",
            "wrangler_ssh",
            "authorized_keys",
            "trusted_user_ca_keys");
    private static final Set<String> ROLLOUT_FIELDS =
            Set.of("description", "strategy", "target_configuration", "steps", "step_percentage", "kind");

    /** The sizes that have names: virtual processors, MiB of memory, MB of disk. */
    private record Size(double vcpu, int memoryMib, int diskMb) {}

    private static final Size SMALLEST = new Size(0.0625, 256, 2_000);
    private static final Size STANDARD = new Size(0.5, 4_096, 8_000);
    private static final Map<String, Size> SIZES = Map.of(
            "lite",
            SMALLEST,
            "dev",
            SMALLEST,
            "basic",
            new Size(0.25, 1_024, 4_000),
            "standard",
            STANDARD,
            "standard-1",
            STANDARD,
            "standard-2",
            new Size(1, 6_144, 12_000),
            "standard-3",
            new Size(2, 8_192, 16_000),
            "standard-4",
            new Size(4, 12_288, 20_000));

    private ContainerRules() {}

    /** The name of an application that is to be made; its fields are checked. */
    static String nameOfNew(ObjectNode wanted) {
        String name = Json.text(wanted, "name")
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The application must have \"name\"."));
        for (String field : List.of("scheduling_policy", CONFIGURATION, "instances")) {
            if (!wanted.has(field)) {
                throw ApiError.invalid("The application must have \"" + field + "\".");
            }
        }
        checkChange(wanted.deepCopy().remove(FIXED));
        return name;
    }

    /** The configuration that a rollout leads to; its fields are checked. */
    static ObjectNode targetOfRollout(ObjectNode wanted) {
        refuseUnknown(wanted, ROLLOUT_FIELDS);
        if (!wanted.path("strategy").asText().equals("rolling")) {
            throw ApiError.invalid("\"strategy\" must be \"rolling\".");
        }
        if (!List.of("full_auto", "full_manual").contains(wanted.path("kind").asText())) {
            throw ApiError.invalid("\"kind\" must be one of full_auto and full_manual.");
        }
        if (wanted.has("steps") == wanted.has("step_percentage")) {
            throw ApiError.invalid("The rollout must have either \"steps\" or \"step_percentage\".");
        }
        if (!(wanted.path("target_configuration") instanceof ObjectNode target)) {
            throw ApiError.invalid("The rollout must have \"target_configuration\".");
        }
        checkConfiguration(target);
        return target;
    }

    /** Checks the fields of a change. */
    static void checkChange(ObjectNode fields) {
        refuseUnknown(fields, CHANGEABLE);
        if (fields.has("scheduling_policy")
                && !POLICIES.contains(fields.path("scheduling_policy").asText())) {
            throw ApiError.invalid("\"scheduling_policy\" must be one of default, regional and moon.");
        }
        for (String count : List.of("instances", "max_instances", "rollout_active_grace_period")) {
            JsonNode value = fields.path(count);
            if (!value.isMissingNode() && (!value.isIntegralNumber() || value.asLong() < 0)) {
                throw ApiError.invalid("\"" + count + "\" must be a whole number from 0 on.");
            }
        }
        if (fields.has(CONFIGURATION)) {
            if (!(fields.path(CONFIGURATION) instanceof ObjectNode configuration)) {
                throw ApiError.invalid("\"configuration\" must be an object.");
            }
            checkConfiguration(configuration);
        }
    }

    private static void checkConfiguration(ObjectNode configuration) {
        refuseUnknown(configuration, CONFIGURATION_FIELDS);
        if (Json.text(configuration, "image").filter(i -> !i.isEmpty()).isEmpty()) {
            throw ApiError.invalid("\"configuration\" must have \"image\".");
        }
        Json.text(configuration, "instance_type")
                .filter(type -> !SIZES.containsKey(type))
                .ifPresent(type -> {
                    throw ApiError.invalid("There is no \"instance_type\" \"" + type + "\".");
                });
    }

    private static void refuseUnknown(ObjectNode fields, Set<String> known) {
        fields.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> !known.contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw ApiError.invalid("Unknown field \"" + field + "\".");
                });
    }

    /** The API shows what a named size comes to, and not its name. */
    static ObjectNode sized(ObjectNode configuration) {
        ObjectNode shown = configuration.deepCopy();
        Optional.ofNullable(SIZES.get(configuration.path("instance_type").asText()))
                .ifPresent(size -> {
                    shown.remove("instance_type");
                    shown.put("vcpu", size.vcpu()).put("memory_mib", size.memoryMib());
                    shown.putObject("disk").put("size_mb", size.diskMb());
                });
        return shown;
    }
}
