package io.github.flaremaven.cloudflare.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands on the loopback device where builds expect the real API, or a proxy on the way to it. It remembers each request,
 * and the embedded Cloudflare answers.
 */
public final class ItRelay implements AutoCloseable {
    private static final String BASE = "/client/v4";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI api;
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /**
     * What was asked.
     *
     * @param target as it stood in the request: a path, or a whole address where this is taken for a proxy
     */
    public record Call(String method, String target, String authorization) {}

    private ItRelay(HttpServer server, URI api) {
        this.server = server;
        this.api = api;
    }

    static ItRelay start(URI api) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ItRelay relay = new ItRelay(server, api);
            server.setExecutor(relay.threads);
            server.createContext("/", relay::pass);
            server.start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int getPort() {
        return server.getAddress().getPort();
    }

    /** The API's base address, for {@code cloudflare.apiBaseUrl}. */
    public String getApiBase() {
        return "http://127.0.0.1:" + getPort() + BASE;
    }

    public List<Call> getCalls() {
        return calls;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            URI target = exchange.getRequestURI();
            calls.add(new Call(
                    exchange.getRequestMethod(), target.toString(), authorization == null ? "" : authorization));
            String path = target.toString().substring(target.toString().indexOf(BASE) + BASE.length());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            for (String name : List.of("Authorization", "Content-Type", "Accept")) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    request.header(name, value);
                }
            }
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
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

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
