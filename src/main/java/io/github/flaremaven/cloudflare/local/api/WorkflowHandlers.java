package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.Optional;

/** Workflows, as records: which class of which Worker, and how it is to run. */
final class WorkflowHandlers {
    private final Platform platform;

    WorkflowHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/workflows";
        routes.add("GET", all, this::list);
        routes.add("GET", all + "/{workflow}", c -> ApiReply.ok(require(c)));
        routes.add("PUT", all + "/{workflow}", this::put);
        routes.add("DELETE", all + "/{workflow}", this::delete);
    }

    private ApiReply list(ApiCall call) {
        ArrayNode all = Json.array();
        platform.resources().all(Kind.WORKFLOW).forEach(all::add);
        return ApiReply.list(all);
    }

    private ObjectNode require(ApiCall call) {
        return platform.resources()
                .find(Kind.WORKFLOW, call.parameter("workflow"))
                .orElseThrow(() -> new ApiError(404, 10200, "workflow_not_found"));
    }

    private ApiReply put(ApiCall call) {
        String name = call.parameter("workflow");
        ObjectNode wanted = call.jsonObject().deepCopy();
        if (Json.text(wanted, "class_name").isEmpty()) {
            throw ApiError.invalid("The workflow must have \"class_name\".");
        }
        return platform.exclusively(() -> {
            platform.script(wanted.path("script_name").asText());
            Optional<ObjectNode> before = platform.resources().find(Kind.WORKFLOW, name);
            before.flatMap(b -> Json.text(b, "jurisdiction")).ifPresent(present -> {
                if (Json.text(wanted, "jurisdiction")
                        .filter(j -> !j.equals(present))
                        .isPresent()) {
                    throw new ApiError(400, 10209, "The jurisdiction of a workflow cannot be changed.");
                }
                wanted.put("jurisdiction", present);
            });
            wanted.put("id", before.map(b -> b.path("id").asText()).orElseGet(Platform::newId));
            wanted.put("name", name);
            wanted.put("modified_on", platform.now().toString());
            wanted.put(
                    "created_on",
                    before.map(b -> b.path("created_on").asText())
                            .orElse(platform.now().toString()));
            return ApiReply.ok(platform.resources().put(Kind.WORKFLOW, name, wanted));
        });
    }

    private ApiReply delete(ApiCall call) {
        platform.resources().remove(Kind.WORKFLOW, require(call).path("name").asText());
        return ApiReply.ok();
    }
}
