package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;

/** What a config may lack in general but not for a bundle, an upload or a deployment. */
final class DeploymentNeeds {
    private DeploymentNeeds() {}

    static void check(WorkerConfig worker, EffectiveConfig effective, Findings findings) {
        if (worker.name().isEmpty()) {
            findings.error(
                    effective.pathOf("name"),
                    "the Worker needs a name: set \"name\" in the config or -Dcloudflare.name");
        }
        if (worker.compatibilityDate().isEmpty()) {
            findings.error(
                    effective.pathOf("compatibility_date"),
                    "\"compatibility_date\" is missing: set it to the day you last tested the Worker, as YYYY-MM-DD");
        }
        if (worker.main().isEmpty()
                && worker.assets().isEmpty()
                && worker.site().isEmpty()) {
            findings.error(
                    effective.pathOf("main"),
                    "there is nothing to deploy: set \"main\" to the entry module, or \"assets\" to a folder of files");
        }
        if (worker.build().command().isEmpty()) {
            checkFiles(worker, effective, findings);
        }
    }

    /** With a build command the files may not be there yet; the bundler looks again when it has run. */
    private static void checkFiles(WorkerConfig worker, EffectiveConfig effective, Findings findings) {
        worker.main().filter(main -> EntryModule.find(main).isEmpty()).ifPresent(main -> {
            NodePath path = effective.pathOf("main");
            findings.error(
                    path,
                    path + " " + Findings.show(effective.tree().path("main")) + " " + EntryModule.whatIsWrong(main)
                            + " (looked for " + main + ")");
        });
        worker.assets().filter(assets -> !Files.isDirectory(assets.directory())).ifPresent(assets -> {
            NodePath path = effective.pathOf("assets").key("directory");
            String what = Files.exists(assets.directory()) ? "is a file, not a folder" : "does not exist";
            findings.error(
                    path,
                    path + " "
                            + Findings.show(effective.tree().path("assets").path("directory")) + " " + what
                            + " (looked for " + assets.directory() + ")");
        });
    }
}
