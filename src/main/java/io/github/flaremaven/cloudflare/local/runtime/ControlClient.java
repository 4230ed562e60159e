package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.net.EventLoop;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** Calls the control Worker, which runs in every process and hands events that are no requests to versions. */
public final class ControlClient {
    /** Handlers of queues may take minutes, and none must wait for another. */
    private static final int MOST_CONNECTIONS = 1000;

    private final Vertx vertx;
    private final EventLoop loop;
    private final BackingServer.Access access;
    private @Nullable HttpClient client;

    public ControlClient(Vertx vertx, BackingServer.Access access) {
        this.vertx = vertx;
        this.loop = new EventLoop(vertx);
        this.access = access;
    }

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = vertx.httpClientBuilder()
                    .with(new HttpClientOptions().setKeepAlive(false))
                    .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
                    .withConnectHandler(connection -> connection.exceptionHandler(e -> {})) // its requests hear of it
                    .build();
            client = made;
        }
        return made;
    }

    /**
     * Hands an event to a version.
     *
     * @param path which event, as the control Worker knows it
     * @return its answer; fails when the version does not run, or its process ends meanwhile
     */
    Future<JsonNode> call(Visit visit, VersionRef version, String path, ObjectNode body) {
        Generation generation = visit.generation().orElse(null);
        String name =
                generation == null ? null : generation.controlName(version).orElse(null);
        if (generation == null || name == null) {
            return Future.failedFuture(new ToolFailure("the version " + version + " does not run"));
        }
        return post(generation, path + "?v=" + name, body);
    }

    /** Calls a Workflow in the process of a visit. */
    Future<JsonNode> workflow(Visit visit, ObjectNode body) {
        return visit.generation()
                .map(generation -> post(generation, "/workflow", body))
                .orElseGet(() -> Future.failedFuture(new ToolFailure("no Worker is deployed")));
    }

    private Future<JsonNode> post(Generation generation, String uri, ObjectNode body) {
        RequestOptions options = new RequestOptions()
                .setHost(Loopback.HOST)
                .setPort(generation.controlPort())
                .setMethod(HttpMethod.POST)
                .setURI(uri)
                .putHeader(BackingServer.KEY, access.key());
        return loop.run(() -> client().request(options)
                .compose(request -> request.send(Buffer.buffer(Json.compact(body))))
                .compose(response -> response.body()
                        .compose(answer -> response.statusCode() == 200
                                ? Future.succeededFuture(Json.parse(answer.toString()))
                                : Future.failedFuture(new ToolFailure(
                                        "workerd answered " + response.statusCode() + ": " + answer)))));
    }
}
