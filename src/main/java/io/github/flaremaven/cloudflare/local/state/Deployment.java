package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A deployment as it is kept: which versions had which share from when on.
 *
 * @param source the client that made it, see {@link Version}
 * @param shares one or two; together 100 percent
 */
public record Deployment(String id, Instant createdOn, String source, ObjectNode annotations, List<Share> shares) {

    /** {@code percentage} is from 0 to 100. A version with 0 is reached by an override only. */
    public record Share(String versionId, double percentage) {}

    public Deployment {
        shares = List.copyOf(shares);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("createdOn", createdOn.toString());
        json.put("source", source);
        json.set("annotations", annotations);
        ArrayNode versions = json.putArray("versions");
        shares.forEach(
                s -> versions.addObject().put("version_id", s.versionId()).put("percentage", s.percentage()));
        return json;
    }

    static Deployment fromJson(JsonNode json) {
        List<Share> shares = new ArrayList<>();
        json.path("versions")
                .forEach(v -> shares.add(new Share(
                        v.path("version_id").asText(), v.path("percentage").asDouble())));
        return new Deployment(
                json.path("id").asText(),
                Instant.parse(json.path("createdOn").asText()),
                json.path("source").asText(),
                (ObjectNode) json.path("annotations"),
                shares);
    }
}
