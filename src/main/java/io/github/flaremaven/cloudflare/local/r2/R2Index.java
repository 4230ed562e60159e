package io.github.flaremaven.cloudflare.local.r2;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import io.github.flaremaven.cloudflare.local.state.StoreDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * Everything about R2 but the contents, on disk. One thread at a time; what it changes is on disk together or, when the
 * process ends meanwhile, not at all.
 */
final class R2Index {
    private static final String OBJECTS = "objects:";
    private static final String UPLOADS = "uploads:";

    private final Path file;
    private final Path oldBuckets;
    private final FileShelf contents;
    private @Nullable MVStore opened;

    /**
     * Neither makes nor opens the file before it is needed.
     *
     * @param oldBuckets where earlier versions of the plugin kept the names of buckets
     * @param contents the files that the index refers to
     */
    R2Index(Path file, Path oldBuckets, FileShelf contents) {
        this.file = file;
        this.oldBuckets = oldBuckets;
        this.contents = contents;
    }

    /** Does something while nobody else does, and then writes what it changed; a failure must leave nothing changed. */
    synchronized <T> T locked(Supplier<T> work) {
        MVStore store = store();
        T result = work.get();
        try {
            StoreDisk.commit(store, "the R2 index " + file);
        } catch (ToolFailure e) {
            opened = null; // the next call opens it anew
            throw e;
        }
        return result;
    }

    /** Buckets by their ids. Only while locked, as all maps. */
    MVMap<String, String> buckets() {
        return store().openMap("buckets");
    }

    /** Settings documents, each by its bucket and its name. */
    MVMap<String, String> settings() {
        return store().openMap("settings");
    }

    /** Objects of a bucket by the UTF-8 of their keys. */
    MVMap<byte[], String> objects(Bucket.Id bucket) {
        return objects(OBJECTS + bucket);
    }

    /** Uploads of a bucket by their ids. */
    MVMap<String, String> uploads(Bucket.Id bucket) {
        return store().openMap(UPLOADS + bucket);
    }

    /** Forgets a bucket with all that is about it. */
    void remove(Bucket.Id bucket) {
        buckets().remove(bucket.toString());
        List<String> documents = settings().keySet().stream()
                .filter(key -> key.startsWith(bucket + "/"))
                .toList();
        documents.forEach(settings()::remove);
        store().removeMap(objects(bucket));
        store().removeMap(uploads(bucket));
    }

    private MVMap<byte[], String> objects(String map) {
        return store().openMap(
                        map,
                        new MVMap.Builder<byte[], String>()
                                .keyType(ByteArrayDataType.INSTANCE)
                                .valueType(StringDataType.INSTANCE));
    }

    private MVStore store() {
        MVStore store = opened;
        if (store == null) {
            try {
                store = new MVStore.Builder()
                        .fileName(file.toString())
                        .autoCommitDisabled()
                        .compress()
                        .open();
            } catch (MVStoreException e) {
                throw new ToolFailure(
                        "the R2 index " + file + " is damaged; delete it to forget all buckets: " + e.getMessage(), e);
            }
            opened = store;
            takeOldBuckets();
            forgetFinishedUploads(store);
            contents.retain(files(store));
        }
        return store;
    }

    /** The old file goes once its buckets are safe here. */
    private void takeOldBuckets() {
        if (!Files.exists(oldBuckets)) {
            return;
        }
        try {
            Json.parse(Files.readString(oldBuckets)).properties().forEach(e -> {
                Instant created = Instant.parse(e.getValue().asText());
                Bucket.Id id = new Bucket.Id("default", e.getKey());
                buckets()
                        .putIfAbsent(
                                id.toString(), new Bucket(id, created, R2Buckets.LOCATION, R2Limits.STANDARD).encode());
            });
            store().commit();
            Files.delete(oldBuckets);
        } catch (IOException | RuntimeException e) {
            throw new ToolFailure(
                    "the state file " + oldBuckets + " is damaged: " + e.getMessage()
                            + "; delete it to forget the buckets",
                    e);
        }
    }

    private static void forgetFinishedUploads(MVStore store) {
        for (String name : store.getMapNames()) {
            if (name.startsWith(UPLOADS)) {
                MVMap<String, String> uploads = store.openMap(name);
                List<String> finished = uploads.entrySet().stream()
                        .filter(e -> !Upload.decode(e.getValue()).open())
                        .map(Map.Entry::getKey)
                        .toList();
                finished.forEach(uploads::remove);
            }
        }
    }

    private Set<String> files(MVStore store) {
        Set<String> files = new HashSet<>();
        for (String map : store.getMapNames()) {
            if (map.startsWith(OBJECTS)) {
                objects(map)
                        .values()
                        .forEach(o -> files.addAll(R2Object.decode(o).files()));
            } else if (map.startsWith(UPLOADS)) {
                store.<String, String>openMap(map)
                        .values()
                        .forEach(u -> files.addAll(Upload.decode(u).files()));
            }
        }
        return files;
    }

    synchronized void close() {
        MVStore store = opened;
        if (store != null) {
            opened = null;
            StoreDisk.close(store);
        }
    }
}
