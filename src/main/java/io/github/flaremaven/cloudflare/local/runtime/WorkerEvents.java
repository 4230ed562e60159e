package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.routing.VersionChoice;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Brings events that are no requests to Workers: to the versions of the present deployment, by their shares. */
public final class WorkerEvents {
    private final Vertx vertx;
    private final WorkerRuntime runtime;
    private final ControlClient control;
    private final VersionChoice choice =
            new VersionChoice(() -> ThreadLocalRandom.current().nextDouble());

    public WorkerEvents(Vertx vertx, WorkerRuntime runtime, ControlClient control) {
        this.vertx = vertx;
        this.runtime = runtime;
        this.control = control;
    }

    /**
     * Brings an event to a Worker, starting it when it does not run.
     *
     * @param path which event, as the control Worker knows it
     * @param then gets the answer on a thread that may block; the process is not ended before it returns
     * @return fails when the Worker did not get it, its process ended meanwhile, or {@code then} fails
     */
    public Future<Void> send(String script, String path, ObjectNode body, Consumer<JsonNode> then) {
        return runtime.enter()
                .compose(visit -> call(visit, script, path, body)
                        .compose(answer -> vertx.executeBlocking(
                                () -> {
                                    then.accept(answer);
                                    return Optional.empty();
                                },
                                false))
                        .onComplete(done -> visit.leave())
                        .mapEmpty());
    }

    /**
     * Calls a Workflow, starting what runs it when it does not run.
     *
     * @param operation of workerd's Workflow binding, or {@code instances} or {@code history}
     * @return {@code result} or {@code error}
     */
    public Future<JsonNode> workflow(String name, String operation, ArrayNode parameters) {
        ObjectNode body = Json.object().put("name", name).put("operation", operation);
        body.set("parameters", parameters);
        return runtime.enter().compose(visit -> control.workflow(visit, body).onComplete(done -> visit.leave()));
    }

    private Future<JsonNode> call(Visit visit, String script, String path, ObjectNode body) {
        return visit.routing()
                .script(script)
                .flatMap(s -> choice.choose(s, Optional.empty(), Optional.empty())
                        .map(version -> control.call(visit, s.ref(version), path, body)))
                .orElseGet(() -> Future.failedFuture(new ToolFailure("the Worker " + script + " is not deployed")));
    }
}
