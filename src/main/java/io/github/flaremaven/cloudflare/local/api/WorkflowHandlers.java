package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.cron.CronExpression;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances.Instance;
import java.util.List;
import java.util.Optional;

/** Workflows: which class of which Worker, and how it is to run. */
final class WorkflowHandlers {
    static final String VERSION = "version_id";

    private final Platform platform;

    WorkflowHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/workflows";
        String one = all + "/{workflow}";
        routes.add("GET", all, this::list);
        routes.add("GET", one, this::show);
        routes.add("PUT", one, this::put);
        routes.add("DELETE", one, this::delete);
        routes.add("GET", one + "/versions", c -> ApiReply.list(Json.array().add(version(c))));
        routes.add("GET", one + "/versions/{version}", this::showVersion);
    }

    private ApiReply list(ApiCall call) {
        String search = call.queryValue("search").orElse("");
        ArrayNode all = Json.array();
        platform.resources().all(Kind.WORKFLOW).stream()
                .filter(w -> w.path("name").asText().contains(search))
                .forEach(w -> all.add(shown(w)));
        return ApiReply.list(all);
    }

    /** The version is shown by calls of its own. */
    private ObjectNode shown(ObjectNode workflow) {
        ObjectNode shown = workflow.deepCopy();
        shown.remove(VERSION);
        Json.items(shown, "schedules")
                .forEach(s -> CronExpression.parse(s.path("cron").asText())
                        .flatMap(c -> c.next(platform.now()))
                        .ifPresent(next -> ((ObjectNode) s).put("next_instance", next.toString())));
        return shown;
    }

    /**
     * The Workflow that a path names.
     *
     * @throws ApiError 10200
     */
    static ObjectNode require(Platform platform, ApiCall call) {
        return platform.resources()
                .find(Kind.WORKFLOW, call.parameter("workflow"))
                .orElseThrow(() -> new ApiError(404, 10200, "workflow_not_found"));
    }

    private ApiReply show(ApiCall call) {
        ObjectNode workflow = shown(require(platform, call));
        List<Instance> instances =
                platform.workflows().all(workflow.path("name").asText());
        Optional<String> newest =
                instances.stream().findFirst().map(i -> i.created().toString());
        workflow.put("triggered_on", newest.orElse(null));
        ObjectNode counts = workflow.putObject("instances");
        WorkflowInstances.counts(instances).forEach(counts::put);
        return ApiReply.ok(workflow);
    }

    private ObjectNode version(ApiCall call) {
        ObjectNode workflow = require(platform, call);
        return Json.object()
                .put("id", workflow.path(VERSION).asText())
                .put("workflow_id", workflow.path("id").asText())
                .put("class_name", workflow.path("class_name").asText())
                .put("created_on", workflow.path("modified_on").asText())
                .put("modified_on", workflow.path("modified_on").asText());
    }

    private ApiReply showVersion(ApiCall call) {
        ObjectNode version = version(call);
        if (!version.path("id").asText().equals(call.parameter("version"))) {
            throw new ApiError(404, 10201, "workflow_version_not_found");
        }
        return ApiReply.ok(version);
    }

    private ApiReply put(ApiCall call) {
        String name = call.parameter("workflow");
        ObjectNode wanted = call.jsonObject().deepCopy();
        if (Json.text(wanted, "class_name").isEmpty()) {
            throw ApiError.invalid("The workflow must have \"class_name\".");
        }
        if (!name.matches("[a-zA-Z0-9_][a-zA-Z0-9-_]{0,63}")) {
            throw ApiError.invalid("The workflow's name may have up to 64 letters, digits, - and _.");
        }
        Json.items(wanted, "schedules").map(s -> s.path("cron").asText()).forEach(cron -> {
            if (CronExpression.parse(cron).isEmpty()) {
                throw ApiError.invalid("invalid cron string: " + cron);
            }
        });
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
            wanted.put(VERSION, Platform.newId());
            wanted.put("name", name);
            wanted.put("modified_on", platform.now().toString());
            wanted.put(
                    "created_on",
                    before.map(b -> b.path("created_on").asText())
                            .orElse(platform.now().toString()));
            platform.resources().put(Kind.WORKFLOW, name, wanted);
            platform.schedules().changed();
            platform.refreshWorkflows();
            return ApiReply.ok(wanted);
        });
    }

    private ApiReply delete(ApiCall call) {
        String name = require(platform, call).path("name").asText();
        platform.workflows().forget(name);
        return platform.exclusively(() -> {
            platform.resources().remove(Kind.WORKFLOW, name);
            platform.refreshWorkflows();
            platform.workflows().clear(name);
            return ApiReply.ok(Json.object().put("status", "ok").put("success", true));
        });
    }
}
