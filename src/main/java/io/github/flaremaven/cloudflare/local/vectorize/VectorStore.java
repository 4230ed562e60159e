package io.github.flaremaven.cloudflare.local.vectorize;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** Vectors on disk, by index and id. A change is on disk when the call returns. */
public final class VectorStore implements AutoCloseable {
    private final Path file;
    private @Nullable MVStore opened;

    /** Neither makes nor opens the file before it is needed. */
    public VectorStore(Path file) {
        this.file = file;
    }

    private MVMap<String, byte[]> map(String index) {
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
                        "the vector store " + file + " is damaged; delete it to forget all vectors: " + e.getMessage(),
                        e);
            }
            opened = store;
        }
        return store.openMap(
                index,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private void commit(MVMap<?, ?> map) {
        map.getStore().commit();
    }

    synchronized void put(String index, Map<String, StoredVector> vectors, boolean replace) {
        MVMap<String, byte[]> map = map(index);
        vectors.forEach((id, vector) -> {
            if (replace || !map.containsKey(id)) {
                map.put(id, vector.encode());
            }
        });
        commit(map);
    }

    synchronized void delete(String index, List<String> ids) {
        MVMap<String, byte[]> map = map(index);
        ids.forEach(map::remove);
        commit(map);
    }

    synchronized void deleteAll(String index) {
        MVMap<String, byte[]> map = map(index);
        MVStore store = map.getStore();
        store.removeMap(map);
        store.commit();
    }

    synchronized Optional<StoredVector> get(String index, String id) {
        return Optional.ofNullable(map(index).get(id)).map(StoredVector::decode);
    }

    synchronized int count(String index) {
        return map(index).size();
    }

    /** Ids in order, from the one behind {@code after} on. */
    synchronized List<String> ids(String index, Optional<String> after, int most) {
        List<String> ids = new ArrayList<>();
        var iterator = map(index).keyIterator(after.map(id -> id + '\0').orElse(""));
        while (iterator.hasNext() && ids.size() < most) {
            ids.add(iterator.next());
        }
        return ids;
    }

    synchronized void forEach(String index, BiConsumer<String, StoredVector> use) {
        map(index).forEach((id, bytes) -> use.accept(id, StoredVector.decode(bytes)));
    }

    @Override
    public synchronized void close() {
        MVStore store = opened;
        if (store != null) {
            store.close();
            opened = null;
        }
    }
}
