package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns the effective keys of one environment into a {@link WorkerConfig}, reporting everything that is wrong. */
final class WorkerReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]*");

    /** What the reader knows beside the tree. */
    record Frame(
            Optional<Path> file,
            Path projectRoot,
            Path configDirectory,
            Optional<String> topLevelName,
            Optional<String> environment,
            List<String> environments) {

        Frame asTopLevel() {
            return new Frame(file, projectRoot, configDirectory, topLevelName, Optional.empty(), environments);
        }
    }

    private final Table config;
    private final Frame frame;
    private final BindingNames names = new BindingNames();

    WorkerReader(EffectiveConfig effective, Frame frame, Findings findings) {
        this.config = Table.merged(effective.tree(), NodePath.ROOT, effective::pathOf, findings);
        this.frame = frame;
    }

    /** Reads every key and judges it by itself. */
    WorkerConfig read(Optional<String> nameFromBuild) {
        removedKeys();
        Path directory = frame.configDirectory();
        AssetsReader assets = new AssetsReader(config, directory);
        BundlingReader bundling = new BundlingReader(config, directory);
        EventReader events = new EventReader(config);
        LifecycleReader lifecycle = new LifecycleReader(config);
        RoutingReader routing = new RoutingReader(config);
        SettingsReader settings = new SettingsReader(config);
        WorkflowReader workflows = new WorkflowReader(config);
        List<Binding> bindings = new BindingReader(config, directory, names).read();
        workflows.check();
        events.checkSockets();
        new LocalReader(config, directory).check();
        Optional<UnsafeReader> unsafe = config.table("unsafe").map(UnsafeReader::new);
        String name = nameFromBuild.orElseGet(this::name);
        return new WorkerConfig(
                frame.file(),
                frame.projectRoot(),
                name,
                frame.topLevelName(),
                frame.environment(),
                frame.environments(),
                config.text("account_id"),
                config.file("main", directory).or(assets::siteEntryPoint),
                CompatibilityDate.read(config),
                config.texts("compatibility_flags"),
                bundling.read(),
                bundling.build(frame.projectRoot()),
                bindings,
                requiredSecrets(),
                config.flag("workers_dev"),
                config.flag("preview_urls"),
                routing.routes(),
                events.crons(),
                events.eventTriggers(),
                settings.limits(),
                routing.placement(),
                settings.observability(),
                settings.cache(),
                config.flag("logpush"),
                settings.tailConsumers(),
                settings.streamingTailConsumers(),
                lifecycle.read(),
                config.table("durable_objects")
                        .flatMap(t -> t.table("code_update_strategy"))
                        .map(Table::json),
                events.queueConsumers(),
                workflows.ownedBy(name),
                assets.assets(),
                assets.site(),
                new ContainerReader(config, directory).read(),
                unsafe.flatMap(UnsafeReader::metadata),
                unsafe.flatMap(UnsafeReader::capnp),
                config.texts("addresses"),
                config.choice("compliance_region", List.of("public", "fedramp_high")),
                config.flag("first_party_worker").orElse(false),
                config.flag("keep_vars").orElse(false));
    }

    /** Judges what was read as a whole; only for the environment that is meant to be used. */
    void checkUse(WorkerConfig worker) {
        new UseCheck(config, worker).check(names);
    }

    private void removedKeys() {
        if (config.has("legacy_env")) {
            config.error("legacy_env", "\"legacy_env\" was removed together with service environments; leave it out");
        }
        if (config.has("node_compat")) {
            config.error(
                    "node_compat",
                    "\"node_compat\" was removed; use compatibility_flags = [\"nodejs_compat\"] instead");
        }
    }

    private String name() {
        Optional<String> own = config.text("name");
        own.filter(n -> !n.isEmpty() && !NAME.matcher(n).matches())
                .ifPresent(n -> config.error(
                        "name", "name \"" + n + "\" may have only a-z, 0-9, _ and -, and may not start with -"));
        if (own.isPresent() || frame.environment().isEmpty()) {
            return own.orElse("");
        }
        return frame.topLevelName()
                .map(n -> n + "-" + frame.environment().get())
                .orElse("");
    }

    private List<String> requiredSecrets() {
        return config.table("secrets")
                .map(t -> {
                    List<String> required = t.texts("required");
                    t.warnUnknown();
                    return required;
                })
                .orElse(List.of());
    }
}
