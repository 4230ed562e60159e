package io.github.flaremaven.cloudflare.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.flaremaven.cloudflare.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before an embedded Cloudflare's API and keeps every request with its answer. */
final class RecordingRelay implements AutoCloseable {
    private static final String BASE = "/client/v4";
    private static final List<String> PASSED_ON = List.of(
            "authorization",
            "content-type",
            "accept",
            "user-agent",
            "cloudflare-workers-script-api-date",
            "cf-r2-jurisdiction");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI api;
    private final List<RecordedCall> calls = new ArrayList<>();

    private RecordingRelay(HttpServer server, URI api) {
        this.server = server;
        this.api = api;
    }

    static RecordingRelay start(URI api) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            RecordingRelay relay = new RecordingRelay(server, api);
            server.setExecutor(relay.threads);
            server.createContext("/", relay::pass);
            server.start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The base address for clients. */
    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + BASE;
    }

    /** What was asked since the last time, in the order in which it was asked. */
    List<RecordedCall> take() {
        synchronized (calls) {
            List<RecordedCall> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int place = reserve();
            HttpResponse<byte[]> response = client.send(request(exchange, body), BodyHandlers.ofByteArray());
            keep(place, call(exchange, body, response));
            response.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().toString().substring(BASE.length());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        headers(exchange).forEach(request::header);
        return request.build();
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (PASSED_ON.contains(lower)) {
                headers.put(lower, values.get(0));
            }
        });
        return headers;
    }

    private static RecordedCall call(HttpExchange exchange, byte[] body, HttpResponse<byte[]> response) {
        URI target = exchange.getRequestURI();
        String query = target.getRawQuery();
        return new RecordedCall(
                exchange.getRequestMethod(),
                target.getRawPath().substring(BASE.length()),
                query == null ? "" : query,
                headers(exchange),
                Bytes.of(body),
                response.statusCode(),
                new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Calls that overlap keep the order in which they came. */
    private int reserve() {
        synchronized (calls) {
            calls.add(new RecordedCall("", "", "", Map.of(), Bytes.of(""), 0, ""));
            return calls.size() - 1;
        }
    }

    private void keep(int place, RecordedCall call) {
        synchronized (calls) {
            calls.set(place, call);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
