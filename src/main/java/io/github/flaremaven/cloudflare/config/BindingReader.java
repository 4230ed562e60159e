package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads every kind of binding. The rules per kind are wrangler's. */
final class BindingReader {
    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    /** Kinds that wrangler knows by a key of their own, so that {@code unsafe} is no place for them any more. */
    private static final Set<String> NATIVE_TYPES = Set.of(
            "plain_text",
            "secret_text",
            "json",
            "wasm_module",
            "data_blob",
            "text_blob",
            "browser",
            "ai",
            "images",
            "kv_namespace",
            "durable_object_namespace",
            "d1_database",
            "r2_bucket",
            "service",
            "logfwdr",
            "mtls_certificate",
            "pipeline",
            "worker_loader",
            "vpc_service",
            "dispatch_namespace",
            "queue",
            "send_email",
            "vectorize",
            "hyperdrive",
            "analytics_engine",
            "version_metadata");

    private final Table config;
    private final Path directory;
    private final List<Binding> bindings = new ArrayList<>();
    /** Name of each binding, with the keys of the config that claim it. */
    private final Map<String, List<NodePath>> claims = new LinkedHashMap<>();

    BindingReader(Table config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    /** All bindings in the order in which wrangler uploads them: one kind after another. */
    List<Binding> read() {
        vars();
        items(
                "kv_namespaces",
                "binding",
                t -> new Binding.KvNamespace(t.required("binding"), t.nonEmptyText("id")),
                t -> t.checkingText("preview_id").checkingFlag("remote"));
        sendEmail();
        durableObjects();
        items("workflows", "binding", this::workflow, t -> t.checkingFlag("remote"));
        queues();
        items("r2_buckets", "binding", this::bucket, t -> {
            t.checkingText("preview_bucket_name").checkingFlag("remote");
            t.object("local_dev");
        });
        items(
                "d1_databases",
                "binding",
                this::database,
                t -> t.checkingText("preview_database_id", "migrations_dir", "migrations_table", "migrations_pattern")
                        .checkingFlag("remote"));
        items(
                "vectorize",
                "binding",
                t -> new Binding.Vectorize(t.required("binding"), t.required("index_name")),
                BindingReader::remote);
        items(
                "ai_search_namespaces",
                "binding",
                t -> new Binding.AiSearchNamespace(t.required("binding"), t.required("namespace")),
                BindingReader::remote);
        items(
                "ai_search",
                "binding",
                t -> new Binding.AiSearch(t.required("binding"), t.required("instance_name")),
                BindingReader::remote);
        items(
                "agent_memory",
                "binding",
                t -> new Binding.AgentMemory(t.required("binding"), t.required("namespace")),
                BindingReader::remote);
        items(
                "hyperdrive",
                "binding",
                t -> new Binding.Hyperdrive(
                        t.required("binding"),
                        t.required("id"),
                        t.text("localConnectionString").map(Secret::new)),
                BindingReader::remote);
        items(
                "secrets_store_secrets",
                "binding",
                t -> new Binding.SecretsStoreSecret(
                        t.required("binding"), t.required("store_id"), t.required("secret_name")),
                t -> {});
        items(
                "artifacts",
                "binding",
                t -> new Binding.Artifacts(t.required("binding"), t.required("namespace")),
                BindingReader::remote);
        items(
                "unsafe_hello_world",
                "binding",
                t -> new Binding.HelloWorld(t.required("binding"), t.flag("enable_timer")),
                t -> {});
        items(
                "flagship",
                "binding",
                t -> new Binding.Flagship(t.required("binding"), t.text("app_id")),
                BindingReader::remote);
        items("ratelimits", "name", this::rateLimit, t -> {});
        items(
                "vpc_services",
                "binding",
                t -> new Binding.VpcService(t.required("binding"), t.required("service_id")),
                BindingReader::remote);
        items("vpc_networks", "binding", this::vpcNetwork, BindingReader::remote);
        lenientItems("services", "binding", this::service);
        items(
                "analytics_engine_datasets",
                "binding",
                t -> new Binding.AnalyticsEngine(t.required("binding"), t.nonEmptyText("dataset")),
                BindingReader::remote);
        lenientItems("dispatch_namespaces", "binding", this::dispatchNamespace);
        items(
                "mtls_certificates",
                "binding",
                t -> new Binding.MtlsCertificate(t.required("binding"), t.required("certificate_id")),
                BindingReader::remote);
        items("pipelines", "binding", this::pipeline, BindingReader::remote);
        items("k2", "binding", this::k2, t -> {});
        items("worker_loaders", "binding", t -> platform(t, Binding.Product.WORKER_LOADER), t -> {});
        logForwarder();
        blobs("wasm_modules", Binding.Blob.Kind.WASM_MODULE);
        single("browser", Binding.Product.BROWSER);
        single("analytics", Binding.Product.ANALYTICS);
        ai();
        single("images", Binding.Product.IMAGES);
        single("stream", Binding.Product.STREAM);
        single("media", Binding.Product.MEDIA);
        config.table("version_metadata")
                .ifPresent(t -> add(t, "binding", platform(t, Binding.Product.VERSION_METADATA)));
        assets();
        blobs("text_blobs", Binding.Blob.Kind.TEXT_BLOB);
        blobs("data_blobs", Binding.Blob.Kind.DATA_BLOB);
        unsafe();
        return List.copyOf(bindings);
    }

    /** Reports names that two bindings share; secrets that the Worker must have count as well. */
    void checkNames(List<String> requiredSecrets) {
        for (int i = 0; i < requiredSecrets.size(); i++) {
            claim(requiredSecrets.get(i), config.path("secrets").key("required").index(i));
        }
        claims.forEach((name, places) -> {
            if (places.size() > 1) {
                config.findings()
                        .error(
                                places.get(1),
                                "two bindings are called \"" + name + "\": " + places.get(0) + " and " + places.get(1)
                                        + "; each name can be used once");
            }
        });
    }

    private void vars() {
        config.object("vars")
                .ifPresent(vars -> vars.properties().forEach(entry -> {
                    NodePath path = config.path("vars").key(entry.getKey());
                    JsonNode value = entry.getValue();
                    claim(entry.getKey(), path);
                    if (value.isPojo()) {
                        config.findings()
                                .error(path, path + " is a date or time, which no variable can hold; put it in quotes");
                    } else if (value.isTextual()) {
                        bindings.add(new Binding.PlainText(entry.getKey(), value.textValue()));
                    } else {
                        bindings.add(new Binding.Json(entry.getKey(), plainJson(value, path)));
                    }
                }));
    }

    /** JSON has no infinities (wrangler sends null) and no dates; JavaScript has no integers beyond 2^53. */
    private JsonNode plainJson(JsonNode value, NodePath path) {
        if (value.isPojo()) {
            config.findings().error(path, path + " is a date or time, which no variable can hold; put it in quotes");
        }
        if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            return Json.object().nullNode();
        }
        if (value.isObject()) {
            ObjectNode copy = Json.object();
            value.properties().forEach(e -> copy.set(e.getKey(), plainJson(e.getValue(), path.key(e.getKey()))));
            return copy;
        }
        if (value.isArray()) {
            ArrayNode copy = Json.array();
            for (int i = 0; i < value.size(); i++) {
                copy.add(plainJson(value.get(i), path.index(i)));
            }
            return copy;
        }
        return value;
    }

