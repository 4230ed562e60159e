package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Optional;

/**
 * A Worker's addresses below workers.dev.
 *
 * @param url where it answers
 * @param previewSuffix what follows a version's prefix in its preview address, such as {@code -api.me.workers.dev}
 */
public record Subdomain(
        boolean enabled, boolean previewsEnabled, Optional<String> url, Optional<String> previewSuffix) {

    static Subdomain off() {
        return new Subdomain(false, false, Optional.empty(), Optional.empty());
    }

    static Subdomain read(JsonNode node) {
        return new Subdomain(
                node.path("enabled").asBoolean(),
                node.path("previews_enabled").asBoolean(),
                Json.text(node, "url"),
                Json.text(node, "preview_url_suffix"));
    }

    /**
     * The preview address of a version, by the first eight digits of its id. Over HTTPS, except where the Worker's own
     * address is not, as on the embedded Cloudflare.
     */
    public Optional<String> previewUrl(String versionId) {
        String scheme = url.filter(u -> u.startsWith("http://")).isPresent() ? "http://" : "https://";
        return previewsEnabled
                ? previewSuffix.map(suffix -> scheme + versionId.substring(0, Math.min(8, versionId.length())) + suffix)
                : Optional.empty();
    }
}
