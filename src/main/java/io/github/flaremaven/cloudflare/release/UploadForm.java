package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.WorkerFormat;
import io.github.flaremaven.cloudflare.bundle.WorkerModule;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The multipart body of an upload: the metadata, then the modules. The same config gives the same fields as wrangler
 * sends; what is absent in the config is absent in the metadata.
 */
final class UploadForm {
    private static final int DEFAULT_UPDATE_DELAY = 300;
    private static final LocalDate WORKFLOW_EXPORTS = LocalDate.of(2026, 11, 9);
    private static final String CAPNP_SCHEMA = "./capnp-schema.compiled";

    /** Which command the upload belongs to; the fields differ. */
    enum Kind {
        /** {@code PUT} of the script: uploads and deploys. */
        DEPLOY_DIRECTLY,
        /** {@code POST} of a version that {@code deploy} then deploys. */
        DEPLOY_VERSION,
        /** {@code POST} of a version that gets no traffic. */
        UPLOAD_VERSION
    }

    private final WorkerConfig config;
    private final Optional<WorkerBundle> bundle;
    private final Kind kind;
    private final List<Binding> bindings;
    private final Annotations annotations;
    private final Optional<ObjectNode> migrations;
    private final Optional<ObjectNode> assets;

    /**
     * Collects what goes into the form.
     *
     * @param bindings the config's bindings, with secrets added and ids resolved
     * @param assets the metadata's {@code assets} field: completion token and config
     */
    UploadForm(
            WorkerConfig config,
            Optional<WorkerBundle> bundle,
            Kind kind,
            List<Binding> bindings,
            Annotations annotations,
            Optional<ObjectNode> migrations,
            Optional<ObjectNode> assets) {
        this.config = config;
        this.bundle = bundle;
        this.kind = kind;
        this.bindings = bindings;
        this.annotations = annotations;
        this.migrations = migrations;
        this.assets = assets;
    }

    Body.Multipart build() {
        if (bundle.isEmpty()) {
            return new Body.Multipart(List.of(metadataPart(assetsOnly())));
        }
        WorkerBundle code = bundle.get();
        return code.format() == WorkerFormat.MODULES ? modules(code) : script(code);
    }

    /** With Workflows among the exports the API has to know them; this is the day from which on it does. */
    static Optional<LocalDate> apiDate(WorkerConfig config) {
        return config.lifecycle().hasWorkflowExports() ? Optional.of(WORKFLOW_EXPORTS) : Optional.empty();
    }

    private Body.Multipart modules(WorkerBundle code) {
        ObjectNode metadata = Json.object().put("main_module", code.main().name());
        ArrayNode list = bindingList(metadata);
        uniqueBindings().forEach(b -> list.add(BindingJson.of(b)));
        List<Body.Part> parts = new ArrayList<>();
        capnp().ifPresent(parts::add);
        parts.add(metadataPart(rest(metadata)));
        code.parts().forEach(m -> parts.add(modulePart(m)));
        return new Body.Multipart(parts);
    }

    /** A script gets its text, data and WebAssembly modules as globals: a binding and a part each. */
    private Body.Multipart script(WorkerBundle code) {
        ObjectNode metadata = Json.object().put("body_part", code.main().name());
        ArrayNode list = bindingList(metadata);
        List<Body.Part> parts = new ArrayList<>();
        for (Binding binding : uniqueBindings()) {
            list.add(BindingJson.of(binding));
            if (binding instanceof Binding.Blob blob) {
                parts.add(part(
                        blob.name(),
                        blob.writtenPath(),
                        blobType(blob.kind()),
                        read(blob.file(), "the binding " + blob.name())));
            }
        }
        for (WorkerModule module : code.modules()) {
            String identifier = module.name().replaceAll("[^a-zA-Z0-9_$]", "_");
            list.addObject()
                    .put("name", identifier)
                    .put("type", scriptBindingType(module))
                    .put("part", identifier);
            parts.add(part(identifier, module.name(), module.type(), module.content()));
        }
        capnp().ifPresent(parts::add);
        parts.add(metadataPart(rest(metadata)));
        parts.add(modulePart(code.main()));
        code.sourceMaps().forEach(m -> parts.add(modulePart(m)));
        return new Body.Multipart(parts);
    }

    private ObjectNode assetsOnly() {
        ObjectNode metadata = Json.object();
        assets.ifPresent(a -> metadata.set("assets", a));
        annotations.addTo(metadata, kind == Kind.UPLOAD_VERSION);
        config.compatibilityDate().ifPresent(date -> metadata.put("compatibility_date", date));
        metadata.set("compatibility_flags", Json.array(config.compatibilityFlags()));
        return metadata;
    }

    private ArrayNode bindingList(ObjectNode metadata) {
        return metadata.putArray("bindings");
    }

    /** A later binding of a name replaces an earlier one, as secrets replace variables. */
    private Iterable<Binding> uniqueBindings() {
        Map<String, Binding> unique = new LinkedHashMap<>();
        bindings.forEach(b -> unique.put(b.name(), b));
        return unique.values();
    }

