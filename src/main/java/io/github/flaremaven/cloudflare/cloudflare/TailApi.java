package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.net.URI;
import java.time.Instant;

/** Live logs of a Worker. A tail changes nothing about the Worker, so a dry run may make one. */
public final class TailApi {
    private final ApiClient client;
    private final String script;
    private final String worker;

    /** Where to connect, and until when events arrive. */
    public record Tail(String id, URI url, Instant expiresAt) {}

    TailApi(ApiClient client, String script, String worker) {
        this.client = client;
        this.script = script;
        this.worker = worker;
    }

    public Tail create(ArrayNode filters) {
        Call call = Call.once(
                "tail " + worker,
                "POST",
                script + "/tails",
                Body.json(Json.object().set("filters", filters)));
        JsonNode result = client.write(call, Json::object);
        return new Tail(
                result.path("id").asText(),
                URI.create(result.path("url").asText()),
                Version.instant(result.path("expires_at").asText()));
    }

    public void delete(String id) {
        client.write(
                Call.set("end the tail of " + worker, "DELETE", script + "/tails/" + Urls.encode(id), Body.none()));
    }
}
