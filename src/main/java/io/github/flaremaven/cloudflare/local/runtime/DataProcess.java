package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.d1.SqlEngine;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.net.EventLoop;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A workerd that holds D1 databases, apart from the one that runs Workers: it stays when they are deployed. It starts when
 * a database is used for the first time, and anew when it has ended by itself.
 */
public final class DataProcess implements SqlEngine, AutoCloseable {
    /** How long a query may take, as in production. */
    private static final Duration QUERY = Duration.ofSeconds(30);
    /** The same for a whole file. */
    private static final Duration FILE = Duration.ofMinutes(10);

    private static final Duration STOP = Duration.ofSeconds(5);
    /** More than there are threads that could want one. */
    private static final int CONNECTIONS = 64;

    private static final String SOCKET = "data";
    private static final String WORKER = "d1.js";
    private static final String CONFIG_FILE = "workerd.capnp";
    private static final String KEY_VARIABLE = "LOCAL_SECRET_DATA";

    /** The {@code uniqueKey} decides where databases lie: with another one they would all be empty. */
    private static final String CONFIG = """
            using Workerd = import "/workerd/workerd.capnp";

            const config :Workerd.Config = (
              logging = (structuredLogging = true),
              services = [
                (name = "data", worker = .data),
                (name = "disk", disk = (path = "../../d1", writable = true))],
              sockets = [(name = "data", address = "127.0.0.1:0", http = (), service = "data")],
            );

            const data :Workerd.Worker = (
              modules = [(name = "d1.js", esModule = embed "d1.js")],
              compatibilityDate = "2026-01-01",
              durableObjectNamespaces = [(className = "Db", uniqueKey = "d1", enableSql = true)],
              durableObjectStorage = (localDisk = "disk"),
              bindings = [
                (name = "DATABASES", durableObjectNamespace = "Db"),
                (name = "KEY", fromEnvironment = "LOCAL_SECRET_DATA")],
            );
            """;

    private final StateFolder state;
    private final Supplier<Path> executable;
    private final HttpClient client;
    private final EventLoop loop;
    private final String key;
    private final Consumer<String> log;
    private final Duration query;
    private @Nullable Workerd running;

    /**
     * Starts nothing yet.
     *
     * @param workerd finds the binary
     * @param key what only this process and the new one know
     * @param log gets each line that workerd prints
     */
    public DataProcess(StateFolder state, Supplier<Path> workerd, Vertx vertx, String key, Consumer<String> log) {
        this(state, workerd, vertx, key, log, QUERY);
    }

    /** {@code query} is how long a query may take. */
    DataProcess(
            StateFolder state, Supplier<Path> workerd, Vertx vertx, String key, Consumer<String> log, Duration query) {
        this.state = state;
        this.executable = workerd;
        this.client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.loop = new EventLoop(vertx);
        this.key = key;
        this.log = log;
        this.query = query;
    }

    @Override
    public boolean isInUse() {
        return Files.isDirectory(state.root().resolve("d1"));
    }

    @Override
    public JsonNode call(String database, String operation, ObjectNode given) {
        Duration patience = operation.equals("import") || operation.equals("export") ? FILE : query;
        Buffer body = Buffer.buffer(Json.compact(given.put("operation", operation)));
        Workerd workerd = running();
        try {
            Optional<Buffer> answer = send(workerd, database, body, patience);
            if (answer.isEmpty()) { // it has ended without our knowing, and got nothing
                workerd = replace(workerd);
                answer = send(workerd, database, body, patience);
            }
            return Json.parse(answer.orElseThrow(() -> new ToolFailure("workerd cannot be reached for D1"))
                    .toString());
        } catch (ToolFailure e) {
            if (e.getCause() instanceof TimeoutException) {
                end(workerd); // all databases share its one thread
                return Json.object().put("error", "D1 DB exceeded its CPU time limit and was reset.");
            }
            throw e;
        }
    }

    /** Absent when there is no connection. */
    private Optional<Buffer> send(Workerd workerd, String database, Buffer body, Duration patience) {
        RequestOptions options = new RequestOptions()
                .setHost(Loopback.HOST)
                .setPort(workerd.ports().getOrDefault(SOCKET, 0))
                .setMethod(HttpMethod.POST)
                .setURI("/" + database)
                .putHeader(BackingServer.KEY, key);
        return Await.on(
                loop.run(() -> client.request(options)
                        .map(Optional::of)
                        .otherwise(Optional.empty())
                        .compose(request -> request.map(r -> r.send(body)
                                        .compose(HttpClientResponse::body)
                                        .map(Optional::of))
                                .orElseGet(() -> Future.succeededFuture(Optional.empty())))),
                patience);
    }

    private synchronized Workerd running() {
        Workerd current = running;
        if (current == null || !current.isAlive()) {
            current = start();
            running = current;
        }
        return current;
    }

    private synchronized Workerd replace(Workerd broken) {
        end(broken);
        return running();
    }

    private synchronized void end(Workerd broken) {
        if (running == broken) {
            broken.close();
            running = null;
        }
    }

    private Workerd start() {
        Path folder = state.folder("run/data");
        state.folder("d1");
        try (InputStream in = DataProcess.class.getResourceAsStream(Generation.RESOURCES + WORKER)) {
            if (in == null) {
                throw new IllegalStateException(WORKER + " is missing from the plugin's jar");
            }
            Files.write(folder.resolve(WORKER), in.readAllBytes());
            Files.writeString(folder.resolve(CONFIG_FILE), CONFIG);
        } catch (IOException e) {
            throw new ToolFailure("the config of workerd cannot be written to " + folder + ": " + e, e);
        }
        try {
            return Workerd.start(new Workerd.Start(
                    executable.get(), folder, List.of(CONFIG_FILE), Map.of(KEY_VARIABLE, key), Set.of(SOCKET), log));
        } catch (Workerd.StartFailure e) {
            throw new ToolFailure("workerd cannot be started for D1: " + Complaint.readable(e.complaint()), e);
        }
    }

    @Override
    public synchronized void close() {
        Workerd current = running;
        if (current != null) {
            current.stop(STOP);
            running = null;
        }
        Await.on(client.close());
    }
}
