package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which versions get which share of the traffic, from a moment on.
 *
 * @param shares one version, or two during a gradual deployment
 */
public record Deployment(
        String id, Instant createdOn, String author, String source, Optional<String> message, List<Share> shares) {

    /**
     * A version's part of the traffic.
     *
     * @param percentage 0 to 100
     */
    public record Share(String versionId, double percentage) {}

    public Deployment {
        shares = List.copyOf(shares);
    }

    static Deployment read(JsonNode node) {
        JsonNode annotations = node.path("annotations");
        return new Deployment(
                node.path("id").asText(),
                Version.instant(node.path("created_on").asText()),
                node.path("author_email").asText(),
                Json.text(annotations, "workers/triggered_by")
                        .orElse(node.path("source").asText()),
                Json.text(annotations, "workers/message"),
                Json.items(node, "versions")
                        .map(v -> new Share(
                                v.path("version_id").asText(),
                                v.path("percentage").asDouble()))
                        .toList());
    }

    /** The version that has all the traffic, if one has. */
    public Optional<String> onlyVersion() {
        return shares.stream()
                .filter(s -> s.percentage() == 100)
                .map(Share::versionId)
                .findFirst();
    }

    public boolean isGradual() {
        return shares.size() > 1;
    }
}
