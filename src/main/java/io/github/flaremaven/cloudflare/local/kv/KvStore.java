package io.github.flaremaven.cloudflare.local.kv;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.state.StoreFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * KV namespaces on disk. Keys are ordered by their UTF-8 bytes; expired entries are as good as gone. A change is on disk
 * when the call returns. Safe for use by several threads.
 */
public final class KvStore implements AutoCloseable {
    /** Longest key in bytes of UTF-8. */
    public static final int LONGEST_KEY = 512;
    /** Largest value in bytes. */
    public static final int LARGEST_VALUE = 25 << 20;
    /** Largest metadata in bytes of UTF-8. */
    public static final int LARGEST_METADATA = 1024;
    /** Most keys in one page of a list. */
    public static final int MOST_LISTED = 1000;

    private final StoreFile store;
    private final Clock clock;

    /**
     * A value with what belongs to it.
     *
     * @param metadata JSON text
     */
    public record Entry(Bytes value, Optional<String> metadata, Optional<Instant> expiration) {}

    /** A key in a list. */
    public record Key(String name, Optional<String> metadata, Optional<Instant> expiration) {}

    /** Part of a list; {@code cursor} leads to the next part and is absent at the end. */
    public record Page(List<Key> keys, Optional<String> cursor) {}

    /** What a namespace is called; {@code id} has 32 hex digits. */
    public record Namespace(String id, String title) {}

    /** Neither makes nor opens the file before it is needed. */
    public KvStore(Path file, Clock clock) {
        this.store = new StoreFile(file, "the KV store", "all keys");
        this.clock = clock;
    }

    private MVMap<String, String> titles() {
        return store.get().openMap("namespaces");
    }

    /** Namespaces in the order of their titles. */
    public synchronized List<Namespace> namespaces() {
        Map<String, Namespace> byTitle = new TreeMap<>();
        titles().forEach((id, title) -> byTitle.put(title + " " + id, new Namespace(id, title)));
        return List.copyOf(byTitle.values());
    }

    public synchronized Optional<Namespace> namespace(String id) {
        return Optional.ofNullable(titles().get(id)).map(title -> new Namespace(id, title));
    }

    public synchronized Namespace create(String title) {
        return ensure(UUID.randomUUID().toString().replace("-", ""), title);
    }

    /** A namespace under a given id: as it is, or new under the given title or one like it that is free. */
    public synchronized Namespace ensure(String id, String title) {
        titles().computeIfAbsent(id, i -> titles().containsValue(title) ? title + " (" + id + ")" : title);
        store.commit();
        return new Namespace(id, String.valueOf(titles().get(id)));
    }

    public synchronized void rename(String id, String title) {
        titles().put(id, title);
        store.commit();
    }

    /** Deletes a namespace with all that is in it. */
    public synchronized void delete(String id) {
        titles().remove(id);
        store.get().removeMap(map(id));
        store.commit();
    }

    public synchronized Optional<Entry> get(String namespace, String key) {
        return live(map(namespace), bytes(key)).map(StoredEntry::entry);
    }

    /** Replaces the entry with its metadata and expiration. */
    public void put(String namespace, String key, Entry entry) {
        putAll(namespace, Map.of(key, entry));
    }

    /** Replaces all these entries or, when the process ends meanwhile, none. */
    public synchronized void putAll(String namespace, Map<String, Entry> entries) {
        MVMap<byte[], byte[]> map = map(namespace);
        entries.forEach((key, entry) -> map.put(bytes(key), StoredEntry.encode(entry)));
        store.commit();
    }

    /** Deletes the keys that are there. */
    public synchronized void delete(String namespace, List<String> keys) {
        MVMap<byte[], byte[]> map = map(namespace);
        keys.forEach(key -> map.remove(bytes(key)));
        store.commit();
    }

    /**
     * Lists keys.
     *
     * @param limit 1 to {@value #MOST_LISTED}
     * @param cursor where an earlier page ended
     * @throws IllegalArgumentException when the cursor is none of ours
     */
    public synchronized Page list(String namespace, String prefix, int limit, Optional<String> cursor) {
        MVMap<byte[], byte[]> map = map(namespace);
        byte[] start = cursor.map(KvStore::position).orElse(bytes(prefix));
        List<Key> keys = new ArrayList<>();
        Iterator<byte[]> iterator = map.keyIterator(start);
        while (iterator.hasNext()) {
            byte[] raw = iterator.next();
            String name = new String(raw, StandardCharsets.UTF_8);
            if (!name.startsWith(prefix)) {
                break;
            }
            Optional<StoredEntry> live = live(map, raw);
            if (live.isEmpty()) {
                continue;
            }
            if (keys.size() == limit) {
                return new Page(
                        keys,
                        Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(raw)));
            }
            keys.add(new Key(name, live.get().metadata(), live.get().expiration()));
        }
        return new Page(keys, Optional.empty());
    }

    @Override
    public synchronized void close() {
        store.close();
    }

    private static byte[] position(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid cursor", e);
        }
    }

    private MVMap<byte[], byte[]> map(String namespace) {
        return store.get()
                .openMap(
                        "kv:" + namespace,
                        new MVMap.Builder<byte[], byte[]>()
                                .keyType(ByteArrayDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    /** What is at a key now; what has expired is removed on the way. */
    private Optional<StoredEntry> live(MVMap<byte[], byte[]> map, byte[] key) {
        Optional<StoredEntry> stored = Optional.ofNullable(map.get(key)).map(StoredEntry::decode);
        if (stored.isPresent() && stored.get().isOver(clock.instant())) {
            map.remove(key);
            return Optional.empty();
        }
        return stored;
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
