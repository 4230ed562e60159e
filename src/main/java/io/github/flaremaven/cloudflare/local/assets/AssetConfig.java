package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import java.util.List;
import java.util.Optional;

/**
 * How the assets of one version are served: {@code metadata.assets.config} of its upload.
 *
 * @param basePath the path the assets are mounted at, with or without slashes at its ends
 * @param runWorkerFirst absent for never
 * @param navigationPrefersAssets see {@link #navigationPrefersAssets(String, List)}
 * @param headers the text of {@code _headers}
 * @param redirects the text of {@code _redirects}
 */
public record AssetConfig(
        HtmlHandling htmlHandling,
        NotFoundHandling notFoundHandling,
        String basePath,
        Optional<RunWorkerFirst> runWorkerFirst,
        boolean navigationPrefersAssets,
        Optional<String> headers,
        Optional<String> redirects) {
    private static final String ENABLE = "assets_navigation_prefers_asset_serving";
    private static final String DISABLE = "assets_navigation_has_no_effect";
    private static final String ON_FROM = "2025-04-01";

    /** What holds when nothing is configured. */
    public static AssetConfig defaults() {
        return new AssetConfig(
                HtmlHandling.AUTO_TRAILING_SLASH,
                NotFoundHandling.NONE,
                "/",
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Whether a browser that navigates gets the not-found answer of the assets rather than the Worker's.
     *
     * @param date the compatibility date, as {@code yyyy-mm-dd}
     * @param flags the compatibility flags
     */
    public static boolean navigationPrefersAssets(String date, List<String> flags) {
        return flags.contains(ENABLE) || (date.compareTo(ON_FROM) >= 0 && !flags.contains(DISABLE));
    }
}
