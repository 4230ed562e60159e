package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.QueueBinding;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.r2.Bucket;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the bindings of a version as workerd's config has them. */
final class BindingConfig {
    private final ServedVersion served;
    private final List<ServedVersion> all;
    private final WorkflowConfig workflows;
    private final ConfigParts parts;
    private final ProductConfig products;

    /**
     * For one version.
     *
     * @param all what else runs in the process, for bindings from one Worker to another
     */
    BindingConfig(
            ServedVersion served,
            List<ServedVersion> all,
            WorkflowConfig workflows,
            ConfigParts parts,
            ProductConfig products) {
        this.served = served;
        this.all = all;
        this.workflows = workflows;
        this.parts = parts;
        this.products = products;
    }

    List<String> lines() {
        return served.version().bindings().stream()
                .map(b -> "(name = " + Capnp.text(name(b)) + ", " + value(b) + ")")
                .toList();
    }

    private static String name(JsonNode binding) {
        return binding.path("name").asText();
    }

    private String value(JsonNode b) {
        return switch (b.path("type").asText()) {
            case "plain_text" -> "text = " + Capnp.text(b.path("text").asText());
            case "secret_text" ->
                "fromEnvironment = " + Capnp.text(parts.secret(b.path("text").asText()));
            case "json" -> "json = " + Capnp.text(Json.compact(b.path("json")));
            case "kv_namespace" ->
                "kvNamespace = "
                        + Capnp.text(parts.external("kv", b.path("namespace_id").asText()));
            case "queue" -> "queue = " + Capnp.text(parts.external("queue", QueueBinding.id(b)));
            case "workflow" -> workflow(b);
            case "d1" -> d1(b);
            case "hyperdrive" -> hyperdrive(b);
            case "vectorize" -> vectorize(b);
            case "r2_bucket" ->
                "r2Bucket = "
                        + Capnp.text(parts.external(
                                "r2",
                                new Bucket.Id(
                                                Json.text(b, "jurisdiction").orElse("default"),
                                                b.path("bucket_name").asText())
                                        .toString()));
            case "assets" ->
                "service = " + Capnp.text(parts.external("assets", served.ref().toString()));
            case "version_metadata" -> "json = " + Capnp.text(versionMetadata());
            case "service" -> service(b);
            case "durable_object_namespace" -> objects(b);
            case "wasm_module" -> "wasmModule = embed " + Capnp.text(part(b));
            case "text_blob" -> "text = embed " + Capnp.text(part(b));
            case "data_blob" -> "data = embed " + Capnp.text(part(b));
            default -> products.value(b).orElseGet(() -> products.canned(b));
        };
    }

    /** A binding of which every use throws one clear error. */
    static String unavailable(String message) {
        return "wrapped = (moduleName = \"local:unavailable\", innerBindings = [(name = \"message\", text = "
                + Capnp.text(message) + ")])";
    }

    private String workflow(JsonNode b) {
        String name = b.path("workflow_name").asText();
        return workflows
                .binding(name)
                .orElseGet(() -> unavailable("the Workflow " + name + ", which the binding " + name(b)
                        + " leads to, does not exist; it is made when the Worker that has its class is deployed"));
    }

    private String d1(JsonNode b) {
        String id = Json.text(b, "id").or(() -> Json.text(b, "database_id")).orElse("");
        return "wrapped = (moduleName = \"cloudflare-internal:d1-api\", innerBindings = [(name = \"fetcher\", service = "
                + Capnp.text(parts.external("d1", id)) + ")])";
    }

    private String hyperdrive(JsonNode b) {
        return parts.database(name(b), b.path("id").asText())
                .map(origin -> "hyperdrive = (designator = " + Capnp.text(parts.database(origin)) + ", scheme = "
                        + Capnp.text(origin.scheme()) + ", user = " + Capnp.text(origin.user()) + ", password = "
                        + Capnp.text(origin.password()) + ", database = " + Capnp.text(origin.database()) + ")")
                .orElseGet(() -> unavailable("the binding " + name(b)
                        + " (hyperdrive) has no database here; set its localConnectionString in the config, or "
                        + HyperdriveConfigs.VARIABLES.get(0) + name(b) + " in the environment, and deploy again"));
    }

    private String vectorize(JsonNode b) {
        String index = b.path("index_name").asText();
        return "wrapped = (moduleName = \"cloudflare-internal:vectorize-api\", innerBindings = [(name = \"fetcher\", "
                + "service = " + Capnp.text(parts.external("vectorize", index)) + "), (name = \"indexId\", text = "
                + Capnp.text(index)
                + "), (name = \"indexVersion\", text = \"v2\"), (name = \"useNdJson\", json = \"true\")])";
    }

    private String part(JsonNode binding) {
        String part = binding.path("part").asText();
        return served.version().modules().stream()
                .filter(m -> m.name().equals(part))
                .map(m -> GenerationConfig.blob(m.sha256()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the upload had no part " + part));
    }

    private String versionMetadata() {
        Version version = served.version();
        return Json.compact(Json.object()
                .put("id", version.id())
                .put("tag", version.annotations().path("workers/tag").asText())
                .put("timestamp", version.createdOn().toString()));
    }

    /** Leads to the version with the largest share of the other Worker's traffic. */
    private String service(JsonNode b) {
        String worker = b.path("service").asText();
        Optional<ServedVersion> target = all.stream()
                .filter(v -> v.script().name().equals(worker) && v.owner())
                .findFirst();
        if (target.isEmpty()) {
            return unavailable("the Worker " + worker + ", which the binding " + name(b) + " leads to, does not run");
        }
        boolean plain = !b.has("props")
                && Json.text(b, "entrypoint").filter(e -> !e.equals("default")).isEmpty();
        if (plain || !target.get().version().hasCode()) {
            return "service = " + Capnp.text(parts.entrance(target.get()));
        }
        StringBuilder designator = new StringBuilder("service = (name = ")
                .append(Capnp.text(target.get().ref().toString()));
        Json.text(b, "entrypoint")
                .filter(e -> !e.equals("default"))
                .ifPresent(e -> designator.append(", entrypoint = ").append(Capnp.text(e)));
        if (b.has("props")) {
            designator
                    .append(", props = (json = ")
                    .append(Capnp.text(Json.compact(b.get("props"))))
                    .append(')');
        }
        return designator.append(')').toString();
    }

    /** Found by the id, so that a binding stays with its class when that is renamed or goes to another Worker. */
    private String objects(JsonNode b) {
        String id = b.path("namespace_id").asText();
        for (ServedVersion owner : all) {
            Optional<String> className = owner.script().objectClasses().entrySet().stream()
                    .filter(e -> owner.owner() && e.getValue().uniqueKey().equals(id))
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (className.isPresent()) {
                return owner.ref().equals(served.ref())
                        ? "durableObjectNamespace = " + Capnp.text(className.get())
                        : "durableObjectNamespace = (className = " + Capnp.text(className.get()) + ", serviceName = "
                                + Capnp.text(owner.ref().toString()) + ")";
            }
        }
        return unavailable("the Durable Object class " + b.path("class_name").asText() + ", which the binding "
                + name(b) + " leads to, does not run");
    }
}
