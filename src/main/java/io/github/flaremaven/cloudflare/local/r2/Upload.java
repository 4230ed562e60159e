package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * An object that comes in parts.
 *
 * @param open whether it is neither completed nor aborted
 * @param parts by their numbers
 */
record Upload(String key, Metadata metadata, boolean open, TreeMap<Integer, Part> parts) {
    /**
     * A part.
     *
     * @param file absent, as an empty text, when the part is empty
     */
    record Part(String file, long size, String md5) {
        List<String> files() {
            return file.isEmpty() ? List.of() : List.of(file);
        }
    }

    static Upload begin(String key, Metadata metadata) {
        return new Upload(key, metadata, true, new TreeMap<>());
    }

    /** The same one, over: it only serves to say so. */
    Upload over() {
        return new Upload(key, metadata, false, new TreeMap<>());
    }

    List<String> files() {
        return parts.values().stream()
                .map(Part::files)
                .flatMap(Collection::stream)
                .toList();
    }

    String encode() {
        ObjectNode json = Json.object().put("key", key).put("open", open);
        R2Object.encode(metadata, json);
        ObjectNode list = json.putObject("parts");
        parts.forEach((number, part) -> list.putObject(Integer.toString(number))
                .put("file", part.file())
                .put("size", part.size())
                .put("md5", part.md5()));
        return Json.compact(json);
    }

    static Upload decode(String encoded) {
        JsonNode json = Json.parse(encoded);
        TreeMap<Integer, Part> parts = new TreeMap<>();
        json.path("parts").properties().forEach(e -> {
            JsonNode part = e.getValue();
            parts.put(
                    Integer.valueOf(e.getKey()),
                    new Part(
                            part.path("file").asText(),
                            part.path("size").asLong(),
                            part.path("md5").asText()));
        });
        return new Upload(
                json.path("key").asText(),
                R2Object.metadata(json),
                json.path("open").asBoolean(),
                parts);
    }
}
