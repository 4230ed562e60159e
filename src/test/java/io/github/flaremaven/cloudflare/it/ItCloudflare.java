package io.github.flaremaven.cloudflare.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An embedded Cloudflare on the state of a project: what its Workers answer, and what its API knows. */
public final class ItCloudflare implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCloudflare running;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What a Worker answered. */
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

    ItCloudflare(Path state, Path cache) {
        this.running = TestCloudflare.start(state, cache);
    }

    public TestCloudflare getRunning() {
        return running;
    }

    /** Sends a GET request to a Worker; {@code path} may have a query. */
    public Reply get(String worker, String path) {
        return send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + running.cloudflare().workersPort() + path))
                .header(EmbeddedCloudflare.HOST_HEADER, worker + ".localhost"));
    }

    /** The result of a GET request to the API; {@code path} is below the account's. */
    public Object api(String path) {
        String base = running.cloudflare().apiBase() + "/accounts/" + EmbeddedCloudflare.ACCOUNT_ID;
        Reply reply = send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + EmbeddedCloudflare.TOKEN));
        return plain(Json.parse(reply.body()).path("result"));
    }

    /** The names of the Workers that exist. */
    public List<String> getWorkers() {
        List<String> names = new ArrayList<>();
        for (Object script : (List<?>) api("/workers/scripts")) {
            names.add(String.valueOf(((Map<?, ?>) script).get("id")));
        }
        return names;
    }

    private Reply send(HttpRequest.Builder request) {
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

    private static Object plain(JsonNode node) {
        return Json.mapper().convertValue(node, Object.class);
    }

    @Override
    public void close() {
        running.close();
    }
}
