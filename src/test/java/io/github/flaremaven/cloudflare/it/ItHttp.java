package io.github.flaremaven.cloudflare.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks the Workers that answer at a port of this machine. */
public final class ItHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What was answered. */
    public record Reply(int status, Map<String, List<String>> headers, String body) {
        /** The body as maps and lists. */
        public Object getJson() {
            return plain(Json.parse(body));
        }

        /** The first value of a header, or an empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    public ItHttp(int port) {
        this.port = port;
    }

    /** Sends a GET request to a Worker; {@code path} may have a query. */
    public Reply get(String worker, String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header(EmbeddedCloudflare.HOST_HEADER, worker + ".localhost"));
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Object plain(JsonNode node) {
        return new ObjectMapper().convertValue(node, Object.class);
    }
}
