package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.List;
import java.util.Optional;

/** Zones and the routes in them. */
public final class ZoneApi {
    private final ApiClient client;
    private final String accountId;

    /** {@code worker} is the script that answers; a route may have none. */
    public record ZoneRoute(String id, String pattern, Optional<String> worker) {}

    ZoneApi(ApiClient client, String account) {
        this.client = client;
        this.accountId = account.substring("/accounts/".length());
    }

    /** The id of the zone that a host belongs to: its own, or the nearest above it. */
    public Optional<String> findZone(String host) {
        for (String name = host; name.indexOf('.') > 0; name = name.substring(name.indexOf('.') + 1)) {
            JsonNode zones = client.get(Call.get("look up the zone of " + host, "/zones")
                    .query("name", name)
                    .query("account.id", accountId));
            if (!zones.isEmpty()) {
                return Optional.of(zones.get(0).path("id").asText());
            }
        }
        return Optional.empty();
    }

    public List<ZoneRoute> routes(String zoneId) {
        return client.cursor(Call.get("list the routes of the zone " + zoneId, routesPath(zoneId))).stream()
                .map(r -> new ZoneRoute(r.path("id").asText(), r.path("pattern").asText(), Json.text(r, "script")))
                .toList();
    }

    public void addRoute(String zoneId, String pattern, String worker) {
        client.write(Call.once(
                "add the route " + pattern,
                "POST",
                routesPath(zoneId),
                Body.json(Json.object().put("pattern", pattern).put("script", worker))));
    }

    public void deleteRoute(String zoneId, String routeId) {
        client.write(
                Call.set("delete a route", "DELETE", routesPath(zoneId) + "/" + Urls.encode(routeId), Body.none()));
    }

    private static String routesPath(String zoneId) {
        return "/zones/" + Urls.encode(zoneId) + "/workers/routes";
    }
}
