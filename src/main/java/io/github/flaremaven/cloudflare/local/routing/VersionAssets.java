package io.github.flaremaven.cloudflare.local.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import io.github.flaremaven.cloudflare.local.assets.AssetConfig;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.assets.HtmlHandling;
import io.github.flaremaven.cloudflare.local.assets.NotFoundHandling;
import io.github.flaremaven.cloudflare.local.assets.StoredAsset;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The asset routers of versions, each made when it is first needed. Safe for use by several threads. */
public final class VersionAssets {
    /** Where Cloudflare starts counting when a Worker names no date. */
    private static final String OLDEST_DATE = "2021-11-02";

    private static final int KEPT = 64;

    /** By the version's id, least recently used first. */
    private final Map<String, AssetRouter> routers = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AssetRouter> eldest) {
            return size() > KEPT;
        }
    };

    /** Absent for a version without assets. */
    public Optional<AssetRouter> of(Version version) {
        return version.assets().map(set -> {
            synchronized (routers) {
                return routers.computeIfAbsent(version.id(), id -> router(version, set));
            }
        });
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
                        version.compatibilityDate().orElse(OLDEST_DATE), version.compatibilityFlags()),
                Json.text(config, "_headers"),
                Json.text(config, "_redirects"));
        return new AssetRouter(
                assetConfig,
                path -> Optional.ofNullable(set.files().get(path))
                        .map(e -> new StoredAsset(e.hash(), e.contentType())));
    }
}
