package io.github.flaremaven.cloudflare.local.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.runtime.WorkerEvents;
import io.github.flaremaven.cloudflare.local.state.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The instances of Workflows. workerd's engine has them: each is an object whose file is named by the object's id, which is
 * how they are found.
 */
public final class WorkflowInstances {
    /** The statuses by the numbers that the engine gives them. */
    private static final List<String> STATUSES =
            List.of("queued", "running", "paused", "errored", "terminated", "complete", "waitingForPause", "waiting");

    private static final Set<String> OVER = Set.of("errored", "terminated", "complete");
    private static final String UNKNOWN = "unknown";
    private static final String FILES = "miniflare-workflows-";
    private static final String FILE = "[0-9a-f]{64}\\.sqlite";

    private final Path folder;
    private final WorkerEvents events;
    /** Objects of instances that were over at their last change, so that nobody has to wake them. */
    private final Map<String, Instant> over = new ConcurrentHashMap<>();

    /**
     * An instance in a list.
     *
     * @param modified when its file was last written
     */
    public record Instance(String id, String status, Instant created, Instant modified) {}

    /** The engine says no. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }

        /** Whether it is about something, such as {@code instance.not_found}. */
        public boolean is(String what) {
            return String.valueOf(getMessage()).contains(what);
        }
    }

    /** {@code folder} is where the engine keeps them. */
    public WorkflowInstances(Path folder, WorkerEvents events) {
        this.folder = folder;
        this.events = events;
    }

    /**
     * Calls an operation of the engine, such as {@code create} or {@code status}.
     *
     * @param parameters each as JSON
     * @throws Refused when the engine says no, with {@code workflow.not_running} when it does not know the Workflow
     */
    public JsonNode call(String workflow, String operation, JsonNode... parameters) {
        ArrayNode list = Json.array();
        for (JsonNode parameter : parameters) {
            list.add(parameter);
        }
        JsonNode answer = Await.on(events.workflow(workflow, operation, list));
        if (answer.has("error")) {
            throw new Refused(answer.path("error").asText());
        }
        return answer.path("result");
    }

    /** All instances of a Workflow, newest first. Starts nothing where there are none. */
    public List<Instance> all(String workflow) {
        Map<String, Instant> objects = objects(workflow);
        if (objects.isEmpty()) {
            return List.of();
        }
        List<String> ids = List.copyOf(new TreeSet<>(objects.keySet()));
        JsonNode found = call(workflow, "instances", Json.array(ids));
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            JsonNode metadata = found.path(i);
            Instant modified = objects.getOrDefault(ids.get(i), Instant.EPOCH);
            if (!metadata.isObject()) {
                over.put(ids.get(i), modified); // it was deleted
            } else {
                int status = metadata.path("status").asInt(-1);
                Instance instance = new Instance(
                        metadata.path("instanceId").asText(),
                        status >= 0 && status < STATUSES.size() ? STATUSES.get(status) : UNKNOWN,
                        Instant.parse(metadata.path("createdOn").asText()),
                        modified);
                all.add(instance);
                if (OVER.contains(instance.status())) {
                    over.put(ids.get(i), modified);
                }
            }
        }
        all.sort(Comparator.comparing(Instance::created).reversed().thenComparing(Instance::id));
        return all;
    }

    /** How many of these instances have each status. */
    public static Map<String, Integer> counts(List<Instance> instances) {
        Map<String, Integer> counts = new TreeMap<>();
        STATUSES.forEach(s -> counts.put(s, 0));
        instances.forEach(i -> counts.merge(i.status(), 1, Integer::sum));
        return counts;
    }

    /** Objects with the times of their last change. */
    private Map<String, Instant> objects(String workflow) {
        Path files = folder.resolve(FILES + workflow);
        Map<String, Instant> objects = new HashMap<>();
        if (Files.isDirectory(files)) {
            try (Stream<Path> list = Files.list(files)) {
                for (Path file : list.toList()) {
                    String name = file.getFileName().toString();
                    String main = name.replaceFirst("-wal$", "");
                    if (main.matches(FILE)) {
                        Instant modified = Files.getLastModifiedTime(file).toInstant();
                        objects.merge(main.substring(0, main.indexOf('.')), modified, (a, b) -> a.isAfter(b) ? a : b);
                    }
                }
            } catch (IOException e) {
                throw new ToolFailure("the instances of the Workflow " + workflow + " cannot be listed: " + e, e);
            }
        }
        return objects;
    }

    /**
     * Lets instances go on that another process was running. The engine would do that too, but only minutes later where it
     * was cut off within a step.
     */
    public void wake(List<String> workflows) {
        for (String workflow : workflows) {
            Map<String, Instant> objects = objects(workflow);
            if (!objects.entrySet().stream().allMatch(o -> o.getValue().equals(over.get(o.getKey())))) {
                all(workflow).stream()
                        .filter(i -> !OVER.contains(i.status()))
                        .forEach(i -> call(
                                workflow, "status", Json.array(List.of(i.id())).path(0)));
            }
        }
    }

    /** Ends and forgets all instances of a Workflow. */
    public void forget(String workflow) {
        List<String> ids = all(workflow).stream().map(Instance::id).toList();
        ids.forEach(
                id -> call(workflow, "deleteInstance", Json.array(List.of(id)).path(0)));
    }

    /** Removes what is left of a Workflow that does not run any more. */
    public void clear(String workflow) {
        Folders.delete(folder.resolve(FILES + workflow));
    }
}
