package io.github.flaremaven.cloudflare.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The data of an embedded account through its API: values as they are, and everything else in the API's envelope. */
public final class DataApi {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;
    private static final int LEAST_ERROR = 400;

    private final URI base;
    private final HttpClient client;

    /**
     * A content on its way out or in.
     *
     * @param type absent where it does not matter
     */
    public record Content(Bytes bytes, Optional<String> type) {}

    /** {@code apiBase} is the address that {@link EmbeddedCloudflare#apiBase} gives. */
    public DataApi(URI apiBase, HttpClient client) {
        this.base = URI.create(apiBase + "/accounts/" + EmbeddedCloudflare.ACCOUNT_ID);
        this.client = client;
    }

    /** The {@code result} of a GET. */
    public JsonNode get(String purpose, String path) {
        return envelope(purpose, "GET " + path, send(purpose, "GET", path, Optional.empty()))
                .path("result");
    }

    /** All elements of a list that is continued with a cursor; {@code path} has a query. */
    public List<JsonNode> pages(String purpose, String path) {
        List<JsonNode> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cursor = ""; seen.add(cursor); ) {
            String page = cursor.isEmpty() ? path : path + "&cursor=" + Urls.encode(cursor);
            JsonNode envelope = envelope(purpose, "GET " + path, send(purpose, "GET", page, Optional.empty()));
            envelope.path("result").forEach(all::add);
            cursor = Json.text(envelope.path("result_info"), "cursor").orElse("");
        }
        return all;
    }

    /**
     * The {@code result} of a call that sends JSON.
     *
     * @throws ApiFailure when the API says no
     */
    public JsonNode send(String purpose, String method, String path, JsonNode body) {
        Content content = new Content(Bytes.of(Json.compact(body)), Optional.of("application/json"));
        return envelope(purpose, method + " " + path, send(purpose, method, path, Optional.of(content)))
                .path("result");
    }

    /** A value as it is; absent when the API says with this code that there is none. */
    public Optional<Content> read(String purpose, String path, int noneCode) {
        HttpResponse<byte[]> response = send(purpose, "GET", path, Optional.empty());
        if (response.statusCode() < LEAST_ERROR) {
            return Optional.of(
                    new Content(Bytes.of(response.body()), response.headers().firstValue("Content-Type")));
        }
        try {
            envelope(purpose, "GET " + path, response);
        } catch (ApiFailure failure) {
            if (!failure.hasCode(noneCode)) {
                throw failure;
            }
        }
        return Optional.empty();
    }

    /** Sends a value as it is. */
    public void write(String purpose, String path, Content content) {
        envelope(purpose, "PUT " + path, send(purpose, "PUT", path, Optional.of(content)));
    }

    /** Deletes; what is gone already is fine. */
    public void delete(String purpose, String path) {
        HttpResponse<byte[]> response = send(purpose, "DELETE", path, Optional.empty());
        if (response.statusCode() != NOT_FOUND) {
            envelope(purpose, "DELETE " + path, response);
        }
    }

    private HttpResponse<byte[]> send(String purpose, String method, String path, Optional<Content> content) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + EmbeddedCloudflare.TOKEN)
                .method(
                        method,
                        content.map(c -> BodyPublishers.ofByteArray(c.bytes().toByteArray()))
                                .orElseGet(BodyPublishers::noBody));
        content.flatMap(Content::type).ifPresent(type -> request.header("Content-Type", type));
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new NetworkFailure(
                    "cannot " + purpose + ": the embedded Cloudflare at " + base.getAuthority() + " does not answer: "
                            + e,
                    base.getAuthority(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkFailure("cannot " + purpose + ": interrupted", base.getAuthority(), e);
        }
    }

    private static JsonNode envelope(String purpose, String call, HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = Json.parse(Bytes.of(response.body()).text());
        } catch (UncheckedIOException e) {
            body = Json.object().put("success", false);
        }
        if (response.statusCode() >= LEAST_ERROR || !body.path("success").asBoolean()) {
            List<ApiFailure.Reason> reasons = Json.items(body, "errors")
                    .map(e -> new ApiFailure.Reason(
                            e.path("code").asInt(), e.path("message").asText()))
                    .toList();
            String reason = reasons.isEmpty()
                    ? "HTTP " + response.statusCode()
                    : reasons.get(0).message() + " (code " + reasons.get(0).code() + ")";
            throw new ApiFailure(
                    "cannot " + purpose + ": " + reason,
                    call,
                    response.statusCode(),
                    reasons,
                    Optional.empty(),
                    Optional.empty());
        }
        return body;
    }
}
