package io.github.flaremaven.cloudflare.config.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Where requests come from.
 *
 * @param pattern such as {@code example.com/api/*}, or a host name for a custom domain
 * @param zone the zone as the config names it
 * @param customDomain whether Cloudflare is to make the DNS record and certificate
 * @param enabled for custom domains: serves the production version
 * @param previewsEnabled for custom domains: serves previews
 * @param source the value as the config has it; this is what the routes call sends
 */
public record Route(
        String pattern,
        Optional<Zone> zone,
        boolean customDomain,
        Optional<Boolean> enabled,
        Optional<Boolean> previewsEnabled,
        JsonNode source) {

    /** How a route names its zone. */
    public sealed interface Zone {
        record Id(String id) implements Zone {}

        record Name(String name) implements Zone {}
    }
}
