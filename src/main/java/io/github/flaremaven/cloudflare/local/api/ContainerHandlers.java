package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Container applications, as records: no container runs here, so that a rollout is over at once. */
final class ContainerHandlers {
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

    private final Platform platform;

    ContainerHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/containers/applications";
        String one = all + "/{application}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, call -> ApiReply.ok(require(call)));
        routes.add("PATCH", one, this::change);
        routes.add("DELETE", one, this::delete);
        routes.add("GET", one + "/rollouts", this::rollouts);
        routes.add("POST", one + "/rollouts", this::rollOut);
    }

    private ObjectNode require(ApiCall call) {
        return platform.resources()
                .find(Kind.CONTAINER_APPLICATION, call.parameter("application"))
                .orElseThrow(() -> new ApiError(404, 1608, "The application could not be found."));
    }

    private ApiReply list(ApiCall call) {
        Optional<String> name = call.queryValue("name");
        ArrayNode all = Json.array();
        platform.resources().all(Kind.CONTAINER_APPLICATION).stream()
                .filter(a -> name.isEmpty() || name.get().equals(a.path("name").asText()))
                .forEach(all::add);
        return ApiReply.list(all);
    }

    private ApiReply create(ApiCall call) {
        ObjectNode wanted = call.jsonObject().deepCopy();
        String name = Json.text(wanted, "name")
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The application must have \"name\"."));
        for (String field : List.of("scheduling_policy", CONFIGURATION, "instances")) {
            if (!wanted.has(field)) {
                throw ApiError.invalid("The application must have \"" + field + "\".");
            }
        }
        check(wanted, true);
        return platform.exclusively(() -> {
            if (platform.resources()
                    .find(Kind.CONTAINER_APPLICATION, "name", name)
                    .isPresent()) {
                throw new ApiError(409, 1609, "An application with that name already exists.");
            }
            if (wanted.has("durable_objects")) {
                requireNamespace(
                        wanted.path("durable_objects").path("namespace_id").asText());
            }
            String id = UUID.randomUUID().toString();
            ObjectNode application = Json.object().put("id", id);
            application.setAll(wanted);
            application.set(CONFIGURATION, sized((ObjectNode) wanted.path(CONFIGURATION)));
            application.put("version", 1);
            application.put("account_id", call.parameter("account"));
            application.put("created_at", platform.now().toString());
            return ApiReply.ok(platform.resources().put(Kind.CONTAINER_APPLICATION, id, application));
        });
    }

    /** Of any Worker of the account; the objects of one namespace have one application. */
    private void requireNamespace(String id) {
        boolean known = platform.scripts().all().stream()
                .flatMap(s -> s.objectClasses().values().stream())
                .anyMatch(c -> c.uniqueKey().equals(id));
        if (!known) {
            throw ApiError.invalid("The Durable Object namespace \"" + id + "\" does not exist.");
        }
        if (platform.resources().all(Kind.CONTAINER_APPLICATION).stream()
                .anyMatch(a ->
                        a.path("durable_objects").path("namespace_id").asText().equals(id))) {
            throw new ApiError(409, 1609, "The Durable Object namespace \"" + id + "\" has an application already.");
        }
    }

    private ApiReply change(ApiCall call) {
        ObjectNode fields = call.jsonObject();
        check(fields, false);
        return platform.exclusively(() -> {
            ObjectNode application = require(call);
            application.setAll(fields);
            if (fields.path(CONFIGURATION) instanceof ObjectNode configuration) {
                application.set(CONFIGURATION, sized(configuration));
            }
            application.put("version", application.path("version").asInt() + 1);
            return ApiReply.ok(platform.resources()
                    .put(Kind.CONTAINER_APPLICATION, application.path("id").asText(), application));
        });
    }

    private ApiReply delete(ApiCall call) {
        return platform.exclusively(() -> {
            String id = require(call).path("id").asText();
            ofApplication(id)
                    .forEach(r -> platform.resources()
                            .remove(Kind.CONTAINER_ROLLOUT, r.path("id").asText()));
            platform.resources().remove(Kind.CONTAINER_APPLICATION, id);
            return ApiReply.ok();
        });
    }

    private List<ObjectNode> ofApplication(String id) {
        return platform.resources().all(Kind.CONTAINER_ROLLOUT).stream()
                .filter(r -> r.path("application_id").asText().equals(id))
                .toList();
    }

    private ApiReply rollouts(ApiCall call) {
        ArrayNode all = Json.array();
        ofApplication(require(call).path("id").asText()).forEach(all::add);
        return ApiReply.list(all);
    }

    private ApiReply rollOut(ApiCall call) {
        ObjectNode wanted = call.jsonObject().deepCopy();
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
        return platform.exclusively(() -> {
            ObjectNode application = require(call);
            String applicationId = application.path("id").asText();
            application.set(CONFIGURATION, sized(target));
            platform.resources().put(Kind.CONTAINER_APPLICATION, applicationId, application);
            String id = UUID.randomUUID().toString();
            ObjectNode rollout = Json.object().put("id", id).put("application_id", applicationId);
            rollout.setAll(wanted);
            rollout.put("status", "completed");
            rollout.put("created_at", platform.now().toString());
            return ApiReply.ok(platform.resources().put(Kind.CONTAINER_ROLLOUT, id, rollout));
        });
    }

    private static void check(ObjectNode fields, boolean created) {
        ObjectNode known = fields.deepCopy();
        if (created) {
            known.remove(FIXED);
        }
        refuseUnknown(known, CHANGEABLE);
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
    private static ObjectNode sized(ObjectNode configuration) {
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
