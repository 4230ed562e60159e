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

/** Queues and who consumes them. */
public final class QueueApi {
    private final ApiClient client;
    private final String account;

    /** A queue of the account. */
    public record Queue(String id, String name, List<Consumer> consumers) {}

    /** {@code worker} is absent for consumers that pull over HTTP. */
    public record Consumer(String id, Optional<String> worker) {}

    QueueApi(ApiClient client, String account) {
        this.client = client;
        this.account = account;
    }

    public Optional<Queue> find(String name) {
        JsonNode found = client.get(Call.get("look up the queue " + name, account + "/queues")
                .query("page", "1")
                .query("name", name));
        for (JsonNode queue : found) {
            if (queue.path("queue_name").asText().equals(name)) {
                return Optional.of(new Queue(
                        queue.path("queue_id").asText(),
                        name,
                        Json.items(queue, "consumers")
                                .map(c -> new Consumer(
                                        c.path("consumer_id").asText(),
                                        Json.text(c, "script").or(() -> Json.text(c, "service"))))
                                .toList()));
            }
        }
        return Optional.empty();
    }

    public void addConsumer(Queue queue, ObjectNode consumer) {
        client.write(Call.once(
                "add a consumer to the queue " + queue.name(),
                "POST",
                account + "/queues/" + Urls.encode(queue.id()) + "/consumers",
                Body.json(consumer)));
    }

    public void updateConsumer(Queue queue, String consumerId, ObjectNode consumer) {
        client.write(Call.set(
                "change the consumer of the queue " + queue.name(),
                "PUT",
                account + "/queues/" + Urls.encode(queue.id()) + "/consumers/" + Urls.encode(consumerId),
                Body.json(consumer)));
    }
}
