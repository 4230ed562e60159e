package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.r2.Bucket;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Script.ObjectClass;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a version of an upload: resolves what it inherits, and checks its bindings against the account. */
final class VersionBuilder {
    private static final String KV_ID = "[0-9a-zA-Z_-]{1,64}";

    private final Platform platform;
    private final AssetSessions assets;

    VersionBuilder(Platform platform, AssetSessions assets) {
        this.platform = platform;
        this.assets = assets;
    }

    /**
     * Builds the version that the upload adds to a Worker.
     *
     * @param script the Worker with migrations applied; without versions when it is new
     * @param strict whether an {@code inherit} binding that leads nowhere is an error
     */
    Version build(Upload upload, Script script, boolean strict, String source) {
        Optional<Version> base = script.latestVersion();
        ObjectNode metadata = upload.metadata().deepCopy();
        ArrayNode bindings = bindings(upload, base, strict);
        bindings.forEach(b -> checkAgainstAccount((ObjectNode) b, script));
        metadata.set("bindings", bindings);
        metadata.remove(List.of("migrations", "keep_bindings", "annotations", "assets"));
        Optional<Version.AssetSet> files = assets(upload, base);
        List<Version.Module> modules = new ArrayList<>();
        for (Upload.Module module : upload.modules()) {
            modules.add(new Version.Module(
                    module.name(), module.type(), platform.modules().put(module.content())));
        }
        ObjectNode annotations =
                upload.metadata().path("annotations") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        annotations.put("workers/triggered_by", "upload");
        return new Version(
                Platform.newId(),
                base.map(v -> v.number() + 1).orElse(1L),
                platform.now(),
                source,
                annotations,
                metadata,
                upload.main(),
                modules,
                upload.script(),
                files);
    }

    private Optional<Version.AssetSet> assets(Upload upload, Optional<Version> base) {
        JsonNode given = upload.metadata().path("assets");
        if (given.isObject()) {
            ObjectNode config = given.path("config") instanceof ObjectNode c ? c.deepCopy() : Json.object();
            return Optional.of(
                    new Version.AssetSet(assets.complete(given.path("jwt").asText()), config));
        }
        return upload.metadata().path("keep_assets").asBoolean() ? base.flatMap(Version::assets) : Optional.empty();
    }

    private static ArrayNode bindings(Upload upload, Optional<Version> base, boolean strict) {
        Map<String, JsonNode> earlier = new LinkedHashMap<>();
        base.ifPresent(v -> v.bindings().forEach(b -> earlier.put(b.path("name").asText(), b)));
        ArrayNode resolved = Json.array();
        Set<String> names = new HashSet<>();
        List<ApiError.Reason> missing = new ArrayList<>();
        for (JsonNode binding : upload.metadata().path("bindings")) {
            String name = binding.path("name").asText();
            names.add(name);
            if (!binding.path("type").asText().equals("inherit")) {
                resolved.add(binding.deepCopy());
                continue;
            }
            refuseOtherVersion(name, binding);
            JsonNode inherited = earlier.get(Json.text(binding, "old_name").orElse(name));
            if (inherited != null) {
                resolved.add(((ObjectNode) inherited.deepCopy()).put("name", name));
            } else {
                missing.add(new ApiError.Reason(
                        10057,
                        "inherit binding '" + name + "' is invalid: the previous version has no binding of that name"));
            }
        }
        if (strict && !missing.isEmpty()) {
            throw new ApiError(400, missing);
        }
        Set<String> kept = new HashSet<>(Json.texts(upload.metadata(), "keep_bindings"));
        earlier.forEach((name, binding) -> {
            if (kept.contains(binding.path("type").asText()) && names.add(name)) {
                resolved.add(binding.deepCopy());
            }
        });
        return resolved;
    }

    private static void refuseOtherVersion(String name, JsonNode binding) {
        Json.text(binding, "version_id").filter(id -> !id.equals("latest")).ifPresent(id -> {
            throw new ApiError(
                    400,
                    10057,
                    "inherit binding '" + name + "' is invalid: 'version_id' value '" + id
                            + "' is invalid, only the literal 'latest' is supported by this API");
        });
    }

    /** Ids in a config are those of the real account, so what they name counts as existing here. */
    private void checkAgainstAccount(ObjectNode binding, Script script) {
        switch (binding.path("type").asText()) {
            case "kv_namespace" -> {
                String id = binding.path("namespace_id").asText();
                if (!id.matches(KV_ID)) {
                    throw new ApiError(
                            400,
                            10042,
                            "KV namespace '" + id
                                    + "' is not valid. Please verify the namespace_id in your configuration.");
                }
                platform.kv().ensure(id, binding.path("name").asText());
            }
            case "d1" -> requireDatabase(binding);
            case "r2_bucket" -> requireBucket(binding);
            case "service" -> requireService(binding, script);
            case "durable_object_namespace" -> binding.put("namespace_id", objectNamespace(binding, script));
            default -> {}
        }
    }

    private void requireDatabase(JsonNode binding) {
        String id = Json.text(binding, "id")
                .or(() -> Json.text(binding, "database_id"))
                .orElse("");
        String name = binding.path("name").asText();
        if (platform.d1().ensure(id, name).isEmpty()) {
            throw new ApiError(
                    400, 10181, "D1 binding '" + name + "' references database '" + id + "' which was not found.");
        }
    }

    private void requireBucket(JsonNode binding) {
        String name = binding.path("bucket_name").asText();
        String jurisdiction = Json.text(binding, "jurisdiction").orElse("default");
        if (platform.r2().buckets().find(new Bucket.Id(jurisdiction, name)).isEmpty()) {
            throw new ApiError(
                    400, 10085, "R2 bucket '" + name + "' not found. Please use a different name and try again.");
        }
    }

    private void requireService(JsonNode binding, Script script) {
        String target = binding.path("service").asText();
        boolean known = target.equals(script.name())
                || platform.scripts().find(target).flatMap(Script::current).isPresent();
        if (!known) {
            throw new ApiError(
                    400,
                    10143,
                    "Service binding '" + binding.path("name").asText() + "' references Worker '" + target
                            + "' which was not found. Verify the Worker exists in your account and that the service name in "
                            + "your configuration is correct.");
        }
    }

    /** The id stays with the class when that is renamed or goes to another Worker. */
    private String objectNamespace(JsonNode binding, Script script) {
        Optional<String> given = Json.text(binding, "namespace_id").filter(id -> exists(id, script));
        if (given.isPresent()) {
            return given.get();
        }
        String className = binding.path("class_name").asText();
        String owner = Json.text(binding, "script_name").orElse(script.name());
        Script target = owner.equals(script.name())
                ? script
                : platform.scripts()
                        .find(owner)
                        .orElseThrow(() -> new ApiError(
                                400,
                                10061,
                                "Cannot create binding for class in script '" + owner + "' that does not exist."));
        return Optional.ofNullable(target.objectClasses().get(className))
                .map(ObjectClass::uniqueKey)
                .orElseThrow(() -> new ApiError(
                        400,
                        10061,
                        "Cannot create binding for class '" + className
                                + "' because it is not currently configured to implement Durable Objects. Configure a "
                                + "migration in your configuration to add this class."));
    }

    private boolean exists(String namespace, Script script) {
        return Stream.concat(
                        Stream.of(script),
                        platform.scripts().all().stream().filter(s -> !s.name().equals(script.name())))
                .flatMap(s -> s.objectClasses().values().stream())
                .anyMatch(c -> c.uniqueKey().equals(namespace));
    }
}