    private void sendEmail() {
        for (Table t : config.tables("send_email")) {
            t.ignoring("binding");
            Optional<String> destination = t.text("destination_address");
            List<String> allowed = t.texts("allowed_destination_addresses");
            if (destination.isPresent() && !allowed.isEmpty()) {
                t.error(
                        "allowed_destination_addresses",
                        t.path() + " may have destination_address or allowed_destination_addresses, not both");
            }
            add(
                    t,
                    "name",
                    new Binding.SendEmail(
                            t.required("name"), destination, allowed, t.texts("allowed_sender_addresses")));
            t.checkingFlag("remote").warnUnknown();
        }
    }

    private void durableObjects() {
        config.table("durable_objects").ifPresent(objects -> {
            for (Table t : objects.tables("bindings")) {
                Optional<String> script = t.text("script_name");
                Optional<String> environment = t.text("environment");
                if (environment.isPresent() && script.isEmpty()) {
                    t.error("environment", t.path() + " has an environment but no script_name");
                }
                add(
                        t,
                        "name",
                        new Binding.DurableObject(t.required("name"), t.required("class_name"), script, environment));
                t.warnUnknown();
            }
            objects.table("code_update_strategy").ifPresent(BindingReader::checkUpdateStrategy);
            objects.warnUnknown();
        });
    }

