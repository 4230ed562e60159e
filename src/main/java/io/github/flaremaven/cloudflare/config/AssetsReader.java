package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import io.github.flaremaven.cloudflare.config.model.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads static assets and their predecessor, Workers Sites. Whether they make sense is for {@link AssetsCheck}. */
final class AssetsReader {
    private static final List<String> HTML_HANDLING =
            List.of("auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none");
    private static final List<String> NOT_FOUND_HANDLING = List.of("single-page-application", "404-page", "none");

    private final Table config;
    private final Path directory;

    AssetsReader(Table config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    Optional<Assets> assets() {
        return config.table("assets").map(t -> {
            Assets assets = new Assets(
                    t.file("directory", directory).orElse(directory),
                    t.text("binding"),
                    t.choice("html_handling", HTML_HANDLING),
                    t.choice("not_found_handling", NOT_FOUND_HANDLING),
                    runWorkerFirst(t),
                    t.text("base_path"));
            t.warnUnknown();
            return assets;
        });
    }

    private static Optional<RunWorkerFirst> runWorkerFirst(Table t) {
        Optional<JsonNode> value = t.any("run_worker_first");
        if (value.filter(JsonNode::isArray).isPresent()) {
            return Optional.of(new RunWorkerFirst.Rules(t.texts("run_worker_first")));
        }
        value.filter(v -> !v.isBoolean())
                .ifPresent(
                        v -> t.findings().wrongType(t.path("run_worker_first"), "true, false or an array of paths", v));
        return value.map(v -> new RunWorkerFirst.Always(v.booleanValue()));
    }

    Optional<Site> site() {
        return config.table("site").map(t -> {
            t.requiredText("bucket");
            Path bucket = t.file("bucket", directory).orElse(directory);
            if (t.has("entry-point")) {
                t.warn("entry-point", t.path("entry-point") + " is deprecated; set \"main\" instead");
            }
            t.text("entry-point");
            Site site = new Site(bucket, t.texts("include"), t.texts("exclude"));
            t.warnUnknown();
            return site;
        });
    }

    /** The entry module of a site that has none under {@code main}: that of its deprecated key, or the usual one. */
    Optional<Path> siteEntryPoint() {
        return config.table("site").flatMap(t -> {
            NodePath place = t.path("entry-point");
            String written = t.text("entry-point").filter(p -> !p.isEmpty()).orElse("workers-site");
            String last = written.substring(written.lastIndexOf('/') + 1);
            return t.file(place, last.lastIndexOf('.') > 0 ? written : written + "/index.js", directory);
        });
    }
}
