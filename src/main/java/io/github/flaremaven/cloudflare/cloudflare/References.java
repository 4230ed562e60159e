package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.List;

/** Reads who uses a Worker. */
final class References {
    private References() {}

    static List<String> read(JsonNode node, String worker) {
        List<String> users = new ArrayList<>();
        JsonNode services = node.path("services");
        Json.items(services, "incoming")
                .forEach(s -> users.add("the Worker " + name(s) + " has a service binding to it"));
        if (services.path("pages_function").asBoolean()) {
            users.add("a Pages project uses it");
        }
        Json.items(node, "durable_objects")
                .filter(d -> !d.path("service").asText().equals(worker))
                .forEach(d -> users.add("the Worker " + name(d) + " uses its Durable Object "
                        + d.path("durable_object_namespace_name").asText()));
        Json.items(node, "dispatch_outbounds")
                .forEach(d -> users.add("the Worker " + name(d) + " sends what its dispatch namespace "
                        + d.path("namespace").asText() + " fetches through it"));
        return users;
    }

    /** An entry of the list of those who send their events to a Worker. */
    static String tailProducer(JsonNode node) {
        return "the Worker " + name(node.path("producer")) + " sends its events to it";
    }

    private static String name(JsonNode reference) {
        return Json.text(reference, "script").orElse(reference.path("service").asText());
    }
}