    private static void checkUpdateStrategy(Table t) {
        t.required("mode");
        t.choice("mode", List.of("immediate", "deferred"));
        t.number("max_delay")
                .filter(n -> n.asDouble() < 0 || n.asDouble() > 86_400)
                .ifPresent(n ->
                        t.error("max_delay", t.path("max_delay") + " must be between 0 and 86400 seconds, found " + n));
        t.warnUnknown();
    }

    private Binding workflow(Table t) {
        return new Binding.Workflow(
                t.required("binding"), t.required("name"), t.required("class_name"), t.text("script_name"));
    }

    private void queues() {
        config.table("queues").ifPresent(queues -> {
            for (Table t : queues.tables("producers")) {
                Optional<JsonNode> delay = t.number("delivery_delay");
                if (delay.isPresent()) {
                    t.warn("delivery_delay", t.path("delivery_delay") + " is deprecated and has no effect");
                }
                add(t, "binding", new Binding.QueueProducer(t.required("binding"), t.nonEmptyText("queue"), delay));
                t.checkingFlag("remote").warnUnknown();
            }
            queues.ignoring("consumers").warnUnknown();
        });
    }

    private Binding bucket(Table t) {
        Optional<String> name = t.text("bucket_name");
        if (name.isPresent() && !BUCKET_NAME.matcher(name.get()).matches()) {
            t.error(
                    "bucket_name",
                    t.path("bucket_name") + " \"" + name.get() + "\" is no bucket name: 3 to 63 of a-z, 0-9 and -, "
                            + "with a letter or digit at both ends");
        }
        return new Binding.R2Bucket(t.required("binding"), name, t.text("jurisdiction"));
    }

    private Binding database(Table t) {
        return new Binding.D1Database(
                t.required("binding"),
                t.text("database_id"),
                t.text("database_name"),
                t.text("jurisdiction"),
                t.text("database_internal_env"));
    }

    private Binding rateLimit(Table t) {
        Optional<Table> simple = t.table("simple");
        JsonNode limit = Json.object().numberNode(0);
        int period = 0;
        if (simple.isEmpty()) {
            t.error("simple", t.path() + " needs \"simple\", a table with limit and period");
        } else {
            Table s = simple.get();
            limit = s.number("limit").orElse(limit);
            period = s.number("period").map(JsonNode::asInt).orElse(0);
            if (!s.has("limit")) {
                s.error("limit", s.path() + " needs \"limit\", a number");
            }
            if (period != 10 && period != 60) {
                s.error("period", s.path("period") + " must be 10 or 60 (seconds)");
            }
            s.warnUnknown();
        }
        return new Binding.RateLimit(t.required("name"), t.required("namespace_id"), limit, period);
    }

    private Binding vpcNetwork(Table t) {
        Optional<String> tunnel = t.nonEmptyText("tunnel_id");
        Optional<String> network = t.nonEmptyText("network_id");
        if (tunnel.isPresent() == network.isPresent()) {
            t.error("network_id", t.path() + " needs exactly one of tunnel_id and network_id");
        }
        return new Binding.VpcNetwork(t.required("binding"), tunnel, network);
    }

    private Binding service(Table t) {
        t.checkingFlag("remote");
        return new Binding.Service(
                t.required("binding"),
                t.required("service"),
                t.text("environment"),
                t.text("entrypoint"),
                t.object("props"),
                t.text("cross_account_grant"));
    }

    private Binding dispatchNamespace(Table t) {
        t.checkingFlag("remote");
        Optional<Binding.Outbound> outbound = t.table("outbound")
                .map(o -> new Binding.Outbound(o.required("service"), o.text("environment"), o.texts("parameters")));
        return new Binding.DispatchNamespace(t.required("binding"), t.text("namespace"), outbound);
    }

