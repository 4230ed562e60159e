package io.github.flaremaven.cloudflare.local.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Header;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Redirect;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Serve;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the oracle cannot tell: hashes, equal files, and where workerd departs from Cloudflare's own asset Worker. */
class AssetRouterTest {
    private static final Map<String, StoredAsset> FILES = Map.of(
            "/index.html", new StoredAsset("11", Optional.of("text/html")),
            "/same.html", new StoredAsset("22", Optional.of("text/html")),
            "/same/index.html", new StoredAsset("22", Optional.of("text/html")),
            "/plain", new StoredAsset("33", Optional.empty()));

    @Test
    void servesTheContentOfAHash() {
        assertThat(router("", "").serve(get("/")))
                .isEqualTo(new Serve(
                        200,
                        "11",
                        List.of(
                                new Header("ETag", "\"11\""),
                                new Header("Content-Type", "text/html"),
                                new Header("Cache-Control", "public, max-age=0, must-revalidate")),
                        true));
        assertThat(router("", "").serve(get("/plain")).headers())
                .extracting(Header::name)
                .containsExactly("ETag", "Cache-Control");
    }

    @Test
    void asksTheWorkerOnlyWhereThereIsOne() {
        assertThat(router("", "").route(get("/nope"))).isEqualTo(new AssetOutcome.AskWorker());
        assertThat(router("", "").serve(get("/nope"))).isEqualTo(new Status(404, List.of()));
    }

    /** Equal content makes two files one, so that either path may stand for the other. */
    @Test
    void comparesFilesByContent() {
        assertThat(router("", "").serve(get("/same/index.html"))).isEqualTo(sentTo(307, "/same/"));
        assertThat(router("", "").serve(get("/same.html"))).isEqualTo(sentTo(307, "/same"));
    }

    @Test
    void mendsABackslashAfterCdnCgi() {
        assertThat(router("", "/* /x").route(get("/cdn-cgi\\trace")))
                .isEqualTo(sentTo(307, "http://example.com/cdn-cgi/trace"));
    }

    @Test
    void collectsTheWarningsOfBothFiles() {
        assertThat(router("X-A: 1", "\n/a").warnings())
                .extracting(Diagnostic::place)
                .containsExactly("_headers:1:1", "_redirects:2:1");
    }

    @Test
    void departsFromWorkerdWhereCloudflareDoes() {
        assertThat(router("", "/:a/:ab /plain").serve(get("/x/y"))).isEqualTo(new Status(404, List.of()));
        assertThat(router("", "/go/* //:splat").serve(get("/go/x.org"))).isEqualTo(sentTo(302, "http://x.org/"));

        AssetConfig below = new AssetConfig(
                HtmlHandling.AUTO_TRAILING_SLASH,
                NotFoundHandling.NONE,
                "/docs",
                Optional.empty(),
                true,
                Optional.of("/*\n X-A: 1"),
                Optional.empty());
        AssetRouter router = new AssetRouter(below, path -> Optional.ofNullable(FILES.get(path)));
        assertThat(router.serve(get("/elsewhere"))).isEqualTo(new Status(404, List.of()));
        assertThat(router.serve(get("/docs/nope"))).isEqualTo(new Status(404, List.of(new Header("x-a", "1"))));
    }

    @Test
    void readsTheNamesOfConfigAndApi() {
        assertThat(HtmlHandling.of("drop-trailing-slash")).contains(HtmlHandling.DROP_TRAILING_SLASH);
        assertThat(HtmlHandling.of("other")).isEmpty();
        assertThat(NotFoundHandling.of("404-page")).contains(NotFoundHandling.NOT_FOUND_PAGE);
        assertThat(NotFoundHandling.of("other")).isEmpty();
    }

    private static Redirect sentTo(int status, String location) {
        return new Redirect(status, location, List.of(new Header("Location", location)));
    }

    private static AssetRouter router(String headers, String redirects) {
        AssetConfig defaults = AssetConfig.defaults();
        AssetConfig config = new AssetConfig(
                defaults.htmlHandling(),
                defaults.notFoundHandling(),
                defaults.basePath(),
                defaults.runWorkerFirst(),
                defaults.navigationPrefersAssets(),
                Optional.of(headers),
                Optional.of(redirects));
        return new AssetRouter(config, path -> Optional.ofNullable(FILES.get(path)));
    }

    private static AssetRequest get(String target) {
        return AssetRequest.of("GET", "http", "example.com", target, name -> Optional.empty());
    }
}
