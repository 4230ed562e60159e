package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** KV namespaces and their keys. */
public final class KvApi {
    /** How many keys one call may write or delete. */
    public static final int MOST_KEYS = 10_000;

    private final ApiClient client;
    private final String namespaces;

    KvApi(ApiClient client, String account) {
        this.client = client;
        this.namespaces = account + "/storage/kv/namespaces";
    }

    /** The id of the namespace with a title, absent when there is none. */
    public Optional<String> find(String title) {
        return find(Set.of(title)).stream().findFirst();
    }

    /** The ids of the namespaces that have one of the titles. */
    public List<String> find(Set<String> titles) {
        return client
                .pages(Call.get("list the KV namespaces", namespaces)
                        .query("per_page", "100")
                        .query("order", "title")
                        .query("direction", "asc"))
                .stream()
                .filter(n -> titles.contains(n.path("title").asText()))
                .map(n -> n.path("id").asText())
                .toList();
    }

    /** Makes a namespace and gives its id. */
    public String create(String title) {
        return client.write(
                        Call.once(
                                "make the KV namespace " + title,
                                "POST",
                                namespaces,
                                Body.json(Json.object().put("title", title))),
                        () -> Json.object().put("id", WorkerApi.DRY_ID))
                .path("id")
                .asText();
    }

    /** Deletes a namespace with all that is in it. */
    public void delete(String id) {
        client.write(Call.set("delete the KV namespace " + id, "DELETE", one(id), Body.none()));
    }

    /** The names of all keys. */
    public List<String> keys(String id) {
        return client.cursor(Call.get("list the keys of the KV namespace " + id, one(id) + "/keys")).stream()
                .map(k -> k.path("name").asText())
                .toList();
    }

    /** Writes up to {@value #MOST_KEYS} pairs; each is an object as the API takes it. */
    public void putMany(String id, ArrayNode pairs) {
        client.write(Call.set("write keys of the KV namespace " + id, "PUT", one(id) + "/bulk", Body.json(pairs))
                .within(Call.LONG));
    }

    /** Deletes up to {@value #MOST_KEYS} keys. */
    public void deleteMany(String id, Collection<String> keys) {
        client.write(Call.set(
                "delete keys of the KV namespace " + id, "DELETE", one(id) + "/bulk", Body.json(Json.array(keys))));
    }

    private String one(String id) {
        return namespaces + "/" + Urls.encode(id);
    }
}
