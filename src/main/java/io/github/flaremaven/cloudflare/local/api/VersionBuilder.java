package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a version of an upload: resolves what it inherits, and checks its bindings against the account. */
final class VersionBuilder {
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
        metadata.set("bindings", bindings(upload, base, strict));
        metadata.remove(List.of("migrations", "keep_bindings", "annotations", "assets"));
        checkAgainstAccount(metadata, script);
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
                assets(upload, base));
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
        for (JsonNode binding : upload.metadata().path("bindings")) {
            String name = binding.path("name").asText();
            names.add(name);
            if (!binding.path("type").asText().equals("inherit")) {
                resolved.add(binding);
                continue;
            }
            JsonNode inherited = earlier.get(Json.text(binding, "old_name").orElse(name));
            if (inherited != null) {
                resolved.add(((ObjectNode) inherited.deepCopy()).put("name", name));
            } else if (strict) {
                throw new ApiError(
                        400, 10057, "inherit binding '" + name + "' is invalid: no binding of that name was found.");
            }
        }
        Set<String> kept = new HashSet<>(Json.texts(upload.metadata(), "keep_bindings"));
        earlier.forEach((name, binding) -> {
            if (kept.contains(binding.path("type").asText()) && names.add(name)) {
                resolved.add(binding);
            }
        });
        return resolved;
    }

    private void checkAgainstAccount(ObjectNode metadata, Script script) {
        for (JsonNode binding : metadata.path("bindings")) {
            String name = binding.path("name").asText();
            switch (binding.path("type").asText()) {
                case "kv_namespace" -> {
                    String id = binding.path("namespace_id").asText();
                    if (!id.matches("[0-9a-zA-Z_-]{1,64}")) {
                        throw new ApiError(
                                400, 10041, "KV namespace '" + id + "' of the binding " + name + " is not valid.");
                    }
                    // The ids in a config are those of the real account, so they count as existing here.
                    platform.kv().ensure(id, name);
                }
                case "service" -> requireService(binding, name, script);
                case "durable_object_namespace" -> requireClass(binding, script);
                default -> {}
            }
        }
    }

    private void requireService(JsonNode binding, String name, Script script) {
        String target = binding.path("service").asText();
        boolean known = target.equals(script.name())
                || platform.scripts().find(target).flatMap(Script::current).isPresent();
        if (!known) {
            throw new ApiError(
                    400,
                    10144,
                    "Could not resolve service binding '" + name + "'. Target script '" + target
                            + "' not found. Please verify the target script and try again.");
        }
    }

    private void requireClass(JsonNode binding, Script script) {
        String className = binding.path("class_name").asText();
        String owner = Json.text(binding, "script_name").orElse(script.name());
        Optional<Script> target = owner.equals(script.name())
                ? Optional.of(script)
                : platform.scripts().find(owner);
        if (target.isEmpty()) {
            throw new ApiError(
                    400, 10061, "Cannot create binding for class in script '" + owner + "' that does not exist.");
        }
        if (!target.get().objectClasses().containsKey(className)) {
            throw new ApiError(
                    400,
                    10061,
                    "Cannot create binding for class '" + className
                            + "' because it is not currently configured to implement Durable Objects. Did you forget to "
                            + "apply a new_classes migration to this class?");
        }
    }
}
