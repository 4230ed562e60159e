package io.github.flaremaven.cloudflare.local.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.state.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk: after a kill, and while others read. */
class R2StoreTest {
    private static final Bucket.Id BUCKET = new Bucket.Id("default", "bucket");
    private static final Metadata PLAIN = new Metadata(HttpFields.of(Json.object()), Map.of(), "Standard");

    @TempDir
    Path folder;

    private R2Store store;

    @BeforeEach
    void open() {
        store = new R2Store(folder.resolve("state"), Clock.systemUTC());
        store.buckets().put(new Bucket(BUCKET, Instant.EPOCH, "WEUR", "Standard"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Spool.Received received(R2Store store, String text) throws IOException {
        Path file = store.inbox().resolve(UUID.randomUUID() + ".partial");
        Files.writeString(file, text);
        return new Spool.Received(Bytes.of(""), Optional.of(file), Files.size(file));
    }

    private R2Object put(String key, String text) throws IOException {
        try (Spool.Received received = received(store, text)) {
            return store.objects().put(BUCKET, key, PLAIN, Condition.none(), Map.of(), received);
        }
    }

    private static String text(FileContent content) throws IOException {
        StringBuilder text = new StringBuilder();
        for (FileContent.Slice slice : content.slices()) {
            text.append(Files.readString(slice.file())
                    .substring((int) slice.offset(), (int) (slice.offset() + slice.length())));
        }
        content.done().run();
        return text.toString();
    }

    private static String text(R2Store store, String key) throws IOException {
        return text(store.objects()
                .get(BUCKET, key, Condition.none(), ByteRange.all())
                .content());
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /** What is on disk at this moment is all that a killed process leaves. */
    private Path kill() throws IOException {
        Path copy = folder.resolve("copy-" + UUID.randomUUID());
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(folder.resolve("state").relativize(file)));
            }
        }
        return copy;
    }

    @Test
    void whatWasWrittenSurvivesAKill() throws IOException {
        put("a", "first");
        put("a", "second");
        put("b", "gone");
        store.objects().delete(BUCKET, List.of("b"));
        String upload = store.uploads().create(BUCKET, "parts", PLAIN);
        String etag;
        try (Spool.Received received = received(store, "part")) {
            etag = store.uploads().put(BUCKET, "parts", upload, 1, received);
        }
        try (R2Store again = new R2Store(kill(), Clock.systemUTC())) {
            assertThat(text(again, "a")).isEqualTo("second");
            assertThatThrownBy(() -> again.objects().head(BUCKET, "b"))
                    .isInstanceOfSatisfying(
                            R2Failure.class, e -> assertThat(e.code()).isEqualTo(10007));
            again.uploads().complete(BUCKET, "parts", upload, List.of(new R2Uploads.Chosen(1, etag)));
            assertThat(text(again, "parts")).isEqualTo("part");
        }
    }

    @Test
    void whatNobodyNeedsIsClearedAway() throws IOException {
        put("a", "kept");
        Path copy = kill();
        Files.writeString(copy.resolve("r2/" + UUID.randomUUID()), "its object was never written");
        Files.writeString(copy.resolve("r2/inbox/x.partial"), "half of an object");
        try (R2Store again = new R2Store(copy, Clock.systemUTC())) {
            assertThat(text(again, "a")).isEqualTo("kept");
            assertThat(files(copy.resolve("r2"))).isEqualTo(1);
        }
        Folders.delete(copy);
    }

    @Test
    void whoReadsReadsToTheEnd() throws IOException {
        put("a", "old");
        FileContent reading = store.objects()
                .get(BUCKET, "a", Condition.none(), ByteRange.all())
                .content();
        put("a", "new");
        store.objects().delete(BUCKET, List.of("a"));
        assertThat(files(folder.resolve("state/r2"))).isEqualTo(1);
        assertThat(text(reading)).isEqualTo("old");
        assertThat(files(folder.resolve("state/r2"))).isZero();
    }

    @Test
    void onlyOneOfManyWins() throws Exception {
        Condition absent = Condition.of(Json.parse("{\"etagDoesNotMatch\": [{\"type\": \"wildcard\"}]}"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> writers = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try (Spool.Received received = received(store, "writer " + i)) {
                            store.objects().put(BUCKET, "one", PLAIN, absent, Map.of(), received);
                            return true;
                        } catch (R2Failure e) {
                            assertThat(e.code()).isEqualTo(10031);
                            return false;
                        }
                    })
                    .toList();
            int winners = 0;
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                winners += writer.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
            assertThat(files(folder.resolve("state/r2"))).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
