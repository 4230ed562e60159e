package io.github.flaremaven.cloudflare.local.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an instance did, from the events that the engine keeps, in the shape in which the API shows it. */
public final class WorkflowHistory {
    private final Map<String, ObjectNode> steps = new LinkedHashMap<>();
    private final ObjectNode instance = Json.object();

    /** Reads events, oldest first. */
    public WorkflowHistory(JsonNode events) {
        instance.putNull("start")
                .putNull("end")
                .putNull("success")
                .putNull("output")
                .putNull("error");
        events.forEach(this::add);
    }

    /** {@code params queued start end success output error steps step_count}. */
    public ObjectNode shown() {
        ObjectNode shown = instance.deepCopy();
        ArrayNode list = shown.putArray("steps");
        steps.values().forEach(list::add);
        return shown.put("step_count", steps.size());
    }

    private void add(JsonNode event) {
        String time = Instant.ofEpochMilli(event.path("timestamp").asLong()).toString();
        String name = event.path("stepName").asText();
        switch (event.path("type").asText()) {
            case "workflow_queued" -> instance.put("queued", time);
            case "workflow_started" -> {
                instance.put("start", time);
                instance.set("params", event.path("params"));
            }
            case "workflow_completed" -> {
                ended(time, true);
                instance.set("output", event.path("output"));
            }
            case "workflow_errored" -> {
                ended(time, false);
                instance.set("error", event.path("error"));
            }
            case "workflow_terminated" -> {
                ended(time, false);
                steps.put("", Json.object().put("type", "termination"));
                step("").putObject("trigger").put("source", "api");
            }
            case "step_started" -> {
                ObjectNode step = begin("step", name, time);
                step.putNull("success");
                step.set("config", event.path("config"));
                step.putArray("attempts");
            }
            case "step_completed" -> {
                end(name, time).put("success", true).set("output", event.path("output"));
            }
            case "step_errored" -> end(name, time).put("success", false).set("error", event.path("error"));
            case "attempt_started" ->
                attempts(name).addObject().put("start", time).putNull("end").putNull("success");
            case "attempt_completed" ->
                attempt(name).put("end", time).put("success", true).putNull("error");
            case "attempt_errored" ->
                attempt(name).put("end", time).put("success", false).set("error", event.path("error"));
            case "sleep_started" ->
                begin("sleep", name, time).put("finished", false).putNull("error");
            case "sleep_completed" -> end(name, time).put("finished", true);
            case "wait_started" ->
                begin("waitForEvent", name, time).put("finished", false).putNull("error");
            case "wait_completed" -> end(name, time).put("finished", true);
            case "wait_timed_out" -> {
                ObjectNode error = end(name, time).put("finished", true).putObject("error");
                error.put("name", "Error").put("message", "Execution timed out");
            }
            default -> {} // changes of status and rollbacks are no steps
        }
    }

    private void ended(String time, boolean success) {
        instance.put("end", time).put("success", success);
    }

    private ObjectNode begin(String type, String name, String time) {
        ObjectNode step = Json.object().put("type", type).put("name", name).put("start", time);
        step.putNull("end");
        steps.put(name, step);
        return step;
    }

    private ObjectNode end(String name, String time) {
        return step(name).put("end", time);
    }

    private ObjectNode step(String name) {
        return steps.computeIfAbsent(name, n -> Json.object().put("name", n));
    }

    private ArrayNode attempts(String name) {
        return step(name).withArray("/attempts");
    }

    private ObjectNode attempt(String name) {
        ArrayNode attempts = attempts(name);
        return attempts.isEmpty() ? attempts.addObject() : (ObjectNode) attempts.get(attempts.size() - 1);
    }
}
