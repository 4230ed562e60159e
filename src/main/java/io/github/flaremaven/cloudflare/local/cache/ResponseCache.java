package io.github.flaremaven.cloudflare.local.cache;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import io.github.flaremaven.cloudflare.local.state.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Responses that Workers put into {@code caches}, on disk and empty at every start. When it is full, what was not used for
 * longest goes first. Safe for use by several threads.
 */
public final class ResponseCache {
    private static final long LARGEST_TOTAL = 256L << 20;

    private final Path inbox;
    private final FileShelf contents;
    private final Clock clock;
    private final long largestTotal;
    /** In the order of use. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long total;

    private record Entry(CachedResponse response, String file, long size, Instant stored, Instant end) {}

    /**
     * A response that was found.
     *
     * @param file of its body; whoever takes it {@linkplain #release releases} it
     * @param offset of the body in the file, in bytes
     * @param size of the body in bytes
     */
    public record Found(int status, Map<String, String> headers, Duration age, String file, long offset, long size) {}

    /** In a folder of its own, with room for 256 MiB. */
    public ResponseCache(Path folder, Clock clock) {
        this(folder, clock, LARGEST_TOTAL);
    }

    ResponseCache(Path folder, Clock clock, long largestTotal) {
        this.inbox = folder.resolve("inbox");
        this.contents = new FileShelf(folder);
        this.clock = clock;
        this.largestTotal = largestTotal;
        try {
            Folders.delete(folder); // of an earlier process
            Files.createDirectories(inbox);
        } catch (IOException e) {
            throw new ToolFailure("the folder " + inbox + " cannot be made: " + e, e);
        }
    }

    /** Where responses are put while they come in. */
    public Path inbox() {
        return inbox;
    }

    /**
     * Keeps a response in place of an earlier one.
     *
     * @param response in HTTP/1.1, head and body
     * @return whether its headers allow that, and it is not larger than all there is room for
     */
    public boolean put(String key, Spool.Received response) {
        Optional<CachedResponse> head = response.file().flatMap(ResponseCache::head);
        if (head.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        Duration life = CacheRules.life(head.get(), now);
        if (life.isNegative() || life.isZero() || response.size() > largestTotal) {
            return false;
        }
        CachedResponse kept = CacheRules.allowsCookie(head.get()) ? head.get().without("set-cookie") : head.get();
        String file = contents.take(response.file().orElseThrow());
        synchronized (this) {
            remove(key);
            entries.put(key, new Entry(kept, file, response.size(), now, now.plus(life)));
            total += response.size();
            makeRoom();
        }
        return true;
    }

    private static Optional<CachedResponse> head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CachedResponse.read(Bytes.of(in.readNBytes(CachedResponse.LARGEST_HEAD)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeRoom() {
        List<String> oldest = new ArrayList<>();
        long left = total;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (left <= largestTotal) {
                break;
            }
            left -= entry.getValue().size();
            oldest.add(entry.getKey());
        }
        oldest.forEach(this::remove);
    }

    /** The response, unless its time is over. */
    public synchronized Optional<Found> get(String key) {
        Entry entry = entries.get(key);
        Instant now = clock.instant();
        if (entry == null || !entry.end().isAfter(now)) {
            remove(key);
            return Optional.empty();
        }
        contents.hold(List.of(entry.file()));
        CachedResponse response = entry.response();
        return Optional.of(new Found(
                response.status(),
                response.headers(),
                Duration.between(entry.stored(), now),
                entry.file(),
                response.headSize(),
                entry.size() - response.headSize()));
    }

    /** A part of the body, which releases the response when it was sent. */
    public FileContent content(Found found, ByteRange range) {
        return new FileContent(
                List.of(new FileContent.Slice(
                        contents.file(found.file()), found.offset() + range.offset(), range.length())),
                () -> release(found));
    }

    /** Says that the body is not needed any more. */
    public void release(Found found) {
        contents.release(List.of(found.file()));
    }

    /** Whether there was one. */
    public synchronized boolean remove(String key) {
        Entry entry = entries.remove(key);
        if (entry == null) {
            return false;
        }
        total -= entry.size();
        contents.remove(List.of(entry.file()));
        return entry.end().isAfter(clock.instant());
    }
}
