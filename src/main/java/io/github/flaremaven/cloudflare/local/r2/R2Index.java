package io.github.flaremaven.cloudflare.local.r2;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import io.github.flaremaven.cloudflare.local.state.StoreFile;
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
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * Everything about R2 but the contents, on disk. One thread at a time; what it changes is on disk together or, when the
 * process ends meanwhile, not at all.
 */
final class R2Index {
    private static final String OBJECTS = "objects:";
    private static final String UPLOADS = "uploads:";

    private final StoreFile store;
    private final Path oldBuckets;
    private final FileShelf contents;

    /**
     * Neither makes nor opens the file before it is needed.
     *
     * @param oldBuckets where earlier versions of the plugin kept the names of buckets
     * @param contents the files that the index refers to
     */
    R2Index(Path file, Path oldBuckets, FileShelf contents) {
        this.store = new StoreFile(file, "the R2 index", "all buckets");
        this.oldBuckets = oldBuckets;
        this.contents = contents;
    }

    /** Does something while nobody else does, and then writes what it changed; a failure must leave nothing changed. */
    synchronized <T> T locked(Supplier<T> work) {
        store();
        T result = work.get();
        store.commit();
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

    /** When it is opened, what an earlier process left half done is tidied up. */
    private MVStore store() {
        boolean first = !store.isOpen();
        MVStore opened = store.get();
        if (first) {
            takeOldBuckets();
            forgetFinishedUploads(opened);
            contents.retain(files(opened));
        }
        return opened;
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
            store.commit();
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
        store.close();
    }
}
