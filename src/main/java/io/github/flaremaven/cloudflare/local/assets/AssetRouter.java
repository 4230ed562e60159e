package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Header;
import io.github.flaremaven.cloudflare.local.assets.PathResolver.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides who answers a request to a Worker with static assets, and how. The rules are those of Cloudflare's own router
 * and asset Worker; {@code workerd}'s {@code assets} service has the same.
 */
public final class AssetRouter {
    private static final String CDN_CGI = "/cdn-cgi";
    private static final String CACHE_CONTROL = "public, max-age=0, must-revalidate";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final AssetConfig config;
    private final BasePath base;
    private final PathResolver resolver;
    private final HeaderRules headers;
    private final RedirectRules redirects;

    public AssetRouter(AssetConfig config, AssetLookup files) {
        this.config = config;
        base = BasePath.of(config.basePath());
        resolver = new PathResolver(config.htmlHandling(), files);
        headers = HeaderRules.parse(config.headers().orElse(""));
        redirects = RedirectRules.parse(config.redirects().orElse(""), config.htmlHandling());
    }

    /** What is wrong in {@code _headers} and {@code _redirects} and was left out. */
    public List<Diagnostic> warnings() {
        return Stream.concat(headers.warnings().stream(), redirects.warnings().stream())
                .toList();
    }

    /** Decides for a request from outside. */
    public AssetOutcome route(AssetRequest request) {
        Url url = Url.of(request);
        if (url.path().startsWith(CDN_CGI + "/") && request.rawPath().contains(CDN_CGI + "\\")) {
            return redirect(307, url.href(url.search()));
        }
        boolean worker = config.runWorkerFirst()
                .map(first -> isFirst(first, request, url))
                .orElseGet(() -> !answers(request, url));
        return worker ? new AssetOutcome.AskWorker() : serve(request, url);
    }

    /** Decides for a request to the assets alone: through their binding, or when there is no Worker. */
    public AssetOutcome serve(AssetRequest request) {
        return serve(request, Url.of(request));
    }

    private boolean isFirst(RunWorkerFirst first, AssetRequest request, Url url) {
        if (first instanceof RunWorkerFirst.Rules rules) {
            boolean assets = rules.patterns().stream()
                    .anyMatch(rule -> rule.startsWith("!") && Glob.matches(rule.substring(1), url.path()));
            boolean worker =
                    rules.patterns().stream().anyMatch(rule -> !rule.startsWith("!") && Glob.matches(rule, url.path()));
            return !assets && (worker || !answers(request, url));
        }
        return first.equals(new RunWorkerFirst.Always(true)) || !answers(request, url);
    }

    /** Whether the assets have an answer of their own, so that the Worker is not asked. */
    private boolean answers(AssetRequest request, Url url) {
        boolean ruled = config.runWorkerFirst()
                .filter(RunWorkerFirst.Rules.class::isInstance)
                .isPresent();
        boolean notFoundCounts = ruled || (config.navigationPrefersAssets() && request.navigation());
        return base.below(UrlText.decodePath(url.path())).isPresent()
                && decide(request, url, notFoundCounts ? config.notFoundHandling() : NotFoundHandling.NONE)
                        .isPresent();
    }

    private AssetOutcome serve(AssetRequest request, Url url) {
        if (base.below(UrlText.decodePath(url.path())).isEmpty()) {
            return new AssetOutcome.Status(404, List.of());
        }
        AssetOutcome outcome = decide(request, url, config.notFoundHandling())
                .orElseGet(() -> new AssetOutcome.Status(404, List.of()));
        return outcome.withHeaders(headers.apply(url, outcome.headers()));
    }

    /** The answer of the assets, before the rules of {@code _headers}; absent when they have none. */
    private Optional<AssetOutcome> decide(AssetRequest request, Url url, NotFoundHandling notFound) {
        Optional<RedirectRules.Redirect> rule = redirects.match(url);
        if (rule.isEmpty()) {
            return answer(request, url, url.path(), false, notFound);
        }
        Optional<Url> target = url.resolve(rule.get().target());
        if (target.isEmpty()) {
            return Optional.of(new AssetOutcome.Status(500, List.of()));
        }
        if (rule.get().status() == 200) {
            return answer(request, url, target.get().path(), true, notFound)
                    .or(() -> Optional.of(new AssetOutcome.Status(404, List.of())));
        }
        return Optional.of(redirect(rule.get().status(), location(url, target.get())));
    }

    /** Path and more for a target on the same host, otherwise the whole address; the query is kept unless it has one. */
    private static String location(Url url, Url target) {
        String search = target.search().isEmpty() ? url.search() : target.search();
        return target.origin().equals(url.origin()) ? target.path() + search + target.fragment() : target.href(search);
    }

    /**
     * @param path the public path, encoded
     * @param rewritten whether a rule put it in the place of the one that was asked for
     */
    private Optional<AssetOutcome> answer(
            AssetRequest request, Url url, String path, boolean rewritten, NotFoundHandling notFound) {
        String decoded = UrlText.decodePath(path);
        Optional<String> below = base.below(decoded);
        if (below.isEmpty()) {
            return Optional.empty();
        }
        Optional<Intent> root = rewritten ? Optional.empty() : resolver.baseRoot(decoded, base.path());
        return root.or(() -> resolver.resolve(below.get(), notFound)).map(intent -> {
            if (!READING.contains(request.method())) {
                return new AssetOutcome.Status(405, List.of());
            }
            String destination =
                    UrlText.encodePath(intent instanceof Intent.SendTo sendTo ? base.above(sendTo.path()) : decoded);
            return intent instanceof Intent.Answer answer && destination.equals(path)
                    ? content(request, answer)
                    : redirect(307, destination + url.search());
        });
    }

    private static AssetOutcome content(AssetRequest request, Intent.Answer answer) {
        String tag = "\"" + answer.asset().hash() + "\"";
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("ETag", tag));
        answer.asset().contentType().ifPresent(type -> headers.add(new Header("Content-Type", type)));
        if (request.plain()) {
            headers.add(new Header("Cache-Control", CACHE_CONTROL));
        }
        boolean unchanged = request.ifNoneMatch()
                .filter(known -> known.equals(tag) || known.equals("W/" + tag))
                .isPresent();
        return new AssetOutcome.Serve(
                unchanged ? 304 : answer.status(),
                answer.asset().hash(),
                headers,
                !unchanged && request.method().equals("GET"));
    }

    private static AssetOutcome redirect(int status, String location) {
        return new AssetOutcome.Redirect(status, location, List.of(new Header("Location", location)));
    }
}
