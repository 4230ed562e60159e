package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import io.github.flaremaven.cloudflare.config.model.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads static assets and their predecessor, Workers Sites. */
final class AssetsReader {
    private static final int MOST_RULES = 100;
    private static final int LONGEST_RULE = 100;
    private static final Pattern BAD_IN_BASE_PATH = Pattern.compile("[\\\\?#%\\p{Cntrl}]|//|^[a-zA-Z][a-zA-Z+.-]*:");

    private final Table config;
    private final Path directory;

    AssetsReader(Table config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    Optional<Assets> assets(boolean hasMain) {
        Optional<Table> table = config.table("assets");
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Table t = table.get();
        if (config.has("site")) {
            config.error("assets", "\"assets\" and \"site\" exclude each other; move the site's files to assets");
        }
        String folder = t.required("directory");
        Optional<String> binding = t.text("binding");
        Optional<RunWorkerFirst> first = runWorkerFirst(t);
        if (!hasMain && binding.isPresent()) {
            t.error("binding", t.path("binding") + " needs a Worker to bind to; set \"main\"");
        }
        if (!hasMain
                && first.filter(f -> !f.equals(new RunWorkerFirst.Always(false)))
                        .isPresent()) {
            t.error("run_worker_first", t.path("run_worker_first") + " needs a Worker to run; set \"main\"");
        }
        Assets assets = new Assets(
                directory.resolve(folder),
                binding,
                t.choice(
                        "html_handling",
                        List.of("auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none")),
                t.choice("not_found_handling", List.of("single-page-application", "404-page", "none")),
                first,
                basePath(t));
        t.warnUnknown();
        return Optional.of(assets);
    }

    private static Optional<RunWorkerFirst> runWorkerFirst(Table t) {
        Optional<JsonNode> value = t.any("run_worker_first");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get().isBoolean()) {
            return Optional.of(new RunWorkerFirst.Always(value.get().booleanValue()));
        }
        if (!value.get().isArray()) {
            t.findings().wrongType(t.path("run_worker_first"), "true, false or an array of paths", value.get());
            return Optional.empty();
        }
        List<String> rules = t.texts("run_worker_first");
        checkRules(t, rules);
        return Optional.of(new RunWorkerFirst.Rules(rules));
    }

    private static void checkRules(Table t, List<String> rules) {
        NodePath path = t.path("run_worker_first");
        if (rules.size() > MOST_RULES || rules.stream().allMatch(r -> r.startsWith("!"))) {
            t.error("run_worker_first", path + " must have 1 to 100 paths, at least one of them without \"!\"");
        }
        Set<String> seen = new HashSet<>();
        List<String> wildcards = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            String rule = rules.get(i);
            if (!rule.startsWith("/") && !rule.startsWith("!/")) {
                t.findings().error(path.index(i), path.index(i) + " must start with / or !/, found \"" + rule + "\"");
            } else if (rule.length() > LONGEST_RULE) {
                t.findings().error(path.index(i), path.index(i) + " is longer than 100 characters");
            } else if (!seen.add(rule)) {
                t.findings().error(path.index(i), path.index(i) + " repeats \"" + rule + "\"");
            }
            if (rule.endsWith("*")) {
                wildcards.add(rule.substring(0, rule.length() - 1));
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            String rule = rules.get(i);
            if (wildcards.stream().anyMatch(w -> rule.startsWith(w) && !rule.equals(w + "*"))) {
                t.findings()
                        .error(path.index(i), path.index(i) + " \"" + rule + "\" is covered by a rule that ends in *");
            }
        }
    }

    private static Optional<String> basePath(Table t) {
        return t.text("base_path").map(value -> {
            if (value.isEmpty() || BAD_IN_BASE_PATH.matcher(value).find()) {
                t.error(
                        "base_path",
                        t.path("base_path") + " must be a plain path such as /docs/, found \"" + value + "\"");
            }
            String path = value.startsWith("/") ? value : "/" + value;
            return path.endsWith("/") ? path : path + "/";
        });
    }

    Optional<Site> site() {
        return config.table("site").map(t -> {
            String bucket = t.required("bucket");
            if (t.has("entry-point")) {
                t.warn("entry-point", t.path("entry-point") + " is deprecated; set \"main\" instead");
            }
            Site site = new Site(directory.resolve(bucket), t.texts("include"), t.texts("exclude"));
            t.warnUnknown();
            return site;
        });
    }
}
