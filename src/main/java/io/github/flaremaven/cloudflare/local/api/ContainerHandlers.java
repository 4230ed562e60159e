package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Container applications, as records: no container runs here, so that a rollout is over at once. */
final class ContainerHandlers {
    private static final String CONFIGURATION = "configuration";

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
        String name = ContainerRules.nameOfNew(wanted);
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
            application.set(CONFIGURATION, ContainerRules.sized((ObjectNode) wanted.path(CONFIGURATION)));
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
        ContainerRules.checkChange(fields);
        return platform.exclusively(() -> {
            ObjectNode application = require(call);
            application.setAll(fields);
            if (fields.path(CONFIGURATION) instanceof ObjectNode configuration) {
                application.set(CONFIGURATION, ContainerRules.sized(configuration));
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
        ObjectNode target = ContainerRules.targetOfRollout(wanted);
        return platform.exclusively(() -> {
            ObjectNode application = require(call);
            String applicationId = application.path("id").asText();
            application.set(CONFIGURATION, ContainerRules.sized(target));
            platform.resources().put(Kind.CONTAINER_APPLICATION, applicationId, application);
            String id = UUID.randomUUID().toString();
            ObjectNode rollout = Json.object().put("id", id).put("application_id", applicationId);
            rollout.setAll(wanted);
            rollout.put("status", "completed");
            rollout.put("created_at", platform.now().toString());
            return ApiReply.ok(platform.resources().put(Kind.CONTAINER_ROLLOUT, id, rollout));
        });
    }
}
