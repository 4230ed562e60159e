package io.github.flaremaven.cloudflare.local.vectorize;

import io.github.flaremaven.cloudflare.local.state.StoreFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;

/** Vectors on disk, by index and id. A change is on disk when the call returns. */
public final class VectorStore implements AutoCloseable {
    private final StoreFile store;

    /** Neither makes nor opens the file before it is needed. */
    public VectorStore(Path file) {
        this.store = new StoreFile(file, "the vector store", "all vectors");
    }

    private MVMap<String, byte[]> map(String index) {
        return store.get()
                .openMap(
                        index,
                        new MVMap.Builder<String, byte[]>()
                                .keyType(StringDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    synchronized void put(String index, Map<String, StoredVector> vectors, boolean replace) {
        MVMap<String, byte[]> map = map(index);
        vectors.forEach((id, vector) -> {
            if (replace || !map.containsKey(id)) {
                map.put(id, vector.encode());
            }
        });
        store.commit();
    }

    synchronized void delete(String index, List<String> ids) {
        MVMap<String, byte[]> map = map(index);
        ids.forEach(map::remove);
        store.commit();
    }

    synchronized void deleteAll(String index) {
        MVMap<String, byte[]> map = map(index);
        store.get().removeMap(map);
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
        store.close();
    }
}
