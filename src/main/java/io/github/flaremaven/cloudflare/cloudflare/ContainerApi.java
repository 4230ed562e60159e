package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Container applications: what runs the containers of Durable Objects. */
public final class ContainerApi {
    private final ApiClient client;
    private final String account;

    ContainerApi(ApiClient client, String account) {
        this.client = client;
        this.account = account;
    }

    /** The application of a name as the API has it, absent when there is none. */
    public Optional<JsonNode> find(String name) {
        return list().filter(a -> Json.text(a, "name").equals(Optional.of(name)))
                .findFirst();
    }

    /** The applications that run containers for a Worker's Durable Objects. */
    public List<JsonNode> ownedBy(String worker) {
        Set<String> namespaces = objectNamespaces(worker, Optional.empty())
                .flatMap(n -> Json.text(n, "id").stream())
                .collect(Collectors.toSet());
        return namespaces.isEmpty()
                ? List.of()
                : list().filter(a -> namespaces.contains(
                                a.path("durable_objects").path("namespace_id").asText()))
                        .toList();
    }

    private Stream<JsonNode> list() {
        JsonNode all = client.get(Call.get("list the container applications", applications()));
        return StreamSupport.stream(all.spliterator(), false);
    }

    /** Deletes an application; its containers end. */
    public void delete(JsonNode application) {
        client.write(Call.set("delete " + label(application), "DELETE", path(application), Body.none()));
    }

    /** Makes an application. */
    public void create(ObjectNode application) {
        client.write(Call.once(
                "make the container application " + application.path("name").asText(),
                "POST",
                applications(),
                Body.json(application)));
    }

    /** Changes the fields that are given. */
    public void change(JsonNode application, ObjectNode fields) {
        client.write(Call.set("change " + label(application), "PATCH", path(application), Body.json(fields)));
    }

    /** Has the running instances replaced, step by step. */
    public void rollOut(JsonNode application, ObjectNode rollout) {
        client.write(Call.once(
                "roll out " + label(application), "POST", path(application) + "/rollouts", Body.json(rollout)));
    }

    /**
     * The id of the namespace that has the Durable Objects of a class, absent when there is none.
     *
     * @param dispatchNamespace where the Worker is; absent for a Worker of the account
     */
    public Optional<String> objectNamespace(String worker, String className, Optional<String> dispatchNamespace) {
        return objectNamespaces(worker, dispatchNamespace)
                .filter(n -> n.path("class").asText().equals(className))
                .flatMap(n -> Json.text(n, "id").stream())
                .findFirst();
    }

    private Stream<JsonNode> objectNamespaces(String worker, Optional<String> dispatchNamespace) {
        Call call = Call.get(
                        "list the Durable Object namespaces of the account",
                        account + "/workers/durable_objects/namespaces")
                .query("per_page", "1000");
        return client.pages(call).stream()
                .filter(n -> n.path("script").asText().equals(worker))
                .filter(n -> !n.hasNonNull("preview"))
                .filter(n -> Json.text(n, "dispatch_namespace").equals(dispatchNamespace));
    }

    private String applications() {
        return account + "/containers/applications";
    }

    private String path(JsonNode application) {
        return applications() + "/" + Urls.encode(application.path("id").asText());
    }

    private static String label(JsonNode application) {
        return "the container application " + application.path("name").asText();
    }
}