    private Binding pipeline(Table t) {
        Optional<String> stream = t.nonEmptyText("stream");
        Optional<String> pipeline = t.nonEmptyText("pipeline");
        if (pipeline.isPresent()) {
            t.warn("pipeline", t.path("pipeline") + " is deprecated; name the stream instead: stream = \"…\"");
        }
        if (stream.isEmpty() && pipeline.isEmpty()) {
            t.error("stream", t.path() + " needs \"stream\", a string");
        }
        return new Binding.Pipeline(t.required("binding"), stream, pipeline);
    }

    private Binding k2(Table t) {
        if (t.flag("remote").equals(Optional.of(false))) {
            t.error("remote", t.path("remote") + " cannot be false: there is no local K2");
        }
        return new Binding.K2(t.required("binding"), t.required("stream"));
    }

    private void logForwarder() {
        config.table("logfwdr").ifPresent(t -> {
            if (t.has("schema")) {
                t.error("schema", t.path("schema") + " was removed; leave it out");
            }
            for (Table item : t.tables("bindings")) {
                add(item, "name", new Binding.LogForwarder(item.required("name"), item.required("destination")));
                item.warnUnknown();
            }
            t.warnUnknown();
        });
    }

    private void ai() {
        config.table("ai").ifPresent(t -> {
            t.checkingFlag("remote");
            add(t, "binding", new Binding.Ai(t.required("binding"), t.flag("staging")));
        });
    }

    private void assets() {
        config.object("assets")
                .map(o -> Table.of(o, config.path("assets"), config.findings()))
                .flatMap(t -> Json.text(t.node(), "binding"))
                .ifPresent(name -> {
                    claim(name, config.path("assets").key("binding"));
                    bindings.add(new Binding.Platform(name, Binding.Product.ASSETS));
                });
    }

    private void blobs(String key, Binding.Blob.Kind kind) {
        config.textMap(key).forEach((name, path) -> {
            claim(name, config.path(key).key(name));
            bindings.add(new Binding.Blob(name, kind, directory.resolve(path), path));
        });
    }

    private void unsafe() {
        config.table("unsafe").ifPresent(unsafe -> {
            config.warn("unsafe", "\"unsafe\" is sent as it stands; Cloudflare may change what it means at any time");
            for (Table t : unsafe.tables("bindings")) {
                String type = t.required("type");
                if (NATIVE_TYPES.contains(type)) {
                    t.warn("type", t.path() + " is a \"" + type + "\", which has a key of its own; move it there");
                }
                ObjectNode rest = t.node().deepCopy().without(List.of("name", "type"));
                add(t, "name", new Binding.Unsafe(t.required("name"), type, rest));
            }
            unsafe.object("metadata");
            unsafe.table("capnp").ifPresent(BindingReader::checkCapnp);
            unsafe.warnUnknown();
        });
    }

    private static void checkCapnp(Table t) {
        boolean compiled = t.text("compiled_schema").isPresent();
        List<String> sources = t.texts("source_schemas");
        boolean source = t.text("base_path").isPresent() || !sources.isEmpty();
        if (compiled == source) {
            t.error(
                    "compiled_schema",
                    t.path() + " needs compiled_schema, or base_path with source_schemas, and not both");
        }
        t.warnUnknown();
    }

    private void single(String key, Binding.Product product) {
        config.table(key).ifPresent(t -> {
            add(t, "binding", platform(t, product));
            t.checkingFlag("remote").warnUnknown();
        });
    }

    private static Binding platform(Table t, Binding.Product product) {
        return new Binding.Platform(t.required("binding"), product);
    }

    private void items(String key, String nameKey, Function<Table, Binding> reader, Consumer<Table> alsoKnown) {
        for (Table t : config.tables(key)) {
            add(t, nameKey, reader.apply(t));
            alsoKnown.accept(t);
            t.warnUnknown();
        }
    }

    /** For the kinds in which wrangler lets unknown keys pass without a word. */
    private void lenientItems(String key, String nameKey, Function<Table, Binding> reader) {
        for (Table t : config.tables(key)) {
            add(t, nameKey, reader.apply(t));
        }
    }

    private void add(Table t, String nameKey, Binding binding) {
        if (!binding.name().isEmpty()) {
            claim(binding.name(), t.path().key(nameKey));
        }
        bindings.add(binding);
    }

    private void claim(String name, NodePath path) {
        claims.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
    }

    private static void remote(Table t) {
        t.checkingFlag("remote");
    }
}
