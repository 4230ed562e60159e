package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how requests reach the Worker: routes, custom domains and where it runs. */
final class RoutingReader {
    private static final Set<String> ROUTE_KEYS =
            Set.of("pattern", "zone_id", "zone_name", "custom_domain", "enabled", "previews_enabled");

    private final Table config;
    private final Findings findings;

    RoutingReader(Table config) {
        this.config = config;
        this.findings = config.findings();
    }

    List<Route> routes() {
        Optional<JsonNode> single = config.any("route");
        if (single.isPresent() && config.has("routes")) {
            findings.error(config.path("route"), "give either \"route\" or \"routes\", not both");
            return List.of();
        }
        if (single.isPresent()) {
            return route(single.get(), config.path("route")).map(List::of).orElse(List.of());
        }
        List<Route> routes = new ArrayList<>();
        config.array("routes").ifPresent(array -> {
            for (int i = 0; i < array.size(); i++) {
                route(array.get(i), config.path("routes").index(i)).ifPresent(routes::add);
            }
        });
        return routes;
    }

    private Optional<Route> route(JsonNode value, NodePath path) {
        if (value.isTextual() && !value.textValue().isEmpty()) {
            return Optional.of(
                    new Route(value.textValue(), Optional.empty(), false, Optional.empty(), Optional.empty(), value));
        }
        if (!(value instanceof ObjectNode object)) {
            findings.wrongType(path, "a pattern or a table with one", value);
            return Optional.empty();
        }
        Table t = Table.of(object, path, findings);
        t.keys().stream()
                .filter(key -> !ROUTE_KEYS.contains(key))
                .forEach(key -> t.error(key, "unknown key \"" + key + "\" in " + path + Nearest.hint(key, ROUTE_KEYS)));
        Optional<String> id = t.text("zone_id");
        Optional<String> name = t.text("zone_name");
        boolean hasCustomDomain = t.has("custom_domain");
        boolean customDomain = t.flag("custom_domain").orElse(false);
        if (id.isPresent() && name.isPresent()) {
            findings.error(path, path + " may have zone_id or zone_name, not both");
        }
        if (id.isEmpty() && name.isEmpty() && !hasCustomDomain) {
            findings.error(path, path + " needs zone_id, zone_name or custom_domain = true beside its pattern");
        }
        if (!hasCustomDomain && (t.has("enabled") || t.has("previews_enabled"))) {
            findings.error(path, path + " may have enabled and previews_enabled only with custom_domain = true");
        }
        String pattern = t.required("pattern");
        Optional<Route.Zone> zone = id.<Route.Zone>map(Route.Zone.Id::new).or(() -> name.map(Route.Zone.Name::new));
        return Optional.of(
                new Route(pattern, zone, customDomain, t.flag("enabled"), t.flag("previews_enabled"), t.json()));
    }

    /** Custom domains are host names; wrangler looks when it deploys. */
    void checkCustomDomains(List<Route> routes) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            NodePath path = config.has("route")
                    ? config.path("route")
                    : config.path("routes").index(i);
            if (route.customDomain()
                    && (route.pattern().contains("*") || route.pattern().contains("/"))) {
                findings.error(
                        path.key("pattern"),
                        "the custom domain \"" + route.pattern()
                                + "\" must be a host name, without * and without a path");
            }
        }
    }

    /** What the API gets: nothing for {@code off}, otherwise {@code smart} or {@code targeted} with its place. */
    Optional<ObjectNode> placement() {
        Optional<Table> table = config.table("placement");
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Table t = table.get();
        Optional<String> mode = t.text("mode");
        Optional<String> hint = t.text("hint");
        List<String> targets =
                List.of("region", "host", "hostname").stream().filter(t::has).toList();
        if (hint.isPresent()) {
            if (!targets.isEmpty()) {
                t.error("hint", t.path() + " may have a hint or a " + targets.get(0) + ", not both");
            }
            if (!mode.equals(Optional.of("smart"))
                    && !(mode.equals(Optional.of("off")) && hint.get().isEmpty())) {
                t.error("mode", t.path() + " needs mode = \"smart\" for its hint to count");
            }
        } else if (!targets.isEmpty()) {
            if (targets.size() > 1) {
                t.error(targets.get(1), t.path() + " may have only one of region, host and hostname");
            }
            t.required(targets.get(0));
            if (mode.isPresent() && !mode.get().equals("targeted")) {
                t.error("mode", t.path("mode") + " must be \"targeted\" beside a " + targets.get(0));
            }
        } else if (t.choice("mode", List.of("off", "smart", "targeted")).equals(Optional.of("targeted"))) {
            t.error("mode", t.path() + " with mode \"targeted\" needs one of region, host and hostname");
        } else if (mode.isEmpty()) {
            t.error("mode", t.path() + " needs \"mode\", one of \"off\" and \"smart\"");
        }
        t.warnUnknown();
        return sentPlacement(t, mode, hint, targets);
    }

    private static Optional<ObjectNode> sentPlacement(
            Table t, Optional<String> mode, Optional<String> hint, List<String> targets) {
        ObjectNode sent = Json.object();
        if (!targets.isEmpty()) {
            sent.put("mode", "targeted");
            sent.put(targets.get(0), t.text(targets.get(0)).orElse(""));
            return Optional.of(sent);
        }
        if (hint.filter(h -> !h.isEmpty()).isPresent() || mode.equals(Optional.of("smart"))) {
            sent.put("mode", "smart");
            hint.ifPresent(h -> sent.put("hint", h));
            return Optional.of(sent);
        }
        return Optional.empty();
    }
}
