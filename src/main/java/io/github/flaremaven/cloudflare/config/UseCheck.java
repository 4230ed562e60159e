package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges the environment in use as a whole: the rules between its keys, and those that wrangler leaves until it deploys.
 * The top level behind a chosen environment is not held to them.
 */
final class UseCheck {
    private final Table config;
    private final WorkerConfig worker;

    UseCheck(Table config, WorkerConfig worker) {
        this.config = config;
        this.worker = worker;
    }

    void check(BindingNames names) {
        for (int i = 0; i < worker.requiredSecrets().size(); i++) {
            names.claim(
                    worker.requiredSecrets().get(i),
                    config.path("secrets").key("required").index(i));
        }
        names.check(config.findings());
        checkCompatibilityFlags();
        checkSite();
        config.table("assets").ifPresent(assets -> new AssetsCheck(worker, assets).check());
        new RoutingReader(config).checkCustomDomains(worker.routes());
        new LifecycleReader(config).replayMigrations();
        new WorkflowReader(config).checkOwnership(worker.name());
        checkEventTargets();
    }

    private void checkCompatibilityFlags() {
        List<String> flags = worker.compatibilityFlags();
        if (flags.contains("experimental:nodejs_compat_v2")) {
            flagError("\"experimental:nodejs_compat_v2\" is called \"nodejs_compat_v2\" by now");
        }
        checkConflict(flags, "nodejs_compat", "nodejs_compat_v2");
        checkConflict(flags, "global_navigator", "no_global_navigator");
        if (worker.main().filter(main -> main.toString().endsWith(".py")).isPresent()
                && !flags.contains("python_workers")) {
            config.findings()
                    .error(config.path("main"), "a Worker in Python needs compatibility_flags = [\"python_workers\"]");
        }
    }

    private void checkConflict(List<String> flags, String one, String other) {
        if (flags.contains(one) && flags.contains(other)) {
            flagError("\"" + one + "\" and \"" + other + "\" exclude each other; keep one");
        }
    }

    private void flagError(String message) {
        config.error("compatibility_flags", message);
    }

    private void checkSite() {
        config.table("site").ifPresent(site -> {
            if (config.has("main") && site.has("entry-point")) {
                site.error("entry-point", site.path("entry-point") + " and \"main\" exclude each other; keep \"main\"");
            } else if (!config.has("main") && !site.has("entry-point")) {
                config.warn("site", "a site without \"main\" is served by workers-site/index.js; set \"main\" to it");
            }
        });
    }

    private void checkEventTargets() {
        Set<String> owned =
                worker.workflows().stream().map(WorkflowDefinition::name).collect(Collectors.toSet());
        config.table("triggers").map(t -> t.tables("events")).orElse(List.of()).stream()
                .flatMap(event -> event.tables("targets").stream())
                .forEach(target -> target.text("workflow_name")
                        .filter(name -> !owned.contains(name))
                        .ifPresent(name -> target.error(
                                "workflow_name",
                                target.path("workflow_name") + " \"" + name + "\" is no workflow of this Worker"
                                        + Nearest.hint(name, owned))));
    }
}
