package io.github.flaremaven.cloudflare.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.flaremaven.cloudflare.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on loopback that answers as a test tells it, the odd answers included: cut connections, stalls, pages that are
 * no JSON. What is not scripted is answered with an empty success.
 */
public final class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Reply> next = new ConcurrentLinkedDeque<>();
    private final Map<String, Deque<Reply>> routes = new HashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** A request as it came. */
    public record Received(String method, String uri, Headers headers, Bytes body) {
        public String line() {
            return method + " " + uri;
        }

        public String text() {
            return body.text();
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }
    }

    /** An answer. */
    public interface Reply {
        void send(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private ScriptedServer() {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or every answer waits for a delayed ACK
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static ScriptedServer start() {
        return new ScriptedServer();
    }

    /** An API base below which everything is answered. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + port() + "/v4");
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers the next requests, whatever they are. */
    public ScriptedServer then(Reply... replies) {
        next.addAll(List.of(replies));
        return this;
    }

    /** Answers requests for a method and path, such as {@code GET /user}, one after another; the last reply stays. */
    public ScriptedServer on(String methodAndPath, Reply... replies) {
        synchronized (routes) {
            routes.put(methodAndPath, new ArrayDeque<>(List.of(replies)));
        }
        return this;
    }

    public List<Received> received() {
        return received;
    }

    /** Method and path with query of every request, without the base. */
    public List<String> lines() {
        return received.stream().map(Received::line).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString().replaceFirst("^/v4", "");
        Reply reply = reply(exchange.getRequestMethod() + " " + uri.replaceFirst("\\?.*", ""));
        try {
            if (!(reply instanceof Unread)) {
                received.add(new Received(
                        exchange.getRequestMethod(),
                        uri,
                        exchange.getRequestHeaders(),
                        Bytes.of(exchange.getRequestBody().readAllBytes())));
            }
            reply.send(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private Reply reply(String methodAndPath) {
        Reply scripted = next.poll();
        if (scripted != null) {
            return scripted;
        }
        synchronized (routes) {
            Deque<Reply> replies = routes.getOrDefault(methodAndPath, new ArrayDeque<>(List.of(ok("null"))));
            return replies.size() > 1 ? replies.remove() : replies.element();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** A reply to a request whose body is left unread. */
    private record Unread(Reply reply) implements Reply {
        @Override
        public void send(HttpExchange exchange) throws IOException, InterruptedException {
            reply.send(exchange);
        }
    }

    public static Reply raw(int status, String contentType, String body, String... headers) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public static Reply json(int status, String body, String... headers) {
        return raw(status, "application/json", body, headers);
    }

    /** A success with a result, given as JSON. */
    public static Reply ok(String result) {
        return json(200, "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" + result + "}");
    }

    public static Reply error(int status, int code, String message, String... headers) {
        return json(
                status,
                "{\"success\":false,\"errors\":[{\"code\":" + code + ",\"message\":\"" + message
                        + "\"}],\"messages\":[],\"result\":null}",
                headers);
    }

    /** A page of a gateway between the client and the API. */
    public static Reply html(int status, String... headers) {
        return raw(status, "text/html", "<html>\n<body>gateway says " + status + "</body></html>", headers);
    }

    /** Takes the request and ends the connection without a word. */
    public static Reply cut() {
        return exchange -> {};
    }

    /** Ends the connection in the middle of the answer. */
    public static Reply cutHalfWay() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"success\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    /** Takes the request and never answers. */
    public Reply stall() {
        return exchange -> closing.await();
    }

    /** Begins an answer and never ends it. */
    public Reply stallHalfWay() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"success\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            closing.await();
        };
    }

    /** Leaves the request's body unread for ever. */
    public Reply stallUpload() {
        return new Unread(exchange -> closing.await());
    }
}
