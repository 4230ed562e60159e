package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import io.github.flaremaven.cloudflare.local.assets.AssetConfig;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.assets.HtmlHandling;
import io.github.flaremaven.cloudflare.local.assets.NotFoundHandling;
import io.github.flaremaven.cloudflare.local.assets.StoredAsset;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which Worker and which version a request is for. A snapshot: a deployment makes a new one.
 *
 * <p>A Worker answers at {@code NAME.localhost}, at its workers.dev host, at its custom domains and routes, and at
 * {@code localhost} when it is the only one. A version answers at {@code PREFIX-NAME.localhost}.
 */
final class Routing {
    /** The account's name below workers.dev. */
    static final String WORKERS_DEV = "local.workers.dev";

    private static final int PREVIEW_PREFIX = 8;

    private final Map<String, Script> scripts = new TreeMap<>();
    private final List<PatternRoute> routes = new ArrayList<>();
    private final Map<String, AssetRouter> assets = new HashMap<>();
    private final Map<String, Version> versions = new HashMap<>();

    /** {@code version} is set when the host names one. */
    record Match(Script script, Optional<Version> version) {}

    private record PatternRoute(RoutePattern pattern, String script) {}

    Routing(List<Script> deployed) {
        for (Script script : deployed) {
            scripts.put(script.name(), script);
            Json.items(script.triggers(), "routes")
                    .map(r -> r.path("pattern").asText())
                    .forEach(p -> routes.add(new PatternRoute(RoutePattern.of(p), script.name())));
            Json.items(script.triggers(), "domains")
                    .map(d -> d.path("hostname").asText())
                    .forEach(h -> routes.add(new PatternRoute(RoutePattern.of(h + "/*"), script.name())));
            for (Version version : script.versions()) {
                String id = ServedVersion.id(script.name(), version.id());
                versions.put(id, version);
                version.assets().ifPresent(set -> assets.put(id, router(version, set)));
            }
        }
        routes.sort((a, b) -> b.pattern().compareTo(a.pattern()));
    }

    /** Names of all Workers that have traffic. */
    List<String> workers() {
        return scripts.values().stream()
                .filter(s -> s.current().isPresent())
                .map(Script::name)
                .toList();
    }

    /**
     * Finds who answers.
     *
     * @param host without port, in any case
     * @param path with the leading slash
     */
    Optional<Match> find(String host, String path) {
        String name = host.toLowerCase(Locale.ROOT);
        for (String suffix : List.of(".localhost", "." + WORKERS_DEV)) {
            if (name.endsWith(suffix)) {
                return byLabel(name.substring(0, name.length() - suffix.length()));
            }
        }
        Optional<Match> route = routes.stream()
                .filter(r -> r.pattern().matches(name, path))
                .findFirst()
                .flatMap(r -> Optional.ofNullable(scripts.get(r.script())))
                .map(s -> new Match(s, Optional.empty()));
        if (route.isPresent()) {
            return route;
        }
        boolean local = name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
        List<String> workers = workers();
        return local && workers.size() == 1 ? byLabel(workers.get(0)) : Optional.empty();
    }

    private Optional<Match> byLabel(String label) {
        Script script = scripts.get(label);
        if (script != null) {
            return Optional.of(new Match(script, Optional.empty()));
        }
        int dash = label.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        String prefix = label.substring(0, dash);
        Script previewed = scripts.get(label.substring(dash + 1));
        if (previewed == null || prefix.length() != PREVIEW_PREFIX) {
            return Optional.empty();
        }
        return previewed.versions().stream()
                .filter(v -> v.id().startsWith(prefix))
                .findFirst()
                .map(v -> new Match(previewed, Optional.of(v)));
    }

    /** The version of the share that {@code point}, from 0 (inclusive) to 100 (exclusive), falls into. */
    static String choose(Deployment deployment, double point) {
        double sum = 0;
        for (Deployment.Share share : deployment.shares()) {
            sum += share.percentage();
            if (point < sum) {
                return share.versionId();
            }
        }
        return deployment.leadingVersion();
    }

    Optional<AssetRouter> assetsOf(String servedVersion) {
        return Optional.ofNullable(assets.get(servedVersion));
    }

    /** Whether a version is only assets, so that no Worker can be asked. */
    boolean isOnlyAssets(String servedVersion) {
        return Optional.ofNullable(versions.get(servedVersion))
                .filter(v -> v.modules().isEmpty())
                .isPresent();
    }

    private static AssetRouter router(Version version, Version.AssetSet set) {
        ObjectNode config = set.config();
        Optional<RunWorkerFirst> first = Optional.ofNullable(config.get("run_worker_first"))
                .map(f -> f.isBoolean()
                        ? new RunWorkerFirst.Always(f.booleanValue())
                        : new RunWorkerFirst.Rules(Json.texts(config, "run_worker_first")));
        AssetConfig assetConfig = new AssetConfig(
                HtmlHandling.of(config.path("html_handling").asText()).orElse(HtmlHandling.AUTO_TRAILING_SLASH),
                NotFoundHandling.of(config.path("not_found_handling").asText()).orElse(NotFoundHandling.NONE),
                config.path("base_path").asText("/"),
                first,
                AssetConfig.navigationPrefersAssets(
                        version.compatibilityDate().orElse("2021-11-02"), version.compatibilityFlags()),
                Json.text(config, "_headers"),
                Json.text(config, "_redirects"));
        return new AssetRouter(
                assetConfig,
                path -> Optional.ofNullable(set.files().get(path))
                        .map(e -> new StoredAsset(e.hash(), e.contentType())));
    }
}
