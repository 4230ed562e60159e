package io.github.flaremaven.cloudflare.local.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.DispatchName;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which Worker and which version a request is for. A snapshot: a deployment makes a new one.
 *
 * <p>A Worker answers at {@code NAME.localhost}, at its routes and custom domains, at its workers.dev host while that is
 * switched on, and at {@code localhost} when it is the only one. A version answers at {@code PREFIX-NAME.localhost}, where
 * the prefix is the first eight digits of its id or its preview alias.
 */
public final class Routing {
    /** The account's name below workers.dev. */
    public static final String WORKERS_DEV = "local.workers.dev";

    /** The end of the host at which a Worker answers on this machine. */
    public static final String LOCALHOST = ".localhost";

    private static final int PREVIEW_PREFIX = 8;
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

    private final Map<String, Script> scripts = new TreeMap<>();
    private final List<Route> routes = new ArrayList<>();
    private final Map<String, Script> domains = new HashMap<>();

    /** {@code version} is set when the host names one. */
    public record Match(Script script, Optional<Version> version) {}

    private record Route(RoutePattern pattern, Script script) {}

    public Routing(List<Script> all) {
        for (Script script : all) {
            if (DispatchName.parse(script.name()).isPresent()) {
                continue; // only its dispatcher reaches it
            }
            scripts.put(script.name(), script);
            Json.items(script.triggers(), "routes")
                    .map(r -> RoutePattern.of(r.path("pattern").asText()))
                    .forEach(p -> routes.add(new Route(p, script)));
            Json.items(script.triggers(), "domains")
                    .map(d -> d.path("hostname").asText().toLowerCase(Locale.ROOT))
                    .forEach(host -> domains.put(host, script));
        }
        routes.sort(Comparator.comparing(Route::pattern).reversed());
    }

    /** Names of all Workers that have traffic. */
    public List<String> workers() {
        return scripts.values().stream()
                .filter(s -> s.current().isPresent())
                .map(Script::name)
                .toList();
    }

    public Optional<Script> script(String name) {
        return Optional.ofNullable(scripts.get(name));
    }

    /**
     * Finds who answers.
     *
     * @param host without port, in any case
     * @param target path and query as they were sent
     */
    public Optional<Match> find(String scheme, String host, String target) {
        return find(scheme, host, target, Optional.empty());
    }

    /** The same; {@code home} answers at this machine's own names, and wherever nobody else does. */
    public Optional<Match> find(String scheme, String host, String target, Optional<String> home) {
        Optional<Match> own = home.map(scripts::get).map(s -> new Match(s, Optional.empty()));
        return home.isPresent() && THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT))
                ? own
                : byHost(scheme, host, target).or(() -> own);
    }

    private Optional<Match> byHost(String scheme, String host, String target) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(LOCALHOST)) {
            return byLabel(name.substring(0, name.length() - LOCALHOST.length()));
        }
        if (name.endsWith("." + WORKERS_DEV)) {
            return byLabel(name.substring(0, name.length() - WORKERS_DEV.length() - 1))
                    .filter(Routing::isOn);
        }
        // A route on a host comes before the host's custom domain, as in production.
        Optional<Script> script = routes.stream()
                .filter(r -> r.pattern().matches(scheme, name, target))
                .map(Route::script)
                .findFirst()
                .or(() -> Optional.ofNullable(domains.get(name)))
                .or(() -> theOnlyOne(name));
        return script.map(s -> new Match(s, Optional.empty()));
    }

    /** Whether a host, without port, names no more than this machine. */
    public static boolean isThisMachine(String host) {
        return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
    }

    private Optional<Script> theOnlyOne(String host) {
        List<String> workers = workers();
        return isThisMachine(host) && workers.size() == 1
                ? Optional.ofNullable(scripts.get(workers.get(0)))
                : Optional.empty();
    }

    private static boolean isOn(Match match) {
        JsonNode subdomain = match.script().subdomain();
        return subdomain
                .path(match.version().isPresent() ? "previews_enabled" : "enabled")
                .asBoolean();
    }

    private Optional<Match> byLabel(String label) {
        Script script = scripts.get(label);
        if (script != null) {
            return Optional.of(new Match(script, Optional.empty()));
        }
        for (int dash = label.indexOf('-'); dash > 0; dash = label.indexOf('-', dash + 1)) {
            String prefix = label.substring(0, dash);
            Optional<Match> match =
                    Optional.ofNullable(scripts.get(label.substring(dash + 1))).flatMap(s -> preview(s, prefix));
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /** An alias leads to the newest version that has it. */
    private static Optional<Match> preview(Script script, String prefix) {
        return script.versions().stream()
                .filter(v -> (prefix.length() == PREVIEW_PREFIX && v.id().startsWith(prefix))
                        || v.annotations().path("workers/alias").asText().equals(prefix))
                .max(Comparator.comparingLong(Version::number))
                .map(v -> new Match(script, Optional.of(v)));
    }
}
