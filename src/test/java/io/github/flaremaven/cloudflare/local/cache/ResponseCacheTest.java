package io.github.flaremaven.cloudflare.local.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.net.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room that the cache takes. */
class ResponseCacheTest {
    private static final int ROOM = 1000;

    @TempDir
    Path folder;

    private boolean put(ResponseCache cache, String key, int size) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\r\n";
        return receive(cache, key, head + "x".repeat(size - head.length()));
    }

    private static boolean receive(ResponseCache cache, String key, String response) throws IOException {
        Path file = cache.inbox().resolve(UUID.randomUUID() + ".partial");
        Files.writeString(file, response);
        try (Spool.Received received = new Spool.Received(Bytes.of(""), Optional.of(file), Files.size(file))) {
            return cache.put(key, received);
        }
    }

    private static boolean has(ResponseCache cache, String key) {
        Optional<ResponseCache.Found> found = cache.get(key);
        found.ifPresent(cache::release);
        return found.isPresent();
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    @Test
    void theLeastUsedGoesFirst() throws IOException {
        ResponseCache cache = new ResponseCache(folder, Clock.systemUTC(), ROOM);
        put(cache, "a", 400);
        put(cache, "b", 400);
        assertThat(has(cache, "a")).isTrue();
        put(cache, "c", 400);
        assertThat(has(cache, "a")).isTrue();
        assertThat(has(cache, "b")).isFalse();
        assertThat(has(cache, "c")).isTrue();
        assertThat(bytes()).isEqualTo(800);
    }

    @Test
    void whatIsLargerThanAllRoomIsNotTaken() throws IOException {
        ResponseCache cache = new ResponseCache(folder, Clock.systemUTC(), ROOM);
        put(cache, "a", 400);
        assertThat(put(cache, "large", ROOM + 1)).isFalse();
        assertThat(has(cache, "a")).isTrue();
        assertThat(put(cache, "a", ROOM)).as("in place of the earlier one").isTrue();
        assertThat(bytes()).isEqualTo(ROOM);
    }

    @Test
    void whatIsNoResponseIsNotTaken() throws IOException {
        ResponseCache cache = new ResponseCache(folder, Clock.systemUTC(), ROOM);
        assertThat(receive(cache, "a", "GET / HTTP/1.1\r\n\r\n")).isFalse();
        assertThat(receive(cache, "a", "HTTP/1.1 200 OK\r\nno end")).isFalse();
        assertThat(bytes()).isZero();
    }

    @Test
    void aBodyThatIsReadStaysUntilItIsRead() throws IOException {
        ResponseCache cache = new ResponseCache(folder, Clock.systemUTC(), ROOM);
        put(cache, "a", 400);
        ResponseCache.Found found = cache.get("a").orElseThrow();
        cache.remove("a");
        assertThat(bytes()).isEqualTo(400);
        cache.release(found);
        assertThat(bytes()).isZero();
    }
}
