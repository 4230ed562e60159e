package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object without its content.
 *
 * @param version new with every write
 * @param size in bytes
 * @param etag without quotes
 * @param checksums as lower-case hex: the MD5 unless it has parts, and those that the writer gave
 * @param pieces the files that make up the content, in order
 */
public record R2Object(
        String key,
        String version,
        long size,
        String etag,
        Instant uploaded,
        Metadata metadata,
        Map<Checksum, String> checksums,
        List<Piece> pieces) {

    /** A file that holds content, and its size in bytes. */
    record Piece(String file, long size) {}

    public R2Object {
        checksums = Map.copyOf(checksums);
        pieces = List.copyOf(pieces);
    }

    List<String> files() {
        return pieces.stream().map(Piece::file).toList();
    }

    /** As it is on disk. */
    String encode() {
        ObjectNode json = Json.object()
                .put("key", key)
                .put("version", version)
                .put("size", size)
                .put("etag", etag)
                .put("uploaded", uploaded.toEpochMilli());
        encode(metadata, json);
        ObjectNode sums = json.putObject("checksums");
        checksums.forEach((c, sum) -> sums.put(c.field(), sum));
        encode(pieces, json.putArray("pieces"));
        return Json.compact(json);
    }

    static R2Object decode(String encoded) {
        JsonNode json = Json.parse(encoded);
        Map<Checksum, String> sums = new EnumMap<>(Checksum.class);
        for (Checksum checksum : Checksum.values()) {
            Json.text(json.path("checksums"), checksum.field()).ifPresent(sum -> sums.put(checksum, sum));
        }
        return new R2Object(
                json.path("key").asText(),
                json.path("version").asText(),
                json.path("size").asLong(),
                json.path("etag").asText(),
                Instant.ofEpochMilli(json.path("uploaded").asLong()),
                metadata(json),
                sums,
                pieces(json));
    }

    static void encode(Metadata metadata, ObjectNode json) {
        json.set("http", metadata.http().json());
        ObjectNode custom = json.putObject("custom");
        metadata.custom().forEach(custom::put);
        json.put("class", metadata.storageClass());
    }

    static Metadata metadata(JsonNode json) {
        Map<String, String> custom = new LinkedHashMap<>();
        json.path("custom")
                .properties()
                .forEach(e -> custom.put(e.getKey(), e.getValue().asText()));
        return new Metadata(
                HttpFields.of(json.path("http")), custom, json.path("class").asText());
    }

    static void encode(List<Piece> pieces, ArrayNode json) {
        pieces.forEach(p -> json.addObject().put("file", p.file()).put("size", p.size()));
    }

    static List<Piece> pieces(JsonNode json) {
        List<Piece> pieces = new ArrayList<>();
        json.path("pieces")
                .forEach(p -> pieces.add(
                        new Piece(p.path("file").asText(), p.path("size").asLong())));
        return pieces;
    }
}
