package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the bindings of local Workers lead: workerd sends what a Worker does with KV and the like here. Every request
 * carries what it is for, and a key that only workerd has.
 */
final class BackingServer {
    static final String KIND = "X-Local-Kind";
    static final String ID = "X-Local-Id";
    static final String KEY = "X-Local-Key";
    /** Says in a tail which version ran. */
    static final String VERSION = "X-Local-Version";

    private final HttpServer server;

    /** Answers requests of one kind. Called on a thread that may block. */
    interface Handler {
        Reply handle(Request request);
    }

    /**
     * What a binding asks.
     *
     * @param id which namespace, version … it is about
     * @param path decoded, with the leading slash
     * @param query decoded; the first value of each name
     */
    record Request(
            String id, String method, String path, Map<String, String> query, HttpServerRequest http, Bytes body) {
        /** Headers carry UTF-8 here, which HTTP servers read as Latin-1. */
        Optional<String> header(String name) {
            return Optional.ofNullable(http.getHeader(name))
                    .map(v -> new String(v.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
    }

    /** What it gets. The reason phrase of an error reaches the Worker's exception. */
    record Reply(int status, String reason, Map<String, String> headers, Bytes body) {
        static Reply of(int status, String reason) {
            return new Reply(status, reason, Map.of(), Bytes.of(""));
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

    private BackingServer(HttpServer server) {
        this.server = server;
    }

    static BackingServer start(Vertx vertx, String key, Map<String, Handler> handlers) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setMaxHeaderSize(1 << 20)
                .setMaxInitialLineLength(1 << 16)
                .setHandle100ContinueAutomatically(true));
        server.requestHandler(http -> {
            Handler handler = handlers.get(String.valueOf(http.getHeader(KIND)));
            if (!key.equals(http.getHeader(KEY)) || handler == null) {
                http.response().setStatusCode(403).end();
                return;
            }
            http.body()
                    .compose(body -> vertx.executeBlocking(() -> handler.handle(request(http, body)), false))
                    .onSuccess(reply -> send(http, reply))
                    .onFailure(e -> send(http, Reply.of(500, String.valueOf(e.getMessage()))));
        });
        return new BackingServer(Await.on(server.listen()));
    }

    int port() {
        return server.actualPort();
    }

    Future<Void> close() {
        return server.close();
    }

    private static Request request(HttpServerRequest http, Buffer body) {
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
                String.valueOf(http.getHeader(ID)),
                http.method().name(),
                decode(path, false),
                query,
                http,
                Bytes.of(body.getBytes()));
    }

    private static String decode(String text, boolean plusIsSpace) {
        return URLDecoder.decode(plusIsSpace ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void send(HttpServerRequest http, Reply reply) {
        var response = http.response().setStatusCode(reply.status()).setStatusMessage(latin1(reply.reason()));
        reply.headers().forEach((name, value) -> response.putHeader(name, latin1(value)));
        response.end(Buffer.buffer(reply.body().toByteArray()));
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
