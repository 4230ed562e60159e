package io.github.flaremaven.cloudflare.local.kv;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.ByteBuffer;
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
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** KV namespaces on disk. Keys are ordered by their UTF-8 bytes; expired entries are as good as gone. */
public final class KvStore implements AutoCloseable {
    /** Longest key in bytes of UTF-8. */
    public static final int LONGEST_KEY = 512;
    /** Largest value in bytes. */
    public static final int LARGEST_VALUE = 25 << 20;
    /** Largest metadata in bytes of UTF-8. */
    public static final int LARGEST_METADATA = 1024;
    /** Most keys in one page of a list. */
    public static final int MOST_LISTED = 1000;

    private static final long NEVER = Long.MAX_VALUE;

    private final MVStore store;
    private final MVMap<String, String> titles;
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

    public KvStore(Path file, Clock clock) {
        this.store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .compress()
                .open();
        this.titles = store.openMap("namespaces");
        this.clock = clock;
    }

    /** Namespaces in the order of their titles. */
    public synchronized List<Namespace> namespaces() {
        Map<String, Namespace> byTitle = new TreeMap<>();
        titles.forEach((id, title) -> byTitle.put(title + " " + id, new Namespace(id, title)));
        return List.copyOf(byTitle.values());
    }

    public synchronized Optional<Namespace> namespace(String id) {
        return Optional.ofNullable(titles.get(id)).map(title -> new Namespace(id, title));
    }

    public synchronized Namespace create(String title) {
        return ensure(UUID.randomUUID().toString().replace("-", ""), title);
    }

    /** A namespace under a given id: as it is, or new under the given title. */
    public synchronized Namespace ensure(String id, String title) {
        titles.putIfAbsent(id, title);
        store.commit();
        return new Namespace(id, String.valueOf(titles.get(id)));
    }

    public synchronized void rename(String id, String title) {
        titles.put(id, title);
        store.commit();
    }

    /** Deletes a namespace with all that is in it. */
    public synchronized void delete(String id) {
        titles.remove(id);
        store.removeMap(map(id));
        store.commit();
    }

    public synchronized Optional<Entry> get(String namespace, String key) {
        return live(map(namespace), bytes(key)).map(Stored::entry);
    }

    /** Replaces the entry with its metadata and expiration. */
    public synchronized void put(String namespace, String key, Entry entry) {
        map(namespace).put(bytes(key), Stored.of(entry).encode());
        store.commit();
    }

    /** Whether the key was there or not. */
    public synchronized void delete(String namespace, String key) {
        map(namespace).remove(bytes(key));
        store.commit();
    }

    /**
     * Lists keys.
     *
     * @param limit 1 to {@value #MOST_LISTED}
     * @param cursor where an earlier page ended
     */
    public synchronized Page list(String namespace, String prefix, int limit, Optional<String> cursor) {
        MVMap<byte[], byte[]> map = map(namespace);
        byte[] start = cursor.map(c -> Base64.getUrlDecoder().decode(c)).orElse(bytes(prefix));
        List<Key> keys = new ArrayList<>();
        Iterator<byte[]> iterator = map.keyIterator(start);
        while (iterator.hasNext()) {
            byte[] raw = iterator.next();
            String name = new String(raw, StandardCharsets.UTF_8);
            if (!name.startsWith(prefix)) {
                break;
            }
            Optional<Stored> live = live(map, raw);
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
    public void close() {
        store.close();
    }

    private MVMap<byte[], byte[]> map(String namespace) {
        return store.openMap(
                "kv:" + namespace,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private Optional<Stored> live(MVMap<byte[], byte[]> map, byte[] key) {
        return Optional.ofNullable(map.get(key))
                .map(Stored::decode)
                .filter(r -> r.expires() > clock.instant().getEpochSecond());
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** An entry on disk: seconds of its end, length of the metadata, metadata, value. */
    private record Stored(long expires, Optional<String> metadata, Bytes value) {
        static Stored of(Entry entry) {
            return new Stored(
                    entry.expiration().map(Instant::getEpochSecond).orElse(NEVER), entry.metadata(), entry.value());
        }

        Optional<Instant> expiration() {
            return expires == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(expires));
        }

        Entry entry() {
            return new Entry(value, metadata, expiration());
        }

        byte[] encode() {
            byte[] meta = metadata.map(m -> m.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
            return ByteBuffer.allocate(12 + meta.length + value.size())
                    .putLong(expires)
                    .putInt(metadata.isPresent() ? meta.length : -1)
                    .put(meta)
                    .put(value.buffer())
                    .array();
        }

        static Stored decode(byte[] encoded) {
            ByteBuffer in = ByteBuffer.wrap(encoded);
            long expires = in.getLong();
            int length = in.getInt();
            byte[] meta = new byte[Math.max(0, length)];
            in.get(meta);
            byte[] value = new byte[in.remaining()];
            in.get(value);
            return new Stored(
                    expires,
                    length < 0 ? Optional.empty() : Optional.of(new String(meta, StandardCharsets.UTF_8)),
                    Bytes.of(value));
        }
    }
}
