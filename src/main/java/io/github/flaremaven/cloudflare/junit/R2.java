package io.github.flaremaven.cloudflare.junit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.testbed.DataApi;
import io.github.flaremaven.cloudflare.testbed.DataApi.Content;
import java.util.List;
import java.util.Optional;

/** An R2 bucket that the Worker is bound to. Objects are held in memory here, so it is for those of a test's size. */
public final class R2 {
    private static final int NO_OBJECT = 10007;

    private final DataApi data;
    private final String bucket;
    private final String path;

    R2(DataApi data, String bucket) {
        this.data = data;
        this.bucket = bucket;
        this.path = "/r2/buckets/" + Urls.encode(bucket) + "/objects";
    }

    /** The bucket's name. */
    public String bucket() {
        return bucket;
    }

    /** An object as UTF-8, absent when there is none of this key. */
    public Optional<String> get(String key) {
        return read(key).map(c -> c.bytes().text());
    }

    /** An object as it is. */
    public Optional<byte[]> bytes(String key) {
        return read(key).map(c -> c.bytes().toByteArray());
    }

    /** The content type that an object was stored with, absent when there is no such object. */
    public Optional<String> contentType(String key) {
        return read(key).flatMap(Content::type);
    }

    private Optional<Content> read(String key) {
        return data.read("read the object " + key, object(key), NO_OBJECT);
    }

    /** Stores a text. */
    public void put(String key, String text) {
        put(key, Bytes.of(text), "text/plain; charset=utf-8");
    }

    /** Stores an object. */
    public void put(String key, byte[] bytes, String contentType) {
        put(key, Bytes.of(bytes.clone()), contentType);
    }

    private void put(String key, Bytes bytes, String contentType) {
        data.write("store the object " + key, object(key), new Content(bytes, Optional.of(contentType)));
    }

    /** Deletes an object; one that is not there is fine. */
    public void delete(String key) {
        data.delete("delete the object " + key, object(key));
    }

    /** The keys of all objects, in order. */
    public List<String> keys() {
        return keys("");
    }

    /** The keys that begin with a prefix, in order. */
    public List<String> keys(String prefix) {
        List<JsonNode> objects = data.pages("list the objects", path + "?prefix=" + Urls.encode(prefix));
        return objects.stream().map(o -> o.path("key").asText()).toList();
    }

    private String object(String key) {
        return path + "/" + Urls.encode(key);
    }
}
