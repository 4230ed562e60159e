package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads every kind of binding. The rules per kind are wrangler's. */
final class BindingReader {
    private final Table config;
    private final Path directory;
    private final BindingNames names;
    private final List<Binding> bindings = new ArrayList<>();

    BindingReader(Table config, Path directory, BindingNames names) {
        this.config = config;
        this.directory = directory;
        this.names = names;
    }

    /** All bindings in the order in which wrangler uploads them: one kind after another. */
    List<Binding> read() {
        variables();
        items("kv_namespaces", BindingKinds::kvNamespace);
        named(config, "send_email", BindingKinds::sendEmail);
        config.table("durable_objects").ifPresent(this::durableObjects);
        items("workflows", BindingKinds::workflow);
        config.table("queues").ifPresent(this::queues);
        items("r2_buckets", BindingKinds::bucket);
        items("d1_databases", BindingKinds::database);
        items("vectorize", t -> new Binding.Vectorize(remote(t), t.required("index_name")));
        items("ai_search_namespaces", t -> new Binding.AiSearchNamespace(remote(t), t.required("namespace")));
        items("ai_search", t -> new Binding.AiSearch(remote(t), t.required("instance_name")));
        items("agent_memory", t -> new Binding.AgentMemory(remote(t), t.required("namespace")));
        items(
                "hyperdrive",
                t -> new Binding.Hyperdrive(
                        remote(t),
                        t.required("id"),
                        t.text("localConnectionString").map(Secret::new)));
        items(
                "secrets_store_secrets",
                t -> new Binding.SecretsStoreSecret(
                        t.required("binding"), t.required("store_id"), t.required("secret_name")));
        items("artifacts", t -> new Binding.Artifacts(remote(t), t.required("namespace")));
        items("unsafe_hello_world", t -> new Binding.HelloWorld(t.required("binding"), t.flag("enable_timer")));
        items("flagship", t -> new Binding.Flagship(remote(t), t.text("app_id")));
        named(config, "ratelimits", BindingKinds::rateLimit);
        items("vpc_services", t -> new Binding.VpcService(remote(t), t.required("service_id")));
        items("vpc_networks", BindingKinds::vpcNetwork);
        lenientItems("services", BindingKinds::service);
        items("analytics_engine_datasets", t -> new Binding.AnalyticsEngine(remote(t), t.nonEmptyText("dataset")));
        lenientItems("dispatch_namespaces", BindingKinds::dispatchNamespace);
        items("mtls_certificates", t -> new Binding.MtlsCertificate(remote(t), t.required("certificate_id")));
        items("pipelines", BindingKinds::pipeline);
        items("k2", BindingKinds::k2);
        items("worker_loaders", t -> new Binding.Platform(t.required("binding"), Binding.Product.WORKER_LOADER));
        config.table("logfwdr").ifPresent(this::logForwarder);
        blobs("wasm_modules", Binding.Blob.Kind.WASM_MODULE);
        platform("browser", Binding.Product.BROWSER);
        platform("analytics", Binding.Product.ANALYTICS);
        config.table("ai").ifPresent(t -> add(t, "binding", new Binding.Ai(remote(t), t.flag("staging"))));
        platform("images", Binding.Product.IMAGES);
        platform("stream", Binding.Product.STREAM);
        platform("media", Binding.Product.MEDIA);
        config.table("version_metadata")
                .ifPresent(t -> add(
                        t, "binding", new Binding.Platform(t.required("binding"), Binding.Product.VERSION_METADATA)));
        assets();
        blobs("text_blobs", Binding.Blob.Kind.TEXT_BLOB);
        blobs("data_blobs", Binding.Blob.Kind.DATA_BLOB);
        config.table("unsafe")
                .ifPresent(t -> new UnsafeReader(t).bindings().forEach((item, b) -> add(item, "name", b)));
        return List.copyOf(bindings);
    }

    private void variables() {
        config.object("vars")
                .ifPresent(vars -> vars.properties().forEach(entry -> {
                    String name = entry.getKey();
                    JsonNode value = entry.getValue();
                    NodePath path = config.path("vars").key(name);
                    names.claim(name, path);
                    if (value.isPojo()) {
                        config.findings()
                                .error(path, path + " is a date or time, which no variable can hold; put it in quotes");
                    }
                    if (ConfigKeys.kind(name) != ConfigKeys.Kind.UNKNOWN && !config.has(name)) {
                        config.findings().warn(path, path + " becomes a variable" + ConfigKeys.MOVE_UP);
                    }
                    bindings.add(
                            value.isTextual()
                                    ? new Binding.PlainText(name, value.textValue())
                                    : new Binding.Json(name, PlainJson.of(value)));
                }));
    }

    private void durableObjects(Table objects) {
        named(objects, "bindings", BindingKinds::durableObject);
        objects.table("code_update_strategy").ifPresent(BindingKinds::checkUpdateStrategy);
        objects.warnUnknown();
    }

    private void queues(Table queues) {
        for (Table t : queues.tables("producers")) {
            add(t, "binding", BindingKinds.queueProducer(t));
            t.warnUnknown();
        }
        queues.ignoring("consumers").warnUnknown();
    }

    private void logForwarder(Table t) {
        if (t.has("schema")) {
            t.error("schema", t.path("schema") + " was removed; unsafe.capnp takes its place");
        }
        if (!t.has("bindings")) {
            t.error("bindings", t.path() + " needs \"bindings\", an array of tables");
        }
        named(t, "bindings", item -> new Binding.LogForwarder(item.required("name"), item.required("destination")));
        t.warnUnknown();
    }

    private void assets() {
        config.object("assets").flatMap(o -> Json.text(o, "binding")).ifPresent(name -> {
            names.claim(name, config.path("assets").key("binding"));
            bindings.add(new Binding.Platform(name, Binding.Product.ASSETS));
        });
    }

    private void blobs(String key, Binding.Blob.Kind kind) {
        config.textMap(key).forEach((name, written) -> {
            NodePath path = config.path(key).key(name);
            names.claim(name, path);
            config.file(path, written, directory)
                    .ifPresent(file -> bindings.add(new Binding.Blob(name, kind, file, written)));
        });
    }

    private void platform(String key, Binding.Product product) {
        config.table(key).ifPresent(t -> {
            add(t, "binding", new Binding.Platform(remote(t), product));
            t.warnUnknown();
        });
    }

    private void items(String key, Function<Table, Binding> reader) {
        for (Table t : config.tables(key)) {
            add(t, "binding", reader.apply(t));
            t.warnUnknown();
        }
    }

    /** The kinds whose items are called by "name" instead of "binding". */
    private void named(Table table, String key, Function<Table, Binding> reader) {
        for (Table t : table.tables(key)) {
            add(t, "name", reader.apply(t));
            t.warnUnknown();
        }
    }

    /** The kinds in which wrangler lets unknown keys pass without a word. */
    private void lenientItems(String key, Function<Table, Binding> reader) {
        for (Table t : config.tables(key)) {
            add(t, "binding", reader.apply(t));
        }
    }

    private void add(Table t, String nameKey, Binding binding) {
        names.claim(binding.name(), t.path().key(nameKey));
        bindings.add(binding);
    }

    /** The name of a binding that may be remote in local development. */
    private static String remote(Table t) {
        t.checkingFlag("remote");
        return t.required("binding");
    }
}
