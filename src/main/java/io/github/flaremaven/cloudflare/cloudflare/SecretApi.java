package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The secrets of a deployed Worker. The API gives names back, never values. Every change makes a version and deploys it. */
public final class SecretApi {
    private final ApiClient client;
    private final String script;
    private final String worker;

    /** {@code type} is {@code secret_text} or {@code secret_key}. */
    public record Name(String name, String type) {}

    SecretApi(ApiClient client, String script, String worker) {
        this.client = client;
        this.script = script;
        this.worker = worker;
    }

    public List<Name> list() {
        Call call = Call.get("list the secrets of " + worker, script + "/secrets");
        return names(client.get(call));
    }

    /** Like {@link #list}, and none for a Worker that does not exist. */
    public List<Name> listIfDeployed() {
        Call call = Call.get("list the secrets of " + worker, script + "/secrets");
        return client.find(call, WorkerApi.NO_WORKER).map(SecretApi::names).orElse(List.of());
    }

    public void put(String name, Secret value) {
        client.mask(value);
        ObjectNode body = entry(name, value);
        client.write(
                Call.once("set the secret " + name + " of " + worker, "PUT", script + "/secrets", Body.json(body)));
    }

    public void delete(String name) {
        client.write(Call.once(
                        "delete the secret " + name + " of " + worker,
                        "DELETE",
                        script + "/secrets/" + Urls.encode(name),
                        Body.none())
                .query("url_encoded", "true"));
    }

    /**
     * Changes several secrets in one version.
     *
     * @param changes at most 100; an absent value deletes the secret
     */
    public void bulk(Map<String, Optional<Secret>> changes) {
        ObjectNode secrets = Json.object();
        changes.forEach((name, value) -> {
            value.ifPresent(client::mask);
            secrets.set(
                    name,
                    value.<JsonNode>map(v -> entry(name, v))
                            .orElse(Json.object().nullNode()));
        });
        ObjectNode body = Json.object();
        body.set("secrets", secrets);
        client.write(Call.once(
                "set " + changes.size() + " secrets of " + worker,
                "PATCH",
                script + "/secrets-bulk",
                Body.mergePatch(body)));
    }

    private static ObjectNode entry(String name, Secret value) {
        return Json.object().put("name", name).put("text", value.reveal()).put("type", "secret_text");
    }

    private static List<Name> names(JsonNode result) {
        return StreamSupport.stream(result.spliterator(), false)
                .map(s -> new Name(s.path("name").asText(), s.path("type").asText()))
                .toList();
    }
}
