package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a config may lack in general but not for a bundle, an upload or a deployment. */
final class DeploymentNeeds {
    private final WorkerConfig worker;
    private final EffectiveConfig effective;
    private final Findings findings;

    DeploymentNeeds(WorkerConfig worker, EffectiveConfig effective, Findings findings) {
        this.worker = worker;
        this.effective = effective;
        this.findings = findings;
    }

    /** Reports what is missing. A key that is there with a value of the wrong type has been reported before. */
    void check() {
        ObjectNode keys = effective.tree();
        if (worker.name().isEmpty() && Json.text(keys, "name").isPresent() == keys.has("name")) {
            findings.error(
                    effective.pathOf("name"),
                    "the Worker needs a name: set \"name\" in the config or -Dcloudflare.name");
        }
        if (!keys.has("compatibility_date")) {
            findings.error(
                    effective.pathOf("compatibility_date"),
                    "\"compatibility_date\" is missing: set it to the day you last tested the Worker, as YYYY-MM-DD");
        }
        if (!keys.has("main") && !keys.has("assets") && !keys.has("site")) {
            findings.error(
                    effective.pathOf("main"),
                    "there is nothing to deploy: set \"main\" to the entry module, or \"assets\" to a folder of files");
        }
        if (keys.has("pages_build_output_dir")) {
            findings.warn(
                    effective.pathOf("pages_build_output_dir"),
                    "this is the config of a Pages project; it is deployed as a Worker");
        }
        if (worker.build().command().isEmpty()) {
            checkFiles();
        }
    }

    /** With a build command the files may not be there yet; the bundler looks again when it has run. */
    private void checkFiles() {
        worker.main().filter(main -> EntryModule.find(main).isEmpty()).ifPresent(main -> {
            String key = effective.tree().has("main") ? "main" : "site";
            findings.error(effective.pathOf(key), entry(key) + " " + EntryModule.whatIsWrong(main) + lookedFor(main));
        });
        worker.assets().filter(assets -> !Files.isDirectory(assets.directory())).ifPresent(assets -> {
            NodePath path = effective.pathOf("assets").key("directory");
            String written =
                    Json.text(effective.tree().path("assets"), "directory").orElse("");
            String what = Files.exists(assets.directory()) ? "is a file, not a folder" : "does not exist";
            findings.error(path, path + " \"" + written + "\" " + what + lookedFor(assets.directory()));
        });
    }

    private String entry(String key) {
        return Json.text(effective.tree(), key)
                .map(written -> effective.pathOf(key) + " \"" + written + "\"")
                .orElse("the site's entry module");
    }

    private static String lookedFor(Path file) {
        return " (looked for " + file + ")";
    }
}
