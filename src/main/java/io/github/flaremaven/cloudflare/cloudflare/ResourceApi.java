package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.Optional;

/** Looks up and makes the resources that bindings lead to. */
public final class ResourceApi {
    private static final int NO_DATABASE = 7404;
    private static final int NO_BUCKET = 10006;
    private static final int NOT_FOUND = 404;
    private static final String JURISDICTION = "cf-r2-jurisdiction";

    private final ApiClient client;
    private final String account;

    ResourceApi(ApiClient client, String account) {
        this.client = client;
        this.account = account;
    }

    /** A D1 database. */
    public record Database(String id, String name, Optional<String> jurisdiction) {}

    /** Makes a KV namespace and gives its id. */
    public String createKvNamespace(String title) {
        return create(
                        "make the KV namespace " + title,
                        "/storage/kv/namespaces",
                        Json.object().put("title", title),
                        "id")
                .path("id")
                .asText();
    }

    /** By id or name, absent when there is none. */
    public Optional<Database> database(String idOrName) {
        return client.find(
                        Call.get(
                                "look up the D1 database " + idOrName,
                                account + "/d1/database/" + Urls.encode(idOrName)),
                        NO_DATABASE)
                .map(d -> new Database(d.path("uuid").asText(), d.path("name").asText(), Json.text(d, "jurisdiction")));
    }

    /** Makes a D1 database and gives its id. */
    public String createDatabase(String name, Optional<String> jurisdiction) {
        ObjectNode body = Json.object().put("name", name);
        jurisdiction.ifPresent(j -> body.put("jurisdiction", j));
        return create("make the D1 database " + name, "/d1/database", body, "uuid")
                .path("uuid")
                .asText();
    }

    public boolean hasBucket(String name, Optional<String> jurisdiction) {
        Call call = Call.get("look up the R2 bucket " + name, account + "/r2/buckets/" + Urls.encode(name));
        return client.find(jurisdiction.map(j -> call.header(JURISDICTION, j)).orElse(call), NO_BUCKET)
                .isPresent();
    }

    public void createBucket(String name, Optional<String> jurisdiction) {
        Call call = Call.once(
                "make the R2 bucket " + name,
                "POST",
                account + "/r2/buckets",
                Body.json(Json.object().put("name", name)));
        client.write(jurisdiction.map(j -> call.header(JURISDICTION, j)).orElse(call));
    }

    /** Kinds that are known by their name alone. */
    public enum Namespace {
        AI_SEARCH("AI search namespace", "/ai-search/namespaces"),
        AGENT_MEMORY("agent memory namespace", "/agent-memory/namespaces");

        private final String label;
        private final String path;

        Namespace(String label, String path) {
            this.label = label;
            this.path = path;
        }

        /** How people call it. */
        public String label() {
            return label;
        }
    }

    public boolean hasNamespace(Namespace kind, String name) {
        try {
            client.get(Call.get(
                    "look up the " + kind.label() + " " + name, account + kind.path + "/" + Urls.encode(name)));
            return true;
        } catch (ApiFailure failure) {
            if (failure.status() == NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    public void createNamespace(Namespace kind, String name) {
        create("make the " + kind.label() + " " + name, kind.path, Json.object().put("name", name), "name");
    }

    public boolean hasDispatchNamespace(String name) {
        return client.pages(Call.get("list the dispatch namespaces", account + "/workers/dispatch/namespaces")).stream()
                .anyMatch(n -> n.path("namespace_name").asText().equals(name));
    }

    public void createDispatchNamespace(String name) {
        create(
                "make the dispatch namespace " + name,
                "/workers/dispatch/namespaces",
                Json.object().put("name", name),
                "namespace_id");
    }

    public void createQueue(String name) {
        create("make the queue " + name, "/queues", Json.object().put("queue_name", name), "queue_id");
    }

    /** Makes an app of feature flags and gives its id. */
    public String createFlagshipApp(String name) {
        return create(
                        "make the Flagship app " + name,
                        "/flagship/apps",
                        Json.object().put("name", name),
                        "id")
                .path("id")
                .asText();
    }

    private JsonNode create(String purpose, String path, ObjectNode body, String idField) {
        return client.write(
                Call.once(purpose, "POST", account + path, Body.json(body)),
                () -> Json.object().put(idField, WorkerApi.DRY_ID));
    }
}