    private ObjectNode rest(ObjectNode metadata) {
        config.containers().filter(c -> !c.isEmpty()).ifPresent(c -> metadata.set("containers", containers(c)));
        config.compatibilityDate().ifPresent(date -> metadata.put("compatibility_date", date));
        metadata.set("compatibility_flags", Json.array(config.compatibilityFlags()));
        migrations.ifPresent(m -> metadata.set("migrations", m));
        if (kind == Kind.DEPLOY_DIRECTLY) {
            metadata.set("code_update_strategy", updateStrategy(config));
        }
        if (config.lifecycle().hasExports()) {
            metadata.set("exports", config.lifecycle().exports());
        }
        config.unsafeCapnp().ifPresent(c -> metadata.put("capnp_schema", CAPNP_SCHEMA));
        metadata.set("keep_bindings", Json.array(keptBindings()));
        if (kind != Kind.UPLOAD_VERSION) {
            config.logpush().ifPresent(logpush -> metadata.put("logpush", logpush));
        }
        config.placement().ifPresent(placement -> metadata.set("placement", placement));
        config.tailConsumers().ifPresent(consumers -> metadata.set("tail_consumers", consumers));
        if (kind != Kind.UPLOAD_VERSION) {
            config.streamingTailConsumers().ifPresent(c -> metadata.set("streaming_tail_consumers", c));
        }
        config.limits().ifPresent(limits -> metadata.set("limits", limits));
        annotations.addTo(metadata, kind == Kind.UPLOAD_VERSION);
        assets.ifPresent(a -> metadata.set("assets", a));
        if (kind != Kind.UPLOAD_VERSION) {
            config.observability().ifPresent(o -> metadata.set("observability", o));
        }
        config.cache().ifPresent(cache -> metadata.set("cache_options", cache));
        config.unsafeMetadata().ifPresent(metadata::setAll);
        return metadata;
    }

    /** Secrets of earlier deployments always stay; variables only on request. */
    private List<String> keptBindings() {
        return config.keepVars()
                ? List.of("plain_text", "json", "secret_text", "secret_key")
                : List.of("secret_text", "secret_key");
    }

    private ArrayNode containers(ArrayNode configured) {
        ArrayNode sent = Json.array();
        configured.forEach(c -> {
            ObjectNode one = sent.addObject();
            Json.text(c, "class_name")
                    .flatMap(className -> ContainerApplication.defaultName(config, className))
                    .ifPresent(name -> one.put("name", name));
            for (String key : List.of("name", "class_name", "images")) {
                if (c.has(key)) {
                    one.set(key, c.get(key));
                }
            }
        });
        return sent;
    }

    /** How running Durable Objects get the new code; seconds. */
    static ObjectNode updateStrategy(WorkerConfig config) {
        ObjectNode strategy = Json.object();
        String mode =
                config.codeUpdateStrategy().map(s -> s.path("mode").asText()).orElse("deferred");
        strategy.put("mode", mode);
        if (mode.equals("deferred")) {
            strategy.set(
                    "max_delay",
                    config.codeUpdateStrategy()
                            .map(s -> s.get("max_delay"))
                            .orElse(Json.object().numberNode(DEFAULT_UPDATE_DELAY)));
        }
        return strategy;
    }

    /** A script cannot import, so code beside it is of no use; wrangler refuses it too. */
    private static String scriptBindingType(WorkerModule module) {
        return switch (module.type()) {
            case COMPILED_WASM -> "wasm_module";
            case DATA -> "data_blob";
            case TEXT -> "text_blob";
            default ->
                throw new InputFailure("a Worker in the service-worker format has one file of code and cannot take "
                        + module.name() + " besides; export a default handler from its entry module, or bundle it");
        };
    }

    private static ModuleType blobType(Binding.Blob.Kind kind) {
        return switch (kind) {
            case TEXT_BLOB -> ModuleType.TEXT;
            case DATA_BLOB -> ModuleType.DATA;
            case WASM_MODULE -> ModuleType.COMPILED_WASM;
        };
    }

    /** Schemas for log forwarding. wrangler has sources of them compiled by a tool of its user; so does ours. */
    private Optional<Body.Part> capnp() {
        return config.unsafeCapnp()
                .map(c -> Json.text(c, "compiled_schema")
                        .orElseThrow(() -> new InputFailure("unsafe.capnp names sources, which are not compiled here: "
                                + "run \"capnp compile -o- …\" and name its output as compiled_schema")))
                .map(file -> part(
                        CAPNP_SCHEMA,
                        CAPNP_SCHEMA,
                        ModuleType.DATA,
                        read(config.projectRoot().resolve(file), "unsafe.capnp")));
    }

    private static Bytes read(Path file, String owner) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("the file " + file + " of " + owner + " cannot be read: " + e);
        }
    }

    private static Body.Part metadataPart(ObjectNode metadata) {
        return new Body.Part(
                "metadata", Optional.empty(), Optional.empty(), Content.of(Bytes.of(Json.compact(metadata))));
    }

    private static Body.Part modulePart(WorkerModule module) {
        return part(module.name(), module.name(), module.type(), module.content());
    }

    private static Body.Part part(String name, String fileName, ModuleType type, Bytes content) {
        return new Body.Part(name, Optional.of(fileName), Optional.of(type.contentType()), Content.of(content));
    }
}
