package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;

/**
 * What setting custom domains would change.
 *
 * @param taken domains that another Worker has
 * @param conflicting host names with a DNS record that is not the Worker's
 */
public record DomainChanges(List<Taken> taken, List<String> conflicting) {

    /** {@code id} leads to the present owner. */
    public record Taken(String id, String hostname) {}

    static DomainChanges read(JsonNode node) {
        return new DomainChanges(
                Json.items(node, "updated")
                        .filter(d -> d.path("modified").asBoolean())
                        .map(d -> new Taken(
                                d.path("id").asText(), d.path("hostname").asText()))
                        .toList(),
                Json.items(node, "conflicting")
                        .map(d -> d.path("hostname").asText())
                        .toList());
    }
}
