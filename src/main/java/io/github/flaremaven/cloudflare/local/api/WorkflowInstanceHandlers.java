package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowHistory;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances.Instance;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances.Refused;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Instances of Workflows: begun, listed, shown, paused, ended. */
final class WorkflowInstanceHandlers {
    private static final int MOST_ON_PAGE = 100;
    private static final int ON_PAGE = 10;
    private static final Set<String> OVER = Set.of("errored", "terminated", "complete");

    private final Platform platform;

    WorkflowInstanceHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/workflows/{workflow}/instances";
        String one = all + "/{instance}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("POST", all + "/batch", this::createMany);
        routes.add("POST", all + "/batch/delete", this::deleteMany);
        routes.add("PUT", all + "/terminate", this::terminateAll);
        // wrangler asks for the list with a slash at the end where it looks for the latest.
        routes.add("GET", one, c -> c.parameter("instance").isEmpty() ? list(c) : show(c));
        routes.add("PATCH", one + "/status", this::change);
        routes.add("POST", one + "/events/{event}", this::sendEvent);
    }

    private WorkflowInstances instances() {
        return platform.workflows();
    }

    private ObjectNode workflow(ApiCall call) {
        return WorkflowHandlers.require(platform, call);
    }

    private JsonNode engine(ApiCall call, String operation, JsonNode... parameters) {
        try {
            return instances().call(call.parameter("workflow"), operation, parameters);
        } catch (Refused refused) {
            throw error(refused);
        }
    }

    /** Codes are those that the engine itself gives where it gives any. */
    private static ApiError error(Refused refused) {
        String message = String.valueOf(refused.getMessage());
        if (refused.is("instance.not_found")) {
            return new ApiError(404, 10400, "workflows.api.error.instance.not_found");
        }
        if (refused.is("instance.already_exists")) {
            return new ApiError(409, 10405, "workflows.api.error.instance.already_exists");
        }
        if (refused.is("workflow.not_running")) {
            return new ApiError(400, 10001, "The Worker of this workflow is not deployed, or lacks its class.");
        }
        return new ApiError(400, 10001, message);
    }

    private static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    private ApiReply list(ApiCall call) {
        ObjectNode workflow = workflow(call);
        int perPage = call.number("per_page", ON_PAGE, 1, MOST_ON_PAGE);
        int start = call.queryValue("cursor").isPresent()
                ? call.number("cursor", 0, 0, Integer.MAX_VALUE)
                : (call.number("page", 1, 1, Integer.MAX_VALUE) - 1) * perPage;
        Optional<String> status = call.queryValue("status");
        Instant from = time(call, "date_start").orElse(Instant.MIN);
        Instant to = time(call, "date_end").orElse(Instant.MAX);
        List<Instance> found = new ArrayList<>(found(call).stream()
                .filter(i -> status.isEmpty() || status.get().equals(i.status()))
                .filter(i -> !i.created().isBefore(from) && !i.created().isAfter(to))
                .toList());
        if (call.queryValue("direction").filter("asc"::equals).isPresent()) {
            Collections.reverse(found);
        }
        ArrayNode shown = Json.array();
        found.stream().skip(start).limit(perPage).forEach(i -> shown.add(row(workflow, i)));
        ObjectNode info = Json.object()
                .put("per_page", perPage)
                .put("count", shown.size())
                .put("total_count", found.size());
        if (start + perPage < found.size()) {
            info.put("cursor", Integer.toString(start + perPage));
        }
        return ApiReply.page(shown, info);
    }

    private List<Instance> found(ApiCall call) {
        try {
            return instances().all(call.parameter("workflow"));
        } catch (Refused refused) {
            throw error(refused);
        }
    }

    private static Optional<Instant> time(ApiCall call, String name) {
        try {
            return call.queryValue(name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw ApiError.invalid(name + " must be a time such as 2026-01-31T13:00:00Z.");
        }
    }

    private static ObjectNode row(ObjectNode workflow, Instance instance) {
        return Json.object()
                .put("id", instance.id())
                .put("status", instance.status())
                .put("created_on", instance.created().toString())
                .put("modified_on", instance.modified().toString())
                .put("workflow_id", workflow.path("id").asText())
                .put("version_id", workflow.path(WorkflowHandlers.VERSION).asText());
    }

    private static ObjectNode options(JsonNode asked) {
        ObjectNode options = Json.object();
        Json.text(asked, "instance_id").ifPresent(id -> options.put("id", id));
        if (asked.hasNonNull("params")) {
            options.set("params", asked.get("params"));
        }
        JsonNode retention = asked.path("instance_retention");
        if (retention.isObject()) {
            ObjectNode given = options.putObject("retention");
            Optional.ofNullable(retention.get("success_retention")).ifPresent(s -> given.set("successRetention", s));
            Optional.ofNullable(retention.get("error_retention")).ifPresent(e -> given.set("errorRetention", e));
        }
        return options;
    }

    private static ObjectNode begun(ObjectNode workflow, String id) {
        return Json.object()
                .put("id", id)
                .put("status", "queued")
                .put("workflow_id", workflow.path("id").asText())
                .put("version_id", workflow.path(WorkflowHandlers.VERSION).asText());
    }

    private ApiReply create(ApiCall call) {
        ObjectNode workflow = workflow(call);
        JsonNode created = engine(call, "create", options(call.jsonObject()));
        return ApiReply.ok(begun(workflow, created.path("id").asText()));
    }

    private ApiReply createMany(ApiCall call) {
        ObjectNode workflow = workflow(call);
        ArrayNode all = Json.array();
        call.jsonArray().forEach(i -> all.add(options(i)));
        JsonNode created = engine(call, "createBatch", all);
        ArrayNode shown = Json.array();
        created.forEach(c -> shown.add(begun(workflow, c.path("id").asText())));
        return ApiReply.list(shown);
    }

    private ApiReply deleteMany(ApiCall call) {
        workflow(call);
        return ApiReply.ok(engine(call, "deleteBatch", call.jsonObject()));
    }

    private ApiReply terminateAll(ApiCall call) {
        workflow(call);
        Optional<String> status = call.queryValue("status");
        found(call).stream()
                .filter(i -> status.isEmpty() || status.get().equals(i.status()))
                .filter(i -> !OVER.contains(i.status()))
                .forEach(i -> engine(call, "terminate", text(i.id())));
        return ApiReply.ok(Json.object().put("status", "ok"));
    }

    private ApiReply show(ApiCall call) {
        ObjectNode workflow = workflow(call);
        JsonNode id = text(call.parameter("instance"));
        JsonNode status = engine(call, "status", id);
        ObjectNode shown = Json.object().put("status", status.path("status").asText());
        shown.put("versionId", workflow.path(WorkflowHandlers.VERSION).asText());
        shown.putObject("trigger").put("source", "unknown");
        ObjectNode history = new WorkflowHistory(engine(call, "history", id)).shown();
        if (call.isTrue("simple")) {
            history.remove(List.of("steps", "params"));
        }
        shown.setAll(history);
        return ApiReply.ok(shown);
    }

    private ApiReply change(ApiCall call) {
        workflow(call);
        ObjectNode asked = call.jsonObject();
        JsonNode id = text(call.parameter("instance"));
        String to = asked.path("status").asText();
        switch (to) {
            case "pause", "resume" -> engine(call, to, id);
            case "terminate" -> {
                boolean rollback = asked.path("rollback").asBoolean();
                engine(call, to, id, Json.object().put("rollback", rollback));
            }
            case "restart" -> {
                ObjectNode options = Json.object();
                if (asked.path("from").isObject()) {
                    options.set("from", asked.get("from"));
                }
                engine(call, to, id, options);
            }
            default -> throw ApiError.invalid("status must be pause, resume, terminate or restart.");
        }
        JsonNode status = engine(call, "status", id);
        return ApiReply.ok(Json.object()
                .put("status", status.path("status").asText())
                .put("timestamp", platform.now().toString()));
    }

    private ApiReply sendEvent(ApiCall call) {
        workflow(call);
        ObjectNode event = Json.object().put("type", call.parameter("event"));
        StrictJson.parse(call.body().text()).ifPresent(payload -> event.set("payload", payload));
        engine(call, "sendEvent", text(call.parameter("instance")), event);
        return ApiReply.ok(Json.object());
    }
}
