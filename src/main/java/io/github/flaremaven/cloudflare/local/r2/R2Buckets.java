package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The buckets and their settings. */
public final class R2Buckets {
    /** Where buckets are whose maker names no place. */
    public static final String LOCATION = "WEUR";

    private final R2Index index;
    private final FileShelf contents;

    /**
     * How much is in a bucket.
     *
     * @param bytes of contents
     */
    public record Usage(long objects, long bytes) {}

    R2Buckets(R2Index index, FileShelf contents) {
        this.index = index;
        this.contents = contents;
    }

    /** All of a jurisdiction, in the order of their names. */
    public List<Bucket> all(String jurisdiction) {
        return index.locked(() -> index.buckets().entrySet().stream()
                .map(e -> Bucket.decode(e.getKey(), e.getValue()))
                .filter(b -> b.id().jurisdiction().equals(jurisdiction))
                .toList());
    }

    public Optional<Bucket> find(Bucket.Id id) {
        return index.locked(() -> Optional.ofNullable(index.buckets().get(id.toString()))
                .map(encoded -> Bucket.decode(id.toString(), encoded)));
    }

    /** Makes a bucket, or replaces what is known about it. */
    public void put(Bucket bucket) {
        R2Limits.checkStorageClass(bucket.storageClass());
        index.locked(() -> index.buckets().put(bucket.id().toString(), bucket.encode()));
    }

    /**
     * Deletes a bucket with its settings and unfinished uploads.
     *
     * @throws R2Failure 10008 when there are objects in it
     */
    public void delete(Bucket.Id id) {
        List<String> parts = index.locked(() -> {
            if (!index.objects(id).isEmpty()) {
                throw new R2Failure(409, 10008, "The bucket you tried to delete is not empty.");
            }
            List<String> files = new ArrayList<>();
            index.uploads(id)
                    .values()
                    .forEach(u -> files.addAll(Upload.decode(u).files()));
            index.remove(id);
            return files;
        });
        contents.remove(parts);
    }

    /** Counts what is in a bucket. */
    public Usage usage(Bucket.Id id) {
        return index.locked(() -> {
            long bytes = 0;
            for (String object : index.objects(id).values()) {
                bytes += R2Object.decode(object).size();
            }
            return new Usage(index.objects(id).sizeAsLong(), bytes);
        });
    }

    /** A settings document, such as {@code cors}, as it was {@linkplain #set set}. */
    public Optional<JsonNode> setting(Bucket.Id id, String name) {
        return index.locked(
                () -> Optional.ofNullable(index.settings().get(id + "/" + name)).map(Json::parse));
    }

    public void set(Bucket.Id id, String name, ObjectNode document) {
        index.locked(() -> index.settings().put(id + "/" + name, Json.compact(document)));
    }

    public void unset(Bucket.Id id, String name) {
        index.locked(() -> Optional.ofNullable(index.settings().remove(id + "/" + name)));
    }
}
