package io.github.flaremaven.cloudflare.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A client of an embedded Cloudflare: of its API, and of the Workers behind it. */
public final class TestApi {
    public static final String ACCOUNT = "/accounts/" + EmbeddedCloudflare.ACCOUNT_ID;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI base;
    private final int workersPort;

    /** What the API answers. */
    public record Answer(int status, JsonNode body) {
        /** The result of a call that must have succeeded. */
        public JsonNode result() {
            if (!body.path("success").asBoolean()) {
                throw new AssertionError(status + " " + body);
            }
            return body.path("result");
        }

        public int code() {
            return body.path("errors").path(0).path("code").asInt();
        }

        public String message() {
            return body.path("errors").path(0).path("message").asText();
        }
    }

    TestApi(URI base, int workersPort) {
        this.base = base;
        this.workersPort = workersPort;
    }

    static String script(String name) {
        return ACCOUNT + "/workers/scripts/" + name;
    }

    public Answer get(String path) {
        return call("GET", path, BodyPublishers.noBody(), Map.of());
    }

    public Answer delete(String path) {
        return call("DELETE", path, BodyPublishers.noBody(), Map.of());
    }

    /** Sends JSON. */
    public Answer send(String method, String path, String json) {
        return call(method, path, BodyPublishers.ofString(json), Map.of("Content-Type", "application/json"));
    }

    public Answer call(String method, String path, BodyPublisher body, Map<String, String> headers) {
        HttpResponse<byte[]> response = raw(method, path, body, headers);
        return new Answer(response.statusCode(), Json.parse(new String(response.body(), StandardCharsets.UTF_8)));
    }

    /** The answer as it is, for calls without an envelope. {@code Authorization} is set unless it is given. */
    public HttpResponse<byte[]> raw(String method, String path, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .method(method, body);
        if (!headers.containsKey("Authorization")) {
            request.header("Authorization", "Bearer " + EmbeddedCloudflare.TOKEN);
        }
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        return send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Sends a form. */
    public Answer form(String method, String path, WorkerUpload upload) {
        return form(method, path, upload, Optional.empty());
    }

    Answer form(String method, String path, WorkerUpload upload, Optional<String> rawMetadata) {
        return call(
                method,
                path,
                BodyPublishers.ofByteArray(upload.body(rawMetadata)),
                Map.of("Content-Type", "multipart/form-data; boundary=" + WorkerUpload.BOUNDARY));
    }

    /** Uploads and deploys at once; gives the id of the version. */
    public String deploy(String worker, WorkerUpload upload) {
        form("PUT", script(worker), upload).result();
        return get(script(worker) + "/deployments")
                .result()
                .path("deployments")
                .path(0)
                .path("versions")
                .path(0)
                .path("version_id")
                .asText();
    }

    /** Uploads a version without traffic; gives its id. */
    public String upload(String worker, WorkerUpload upload) {
        return form("POST", script(worker) + "/versions", upload)
                .result()
                .path("id")
                .asText();
    }

    /** Deploys one version. */
    public Answer deployVersion(String worker, String version) {
        return split(worker, version, 100, "", 0);
    }

    /** Deploys two versions; no second one when its name is empty. */
    public Answer split(String worker, String one, double share, String other, double otherShare) {
        ObjectNode body = Json.object().put("strategy", "percentage");
        ArrayNode versions = body.putArray("versions");
        versions.addObject().put("version_id", one).put("percentage", share);
        if (!other.isEmpty()) {
            versions.addObject().put("version_id", other).put("percentage", otherShare);
        }
        return send("POST", script(worker) + "/deployments", Json.compact(body));
    }

    /** What a Worker answers to a GET. */
    public HttpResponse<String> ask(String worker, String path, String... headers) {
        return askHost(worker + ".localhost", path, headers);
    }

    /** What answers at a host. */
    public HttpResponse<String> askHost(String host, String path, String... headers) {
        return send(request(host, path, headers).build(), BodyHandlers.ofString());
    }

    /** A request to the Workers' port, to be completed. */
    public HttpRequest.Builder request(String host, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + workersPort + path))
                .timeout(PATIENCE)
                .header(EmbeddedCloudflare.HOST_HEADER, host);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public HttpClient client() {
        return client;
    }

    public int workersPort() {
        return workersPort;
    }
}
