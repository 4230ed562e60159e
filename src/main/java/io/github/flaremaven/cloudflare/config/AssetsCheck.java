package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import io.github.flaremaven.cloudflare.config.model.Route;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges whether static assets fit the rest of the config; wrangler does so when it deploys. */
final class AssetsCheck {
    private static final int MOST_RULES = 100;
    /** In characters. */
    private static final int LONGEST_RULE = 100;

    private static final Pattern PLAIN_PATH = Pattern.compile("(?!//|[a-zA-Z][a-zA-Z\\d+.-]*:)[^\\\\?#%\\p{Cntrl}]+");

    private final WorkerConfig worker;
    private final Table assets;

    AssetsCheck(WorkerConfig worker, Table assets) {
        this.worker = worker;
        this.assets = assets;
    }

    void check() {
        if (worker.site().isPresent()) {
            assets.findings()
                    .error(
                            assets.path(),
                            "\"assets\" and \"site\" exclude each other; move the site's files to the assets");
        }
        assets.required("directory");
        Optional<RunWorkerFirst> first = worker.assets().flatMap(a -> a.runWorkerFirst());
        boolean always = first.equals(Optional.of(new RunWorkerFirst.Always(true)));
        first.ifPresent(f -> {
            if (f instanceof RunWorkerFirst.Rules rules) {
                checkRules(rules.patterns());
            }
        });
        if (worker.main().isEmpty()) {
            checkWithoutWorker(first);
        } else if (always) {
            checkAlways();
        }
        assets.text("base_path").ifPresent(this::checkBasePath);
        List<String> mounted = worker.plainRoutes().stream()
                .map(Route::pattern)
                .filter(pattern -> !pattern.matches("[^/]*/\\*"))
                .toList();
        if (!always && !mounted.isEmpty()) {
            assets.warn(
                    "directory",
                    "requests to " + Table.quoted(mounted)
                            + " look for assets under the route's path, because their path is not /*");
        }
    }

    private void checkWithoutWorker(Optional<RunWorkerFirst> first) {
        if (assets.has("binding")) {
            assets.error("binding", assets.path("binding") + " needs a Worker to bind to; set \"main\"");
        }
        if (first.filter(f -> !f.equals(new RunWorkerFirst.Always(false))).isPresent()) {
            assets.error("run_worker_first", assets.path("run_worker_first") + " needs a Worker to run; set \"main\"");
        }
    }

    private void checkAlways() {
        if (!assets.has("binding")) {
            assets.warn(
                    "run_worker_first",
                    assets.path("run_worker_first") + " leaves no way to the assets; add a \"binding\" to them");
        }
        if (worker.placement()
                .filter(p -> p.path("mode").asText().equals("smart"))
                .isPresent()) {
            assets.warn(
                    "run_worker_first",
                    assets.path("run_worker_first")
                            + " sends every request to where smart placement puts the Worker, those for assets too");
        }
    }

    private void checkRules(List<String> rules) {
        NodePath path = assets.path("run_worker_first");
        if (rules.isEmpty() || rules.size() > MOST_RULES || rules.stream().allMatch(r -> r.startsWith("!"))) {
            assets.error("run_worker_first", path + " must have 1 to 100 paths, at least one of them without \"!\"");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            String rule = rules.get(i);
            String wrong = "";
            if (!rule.startsWith("/") && !rule.startsWith("!/")) {
                wrong = " must start with / or !/";
            } else if (rule.length() > LONGEST_RULE) {
                wrong = " is longer than 100 characters";
            } else if (!seen.add(rule)) {
                wrong = " stands here twice";
            } else if (rules.stream().anyMatch(other -> covers(other, rule))) {
                wrong = " is covered by a rule that ends in *";
            }
            if (!wrong.isEmpty()) {
                assets.findings().error(path.index(i), path.index(i) + " \"" + rule + "\"" + wrong);
            }
        }
    }

    private static boolean covers(String wildcard, String rule) {
        return wildcard.endsWith("*")
                && !wildcard.equals(rule)
                && rule.startsWith(wildcard.substring(0, wildcard.length() - 1));
    }

    private void checkBasePath(String basePath) {
        if (!PLAIN_PATH.matcher(basePath).matches()) {
            assets.warn(
                    "base_path",
                    assets.path("base_path") + " \"" + basePath
                            + "\" is no plain path such as /docs/; Cloudflare will not serve assets under it");
            return;
        }
        String path = ("/" + basePath + "/").replaceAll("/+", "/");
        if (!worker.wantsWorkersDev()
                && !path.equals("/")
                && worker.routes().stream().noneMatch(route -> reaches(route, path))) {
            assets.warn(
                    "base_path", assets.path("base_path") + " \"" + basePath + "\" is reached by none of the routes");
        }
    }

    private static boolean reaches(Route route, String path) {
        if (route.customDomain()) {
            return route.enabled().orElse(true);
        }
        String pattern = route.pattern().replaceFirst("^https?://", "");
        int start = pattern.indexOf('/');
        if (start < 0) {
            return false;
        }
        return fits(pattern.substring(start), path);
    }

    /** Whether the text is the pattern with something, or nothing, in the place of each star. */
    private static boolean fits(String pattern, String text) {
        String[] parts = pattern.split("\\*", -1);
        String last = parts[parts.length - 1];
        int end = text.length() - last.length();
        if (parts.length == 1) {
            return pattern.equals(text);
        }
        int at = text.startsWith(parts[0]) ? parts[0].length() : -1;
        for (int i = 1; i < parts.length - 1 && at >= 0; i++) {
            int found = text.indexOf(parts[i], at);
            at = found < 0 ? -1 : found + parts[i].length();
        }
        return at >= 0 && at <= end && text.endsWith(last);
    }
}
