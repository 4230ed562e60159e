package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.cloudflare.ZoneApi;
import io.github.flaremaven.cloudflare.cloudflare.ZoneApi.ZoneRoute;
import io.github.flaremaven.cloudflare.config.model.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of a Worker that are no custom domains. Zones and what is in them are asked for once. */
final class Routes {
    private static final int NOT_FOR_ALL_ZONES = 10000;

    private final List<Route> routes;
    private final WorkerApi worker;
    private final ZoneApi zones;
    private final ReleaseListener listener;
    private final Map<String, String> zoneOfHost = new HashMap<>();
    private final Map<String, List<ZoneRoute>> routesOfZone = new HashMap<>();

    Routes(List<Route> routes, WorkerApi worker, ZoneApi zones, ReleaseListener listener) {
        this.routes = routes;
        this.worker = worker;
        this.zones = zones;
        this.listener = listener;
    }

    boolean areNone() {
        return routes.isEmpty();
    }

    /** How people read them. */
    List<String> descriptions() {
        return routes.stream().map(Routes::describe).toList();
    }

    /**
     * Looks who has them.
     *
     * @throws InputFailure when another Worker has one, or a zone is not on Cloudflare
     */
    void refuseForeign() {
        List<String> foreign = new ArrayList<>();
        for (Route route : routes) {
            zoneOf(route)
                    .flatMap(zone -> existing(zone, route))
                    .flatMap(ZoneRoute::worker)
                    .filter(owner -> !owner.equals(worker.name()))
                    .ifPresent(
                            owner -> foreign.add("the route " + route.pattern() + " belongs to the Worker " + owner));
        }
        if (!foreign.isEmpty()) {
            throw new InputFailure(String.join(", ", foreign) + "; take it from that Worker first");
        }
    }

    /**
     * Replaces all routes of the Worker. A token that is good for some zones only cannot do that; then those that are
     * missing are added, as wrangler does.
     */
    void publish() {
        ArrayNode all = Json.array();
        for (Route route : routes) {
            all.add(route.source().isTextual() ? Json.object().put("pattern", route.pattern()) : route.source());
        }
        try {
            worker.putRoutes(all);
        } catch (ApiFailure failure) {
            if (!failure.hasCode(NOT_FOR_ALL_ZONES)) {
                throw failure;
            }
            addMissing();
        }
    }

    private void addMissing() {
        refuseForeign();
        for (Route route : routes) {
            String zone = zoneOf(route)
                    .orElseThrow(() -> new InputFailure(
                            "no zone is known for the route " + route.pattern() + "; add zone_name or zone_id to it"));
            Optional<ZoneRoute> existing = existing(zone, route);
            if (existing.isEmpty()) {
                zones.addRoute(zone, route.pattern(), worker.name());
            } else if (existing.get().worker().isEmpty()) {
                throw new InputFailure("the route " + route.pattern()
                        + " exists and leads to no Worker, which keeps Workers away; delete it in the dashboard first");
            }
        }
        List<String> left = routesOfZone.values().stream()
                .flatMap(List::stream)
                .filter(r -> r.worker().equals(Optional.of(worker.name())))
                .map(ZoneRoute::pattern)
                .filter(pattern -> routes.stream().noneMatch(r -> r.pattern().equals(pattern)))
                .toList();
        if (!left.isEmpty()) {
            listener.warning("these routes lead to " + worker.name()
                    + " although the config does not have them, and a token for all zones is needed to remove them: "
                    + String.join(", ", left));
        }
    }

    private Optional<ZoneRoute> existing(String zone, Route route) {
        return routesOfZone.computeIfAbsent(zone, zones::routes).stream()
                .filter(r -> r.pattern().equals(route.pattern()))
                .findFirst();
    }

    /** Absent for a pattern of any host in no zone that the config names. */
    private Optional<String> zoneOf(Route route) {
        if (route.zone().isPresent() && route.zone().get() instanceof Route.Zone.Id id) {
            return Optional.of(id.id());
        }
        return route.zone()
                .filter(Route.Zone.Name.class::isInstance)
                .map(z -> ((Route.Zone.Name) z).name())
                .or(() -> RouteHost.of(route.pattern()))
                .map(host -> zoneOfHost.computeIfAbsent(
                        host,
                        h -> zones.findZone(h)
                                .orElseThrow(() ->
                                        new InputFailure("the account has no zone for the route " + route.pattern()
                                                + "; add the domain to Cloudflare first, or correct the route"))));
    }

    private static String describe(Route route) {
        return route.pattern()
                + route.zone()
                        .map(z -> z instanceof Route.Zone.Id id
                                ? " (zone id: " + id.id() + ")"
                                : " (zone name: " + ((Route.Zone.Name) z).name() + ")")
                        .orElse("");
    }
}
