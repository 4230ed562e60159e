package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.Bundling;
import io.github.flaremaven.cloudflare.config.model.CustomBuild;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.config.model.ModuleRule;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import io.github.flaremaven.cloudflare.config.model.Route;
import io.github.flaremaven.cloudflare.config.model.Site;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the effective keys of one environment into a {@link WorkerConfig}, reporting everything that is wrong. */
final class WorkerReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]*");
    private static final Set<ModuleType> RULE_TYPES = Set.of(
            ModuleType.ES_MODULE, ModuleType.COMMON_JS, ModuleType.COMPILED_WASM, ModuleType.TEXT, ModuleType.DATA);

    private static final Set<String> REMOVED = Set.of("legacy_env", "node_compat");

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
    private final Findings findings;
    private final Frame frame;

    WorkerReader(EffectiveConfig effective, Frame frame, Findings findings) {
        this.config = Table.merged(effective.tree(), NodePath.ROOT, effective::pathOf, findings);
        this.findings = findings;
        this.frame = frame;
    }

    WorkerConfig read(Optional<String> nameFromBuild) {
        removedKeys();
        Optional<Path> main = config.text("main").map(this::path);
        Optional<Site> site = new AssetsReader(config, frame.configDirectory()).site();
        Optional<Assets> assets =
                new AssetsReader(config, frame.configDirectory()).assets(main.isPresent() || site.isPresent());
        RoutingReader routing = new RoutingReader(config);
        List<Route> routes = routing.routes();
        BindingReader bindingReader = new BindingReader(config, frame.configDirectory());
        List<Binding> bindings = bindingReader.read();
        List<String> secrets = requiredSecrets();
        bindingReader.checkNames(secrets);
        LifecycleReader lifecycleReader = new LifecycleReader(config);
        Lifecycle lifecycle = lifecycleReader.read();
        List<WorkflowDefinition> workflows = lifecycleReader.workflows();
        localOnlyKeys();
        Optional<Table> unsafe = config.table("unsafe");
        return new WorkerConfig(
                frame.file(),
                frame.projectRoot(),
                nameFromBuild.orElseGet(this::name),
                frame.topLevelName(),
                frame.environment(),
                frame.environments(),
                accountId(),
                main,
                CompatibilityDate.read(config),
                compatibilityFlags(),
                bundling(),
                build(),
                bindings,
                secrets,
                config.flag("workers_dev"),
                config.flag("preview_urls"),
                routes,
                routing.crons(),
                routing.eventTriggers(),
                limits(),
                routing.placement(),
                observability(),
                cache(),
                config.flag("logpush"),
                tailConsumers("tail_consumers"),
                tailConsumers("streaming_tail_consumers"),
                lifecycle,
                config.table("durable_objects").flatMap(t -> t.object("code_update_strategy")),
                queueConsumers(),
                workflows,
                assets,
                site,
                config.array("containers"),
                unsafe.flatMap(t -> t.object("metadata")),
                unsafe.flatMap(t -> t.any("capnp")),
                config.texts("addresses"),
                config.choice("compliance_region", List.of("public", "fedramp_high")),
                config.flag("first_party_worker").orElse(false),
                config.flag("keep_vars").orElse(false));
    }

    /** Warns about top-level keys that nobody knows. Environments have their own way, see the resolver. */
    static void warnAboutUnknownKeys(ObjectNode top, Findings findings) {
        top.fieldNames().forEachRemaining(key -> {
            if (ConfigKeys.kind(key).isEmpty() && !REMOVED.contains(key)) {
                findings.warn(
                        NodePath.of(key),
                        "unknown key \"" + key + "\" at the top level, ignored" + Nearest.hint(key, ConfigKeys.all()));
            }
        });
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

    private Optional<String> accountId() {
        Optional<String> id = config.text("account_id");
        if (id.equals(Optional.of(""))) {
            config.warn("account_id", "an empty \"account_id\" is ignored; leave it out");
            return Optional.empty();
        }
        return id;
    }

    private List<String> compatibilityFlags() {
        List<String> flags = config.texts("compatibility_flags");
        if (flags.contains("experimental:nodejs_compat_v2")) {
            config.error(
                    "compatibility_flags", "\"experimental:nodejs_compat_v2\" is called \"nodejs_compat_v2\" by now");
        }
        conflict(flags, "nodejs_compat", "nodejs_compat_v2");
        conflict(flags, "global_navigator", "no_global_navigator");
        return flags;
    }

    private void conflict(List<String> flags, String one, String other) {
        if (flags.contains(one) && flags.contains(other)) {
            config.error("compatibility_flags", "\"" + one + "\" and \"" + other + "\" exclude each other; keep one");
        }
    }

    private Bundling bundling() {
        List<String> pythonExclude = config.table("python_modules")
                .flatMap(t -> t.optionalTexts("exclude"))
                .orElse(List.of("**/*.pyc"));
        return new Bundling(
                config.text("base_dir").map(this::path),
                config.flag("find_additional_modules"),
                config.flag("preserve_file_names").orElse(false),
                rules(),
                config.flag("no_bundle").orElse(false),
                config.flag("minify").orElse(false),
                config.flag("keep_names"),
                config.flag("upload_source_maps"),
                config.text("tsconfig").map(this::path),
                config.text("jsx_factory"),
                config.text("jsx_fragment"),
                config.textMap("define"),
                config.textMap("alias"),
                pythonExclude);
    }

    private List<ModuleRule> rules() {
        List<ModuleRule> rules = new ArrayList<>();
        List<String> types =
                RULE_TYPES.stream().map(ModuleType::ruleName).sorted().toList();
        for (Table t : config.tables("rules")) {
            t.required("type");
            Optional<ModuleType> type = t.choice("type", types).flatMap(ModuleType::ofRuleName);
            if (!t.has("globs")) {
                t.error("globs", t.path() + " needs \"globs\", an array of strings");
            }
            List<String> globs = t.texts("globs");
            Optional<Boolean> fallthrough = t.flag("fallthrough");
            type.filter(RULE_TYPES::contains).ifPresent(known -> rules.add(new ModuleRule(known, globs, fallthrough)));
        }
        return rules;
    }

    private CustomBuild build() {
        Optional<Table> table = config.table("build");
        Optional<String> command = table.flatMap(t -> t.text("command"));
        Path directory = table.flatMap(t -> t.text("cwd"))
                .map(frame.projectRoot()::resolve)
                .orElse(frame.projectRoot());
        List<Path> watch = new ArrayList<>();
        table.ifPresent(t -> {
            t.any("watch_dir").ifPresent(v -> {
                if (v.isTextual()) {
                    watch.add(path(v.textValue()));
                } else {
                    t.texts("watch_dir").forEach(w -> watch.add(path(w)));
                }
            });
            t.warnUnknown();
        });
        return new CustomBuild(command, directory, watch.isEmpty() ? List.of(path("./src")) : watch);
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

    /** wrangler lets anything pass in here and sends it on; we do too, and say what Cloudflare will not know. */
    private Optional<ObjectNode> limits() {
        Optional<JsonNode> value = config.any("limits");
        if (value.isEmpty() || !(value.get() instanceof ObjectNode limits)) {
            value.ifPresent(v -> config.warn("limits", "limits should be a table, found " + Findings.show(v)));
            return Optional.empty();
        }
        Table t = Table.of(limits, config.path("limits"), findings);
        t.number("cpu_ms");
        t.number("subrequests");
        for (String key : (Iterable<String>) limits::fieldNames) {
            if (key.equals("memory_mb")) {
                t.warn(key, t.path(key) + " has no effect: a Worker's memory is fixed at 128 MB; remove it");
            } else if (!key.equals("cpu_ms") && !key.equals("subrequests")) {
                t.warn(
                        key,
                        "unknown key \"" + key + "\" in " + t.path() + ", sent as it is"
                                + Nearest.hint(key, List.of("cpu_ms", "subrequests")));
            }
        }
        return Optional.of(limits);
    }

    private Optional<ObjectNode> observability() {
        Optional<Table> table = config.table("observability");
        table.ifPresent(t -> {
            boolean decided = t.flag("enabled").isPresent();
            rate(t);
            t.checkingFlag("redact_query_string");
            for (String part : List.of("logs", "traces", "issues")) {
                Optional<Table> section = t.table(part);
                boolean decidedHere = section.flatMap(s -> s.flag("enabled")).isPresent();
                decided = decided || decidedHere;
                section.ifPresent(s -> observabilitySection(s, part));
            }
            if (!decided) {
                t.error("enabled", t.path() + " needs \"enabled\", true or false, or a logs or traces table with one");
            }
            t.warnUnknown();
        });
        return table.map(Table::node);
    }

    private static void observabilitySection(Table t, String part) {
        if (!part.equals("issues")) {
            rate(t);
            t.checkingFlag("persist");
            t.texts("destinations");
        }
        if (part.equals("logs")) {
            t.checkingFlag("invocation_logs");
        }
        t.warnUnknown();
    }

    private static void rate(Table t) {
        t.number("head_sampling_rate")
                .filter(n -> n.asDouble() < 0 || n.asDouble() > 1)
                .ifPresent(n -> t.error(
                        "head_sampling_rate", t.path("head_sampling_rate") + " must be between 0 and 1, found " + n));
    }

    private Optional<ObjectNode> cache() {
        return config.table("cache").map(t -> {
            if (!t.has("enabled")) {
                t.error("enabled", t.path() + " needs \"enabled\", true or false");
            }
            t.checkingFlag("enabled", "cross_version_cache").warnUnknown();
            return t.node();
        });
    }

    private Optional<ArrayNode> tailConsumers(String key) {
        config.tables(key).forEach(t -> {
            t.required("service");
            t.checkingText("environment");
        });
        return config.array(key);
    }

    private List<QueueConsumer> queueConsumers() {
        List<QueueConsumer> consumers = new ArrayList<>();
        config.table("queues").ifPresent(queues -> {
            for (Table t : queues.tables("consumers")) {
                t.choice("type", List.of("worker"));
                consumers.add(new QueueConsumer(
                        t.required("queue"),
                        t.number("max_batch_size"),
                        t.number("max_batch_timeout"),
                        t.number("max_retries"),
                        t.any("max_concurrency").filter(JsonNode::isNull).or(() -> t.number("max_concurrency")),
                        t.number("visibility_timeout_ms"),
                        t.number("retry_delay"),
                        t.text("dead_letter_queue")));
                t.warnUnknown();
            }
        });
        return consumers;
    }

    /** Keys that matter to {@code wrangler dev}, Pages or the dashboard: checked, so that a slip is found. */
    private void localOnlyKeys() {
        config.checkingText("pages_build_output_dir").checkingFlag("send_metrics", "keep_vars");
        config.table("dependencies_instrumentation").ifPresent(t -> {
            t.texts("exclude_packages");
            t.checkingFlag("enabled").warnUnknown();
        });
        config.table("dev").ifPresent(t -> {
            t.choice("local_protocol", List.of("http", "https"));
            t.choice("upstream_protocol", List.of("http", "https"));
            t.number("port");
            t.number("inspector_port");
            t.checkingText("ip", "inspector_ip", "host", "container_engine")
                    .checkingFlag("enable_containers", "generate_types")
                    .warnUnknown();
        });
        config.table("access").ifPresent(t -> t.ignoring("dev").warnUnknown());
        config.object("previews");
        config.object("cloudchamber");
        config.array("connect");
    }

    private Path path(String written) {
        return frame.configDirectory().resolve(written).normalize();
    }
}
