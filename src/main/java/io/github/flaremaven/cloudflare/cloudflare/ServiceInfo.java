package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;
import java.util.Optional;

/**
 * A Worker as the account has it.
 *
 * @param tag stable id of the Worker, unlike its name
 * @param tags labels; those that begin with {@code cf:service=} and {@code cf:environment=} group environments
 * @param lastDeployedFrom {@code wrangler}, {@code dash}, {@code api} …
 * @param migrationTag the last Durable Object migration that was applied
 */
public record ServiceInfo(String tag, List<String> tags, String lastDeployedFrom, Optional<String> migrationTag) {
    public ServiceInfo {
        tags = List.copyOf(tags);
    }

    static ServiceInfo read(JsonNode node) {
        return ofScript(node.path("default_environment").path("script"));
    }

    /** From what the API says of the Worker's code. */
    static ServiceInfo ofScript(JsonNode script) {
        return new ServiceInfo(
                script.path("tag").asText(),
                Json.texts(script, "tags"),
                script.path("last_deployed_from").asText(),
                Json.text(script, "migration_tag").filter(t -> !t.isEmpty()));
    }
}
