package io.github.flaremaven.cloudflare.junit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.testbed.DataApi;
import io.github.flaremaven.cloudflare.testbed.DataApi.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A KV namespace that the Worker is bound to. */
public final class Kv {
    private static final int NO_KEY = 10009;

    private final DataApi data;
    private final String id;
    private final String path;

    /**
     * A key.
     *
     * @param expiration when it goes
     * @param metadata as JSON
     */
    public record Key(String name, Optional<Instant> expiration, Optional<JsonNode> metadata) {}

    Kv(DataApi data, String id) {
        this.data = data;
        this.id = id;
        this.path = "/storage/kv/namespaces/" + Urls.encode(id);
    }

    /** The namespace's id. */
    public String id() {
        return id;
    }

    /** The value as UTF-8, absent when there is no such key. */
    public Optional<String> get(String key) {
        return read(key).map(Bytes::text);
    }

    /** The value as it is. */
    public Optional<byte[]> bytes(String key) {
        return read(key).map(Bytes::toByteArray);
    }

    private Optional<Bytes> read(String key) {
        return data.read("read the key " + key, value(key), NO_KEY).map(Content::bytes);
    }

    /** Writes a value that stays. */
    public void put(String key, String text) {
        put(key, Bytes.of(text));
    }

    /** Writes a value that stays. */
    public void put(String key, byte[] bytes) {
        put(key, Bytes.of(bytes.clone()));
    }

    private void put(String key, Bytes bytes) {
        data.write("write the key " + key, value(key), new Content(bytes, Optional.of("application/octet-stream")));
    }

    /** Writes a value that goes after a while, of at least a minute, with metadata that is JSON; none where it is empty. */
    public void put(String key, String text, Duration timeToLive, String metadata) {
        ObjectNode pair =
                Json.object().put("key", key).put("value", text).put("expiration_ttl", timeToLive.toSeconds());
        if (!metadata.isEmpty()) {
            pair.set("metadata", Json.parse(metadata));
        }
        data.send("write the key " + key, "PUT", path + "/bulk", Json.array().add(pair));
    }

    /** Deletes a key; one that is not there is fine. */
    public void delete(String key) {
        data.delete("delete the key " + key, value(key));
    }

    /** The names of all keys, in order. */
    public List<String> keys() {
        return list("").stream().map(Key::name).toList();
    }

    /** The keys that begin with a prefix, in order. */
    public List<Key> list(String prefix) {
        return data.pages("list the keys", path + "/keys?prefix=" + Urls.encode(prefix)).stream()
                .map(k -> new Key(
                        k.path("name").asText(),
                        Optional.of(k.path("expiration"))
                                .filter(JsonNode::isNumber)
                                .map(e -> Instant.ofEpochSecond(e.asLong())),
                        Optional.of(k.path("metadata")).filter(m -> !m.isMissingNode())))
                .toList();
    }

    private String value(String key) {
        return path + "/values/" + Urls.encode(key);
    }
}
