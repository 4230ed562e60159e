package io.github.flaremaven.cloudflare.local.binding;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the bindings of local Workers lead: workerd sends what a Worker does with KV and the like here. Every request
 * carries what it is for, and a key that only workerd has.
 */
public final class BackingServer implements AutoCloseable {
    /** Header: the kind of binding. workerd sets it over whatever a Worker sets. */
    public static final String KIND = "X-Local-Kind";
    /** Header: which namespace, version … the binding is about. */
    public static final String ID = "X-Local-Id";
    /** Header: proves that workerd sends the request. */
    public static final String KEY = "X-Local-Key";

    private static final int THREADS = 8;
    private static final int LARGEST_HEAD = 1 << 20;

    private final Vertx vertx;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<String, FileHandler> fileHandlers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final WorkerExecutor threads;
    private final String key;

    /**
     * What workerd needs to reach this.
     *
     * @param port on 127.0.0.1
     * @param key the value of {@link #KEY}
     */
    public record Access(int port, String key) {}

    /** Answers requests of one kind. Called on a thread that may block. */
    public interface Handler {
        Reply handle(Request request);
    }

    /** Answers requests of one kind whose bodies may be large: they go to files while they come in. */
    public interface FileHandler {
        /** The folder where bodies are put. */
        Path inbox();

        /** How many bytes at the start of a body stay in memory. */
        int head(HttpServerRequest http);

        /**
         * Answers. Called on a thread that may block, when the body is complete.
         *
         * @param request its body is the start that stays in memory
         * @param rest of the body; deleted when this returns, unless it was moved away
         */
        FileReply handle(Request request, Spool.Received rest);
    }

    /** A reply after whose body comes what is in files. */
    public record FileReply(Reply reply, FileContent content) {}

    /**
     * What a binding asks.
     *
     * @param id which namespace, version … it is about
     * @param path decoded, with the leading slash
     * @param query decoded; the first value of each name
     */
    public record Request(
            String id, String method, String path, Map<String, String> query, HttpServerRequest http, Bytes body) {
        /** Headers carry UTF-8 here, which HTTP servers read as Latin-1. */
        Optional<String> header(String name) {
            return Optional.ofNullable(http.getHeader(name)).map(BackingServer::utf8);
        }
    }

    /** What it gets. The reason phrase of an error reaches the Worker's exception. */
    public record Reply(int status, String reason, Map<String, String> headers, Bytes body) {
        static Reply of(int status, String reason) {
            return new Reply(status, reason, Map.of(), Bytes.of(""));
        }

        /** An error whose text is the body too, for modules of ours that throw it. */
        static Reply failed(int status, String message) {
            return new Reply(status, message, Map.of(), Bytes.of(message));
        }

        static Reply ok(Bytes body) {
            return new Reply(200, "OK", Map.of(), body);
        }

        Reply header(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Reply(status, reason, more, body);
        }
    }

    private BackingServer(Vertx vertx, String key) {
        this.vertx = vertx;
        // Threads of its own: calls of the API may wait for Workers, which must get on meanwhile.
        this.threads = vertx.createSharedWorkerExecutor("bindings", THREADS);
        this.server = vertx.createHttpServer(Loopback.options().setMaxHeaderSize(LARGEST_HEAD))
                .requestHandler(this::handle);
        this.key = key;
    }

    /**
     * Starts it, on any port that is free.
     *
     * @param key proves that workerd sends a request
     */
    public static BackingServer start(Vertx vertx, String key) {
        BackingServer backing = new BackingServer(vertx, key);
        Loopback.listen(backing.server);
        return backing;
    }

    /** From now on the handler answers bindings of this kind. */
    public void serve(String kind, Handler handler) {
        handlers.put(kind, handler);
    }

    /** From now on the handler answers bindings of this kind. */
    public void serve(String kind, FileHandler handler) {
        fileHandlers.put(kind, handler);
    }

    private void handle(HttpServerRequest http) {
        String kind = String.valueOf(http.getHeader(KIND));
        Handler handler = handlers.get(kind);
        FileHandler files = fileHandlers.get(kind);
        if (!isGenuine(http, key) || (handler == null && files == null)) {
            http.response().setStatusCode(403).end();
        } else if (files != null) {
            handle(http, files);
        } else if (handler != null) {
            handle(http, handler);
        }
    }

    private void handle(HttpServerRequest http, FileHandler handler) {
        Spool.receive(vertx, http, handler.inbox(), handler.head(http))
                .compose(body -> threads.executeBlocking(
                        () -> {
                            try (body) {
                                return handler.handle(request(http, body.head()), body);
                            }
                        },
                        false))
                .onSuccess(reply -> send(http, reply))
                .onFailure(e -> send(http, Reply.of(500, String.valueOf(e.getMessage()))));
    }

    private void handle(HttpServerRequest http, Handler handler) {
        http.body()
                .compose(body ->
                        threads.executeBlocking(() -> handler.handle(request(http, Bytes.of(body.getBytes()))), false))
                .onSuccess(reply -> send(http, reply))
                .onFailure(e -> send(http, Reply.failed(500, String.valueOf(e.getMessage()))));
    }

    private static boolean isGenuine(HttpServerRequest http, String key) {
        return MessageDigest.isEqual(
                key.getBytes(StandardCharsets.US_ASCII),
                String.valueOf(http.getHeader(KEY)).getBytes(StandardCharsets.UTF_8));
    }

    public Access access() {
        return new Access(server.actualPort(), key);
    }

    @Override
    public void close() {
        Await.on(server.close());
        Await.on(threads.close());
    }

    private static Request request(HttpServerRequest http, Bytes body) {
        String uri = http.uri();
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        Map<String, String> query = new TreeMap<>();
        if (question >= 0) {
            for (String pair : uri.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.putIfAbsent(
                            decode(pair.substring(0, equals), true), decode(pair.substring(equals + 1), true));
                }
            }
        }
        return new Request(
                utf8(String.valueOf(http.getHeader(ID))), http.method().name(), decode(path, false), query, http, body);
    }

    /** Text with a broken escape is left as it is: addresses in the cache and of assets may have such. */
    private static String decode(String text, boolean plusIsSpace) {
        try {
            return URLDecoder.decode(plusIsSpace ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static void send(HttpServerRequest http, Reply reply) {
        start(http, reply).end(Buffer.buffer(reply.body().toByteArray()));
    }

    private void send(HttpServerRequest http, FileReply reply) {
        reply.content().sendTo(vertx, start(http, reply.reply()), reply.reply().body());
    }

    private static HttpServerResponse start(HttpServerRequest http, Reply reply) {
        HttpServerResponse response = http.response().setStatusCode(reply.status());
        if (!reply.reason().isEmpty()) {
            response.setStatusMessage(line(reply.reason()));
        }
        reply.headers().forEach((name, value) -> response.putHeader(name, latin1(value)));
        return response;
    }

    private static String line(String text) {
        return latin1(text.replaceAll("[\\r\\n]+", " "));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
