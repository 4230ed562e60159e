package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An uploaded version as it is kept.
 *
 * @param source {@code wrangler}, {@code api}, {@value #DEVELOPMENT} or another client's name
 * @param annotations {@code workers/message}, {@code workers/tag}, {@code workers/triggered_by} …
 * @param metadata the upload's metadata, its bindings with {@code inherit} resolved; secrets are in it
 * @param main name of the entry module; empty for a Worker that is only assets
 * @param modules the entry module first
 * @param script whether it is in service-worker format
 * @param assets what is served as files, absent when nothing is
 */
public record Version(
        String id,
        long number,
        Instant createdOn,
        String source,
        ObjectNode annotations,
        ObjectNode metadata,
        String main,
        List<Module> modules,
        boolean script,
        Optional<AssetSet> assets) {

    /** The source of versions that a development loop uploads; they replace each other. */
    public static final String DEVELOPMENT = "dev";

    /** {@code sha256} names the content in the blob store. */
    public record Module(String name, ModuleType type, String sha256) {}

    /**
     * Files of a version.
     *
     * @param files by path, in order
     * @param config the upload's {@code assets.config}
     */
    public record AssetSet(Map<String, AssetEntry> files, ObjectNode config) {}

    /** {@code contentType} is absent where the client knew none. */
    public record AssetEntry(String hash, Optional<String> contentType) {}

    public Version {
        modules = List.copyOf(modules);
    }

    /** The bindings as uploaded. */
    public List<JsonNode> bindings() {
        return Json.items(metadata, "bindings").toList();
    }

    public Optional<String> compatibilityDate() {
        return Json.text(metadata, "compatibility_date");
    }

    /** Whether a process runs for it; a version that is only assets needs none. */
    public boolean hasCode() {
        return !modules.isEmpty();
    }

    public List<String> compatibilityFlags() {
        return Json.texts(metadata, "compatibility_flags");
    }

    /** Names and values of the version's secrets; to tell whether secrets changed between versions. */
    public Map<String, String> secrets() {
        Map<String, String> secrets = new TreeMap<>();
        bindings().stream()
                .filter(b -> b.path("type").asText().equals("secret_text"))
                .forEach(
                        b -> secrets.put(b.path("name").asText(), b.path("text").asText()));
        return secrets;
    }

    /** A hash over code and settings, as the API's {@code etag}. */
    public String etag() {
        StringBuilder all = new StringBuilder(Json.compact(metadata));
        modules.forEach(m -> all.append(m.name()).append(m.type()).append(m.sha256()));
        return Bytes.of(all.toString()).digest("SHA-256");
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("number", number);
        json.put("createdOn", createdOn.toString());
        json.put("source", source);
        json.set("annotations", annotations);
        json.set("metadata", metadata);
        json.put("main", main);
        json.put("script", script);
        ArrayNode list = json.putArray("modules");
        modules.forEach(m -> list.addObject()
                .put("name", m.name())
                .put("type", m.type().label())
                .put("sha256", m.sha256()));
        assets.ifPresent(a -> {
            ObjectNode node = json.putObject("assets");
            node.set("config", a.config());
            ObjectNode files = node.putObject("files");
            a.files().forEach((path, entry) -> {
                ObjectNode file = files.putObject(path).put("hash", entry.hash());
                entry.contentType().ifPresent(t -> file.put("contentType", t));
            });
        });
        return json;
    }

    static Version fromJson(JsonNode json) {
        List<Module> modules = new ArrayList<>();
        json.path("modules")
                .forEach(m -> modules.add(new Module(
                        m.path("name").asText(),
                        ModuleType.ofLabel(m.path("type").asText()).orElse(ModuleType.DATA),
                        m.path("sha256").asText())));
        Optional<AssetSet> assets = Optional.ofNullable(json.get("assets")).map(a -> {
            Map<String, AssetEntry> files = new TreeMap<>();
            a.path("files")
                    .properties()
                    .forEach(e -> files.put(
                            e.getKey(),
                            new AssetEntry(
                                    e.getValue().path("hash").asText(), Json.text(e.getValue(), "contentType"))));
            return new AssetSet(files, (ObjectNode) a.path("config"));
        });
        return new Version(
                json.path("id").asText(),
                json.path("number").asLong(),
                Instant.parse(json.path("createdOn").asText()),
                json.path("source").asText(),
                (ObjectNode) json.path("annotations"),
                (ObjectNode) json.path("metadata"),
                json.path("main").asText(),
                modules,
                json.path("script").asBoolean(),
                assets);
    }
}
