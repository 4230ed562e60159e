package io.github.flaremaven.cloudflare.local.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KV on a disk that is full for a while. */
class KvDiskFullTest {
    private static final String SCHEME = "fullable";

    /** H2 makes the files itself, so that they share this. */
    private static final AtomicBoolean FULL = new AtomicBoolean();

    private final FilePath fullable = new Fullable();

    @TempDir
    private Path folder;

    @BeforeEach
    void register() {
        FilePath.register(fullable);
    }

    @AfterEach
    void unregister() {
        FULL.set(false);
        FilePath.unregister(fullable);
    }

    private KvStore store() {
        return new KvStore(Path.of(SCHEME + ":" + folder.resolve("kv.mv")), Clock.systemUTC());
    }

    private static KvStore.Entry entry(Bytes value) {
        return new KvStore.Entry(value, Optional.empty(), Optional.empty());
    }

    @Test
    void whatWasKeptStaysAndWritingGoesOnOnceThereIsSpace() {
        byte[] noise = new byte[3 << 20];
        new Random(4711).nextBytes(noise);
        String id;
        try (KvStore store = store()) {
            id = store.create("title").id();
            store.put(id, "before", entry(Bytes.of("kept")));
            FULL.set(true);
            for (Bytes value : new Bytes[] {Bytes.of("small"), Bytes.of(noise)}) {
                assertThatThrownBy(() -> store.put(id, "during", entry(value)))
                        .isInstanceOf(ToolFailure.class)
                        .hasMessage("the KV store " + SCHEME + ":" + folder.resolve("kv.mv")
                                + " cannot be written (No space left on device); what was kept before is still there");
                assertThat(store.get(id, "before")).map(e -> e.value().text()).contains("kept");
                assertThat(store.get(id, "during")).isEmpty();
            }
            FULL.set(false);
            store.put(id, "after", entry(Bytes.of(noise)));
        }
        try (KvStore store = store()) {
            assertThat(store.get(id, "before")).map(e -> e.value().text()).contains("kept");
            assertThat(store.get(id, "after")).map(e -> e.value()).contains(Bytes.of(noise));
            assertThat(store.get(id, "during")).isEmpty();
        }
    }

    @Test
    void aStoreThatIsClosedOnAFullDiskLosesNothing() {
        String id;
        try (KvStore store = store()) {
            id = store.create("title").id();
            store.put(id, "before", entry(Bytes.of("kept")));
            FULL.set(true);
        }
        FULL.set(false);
        try (KvStore store = store()) {
            assertThat(store.get(id, "before")).map(e -> e.value().text()).contains("kept");
        }
    }

    /** Files of a disk whose last byte may be taken. */
    public static final class Fullable extends FilePathWrapper {
        public Fullable() {}

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            FileChannel channel = getBase().open(mode);
            return new FileBaseDefault() {
                @Override
                public synchronized int write(ByteBuffer from, long position) throws IOException {
                    if (FULL.get()) {
                        throw new IOException("No space left on device");
                    }
                    return channel.write(from, position);
                }

                @Override
                public synchronized int read(ByteBuffer to, long position) throws IOException {
                    return channel.read(to, position);
                }

                @Override
                public long size() throws IOException {
                    return channel.size();
                }

                @Override
                protected void implTruncate(long size) throws IOException {
                    channel.truncate(size);
                }

                @Override
                public void force(boolean metaData) throws IOException {
                    channel.force(metaData);
                }

                @Override
                public FileLock tryLock(long position, long size, boolean shared) throws IOException {
                    return channel.tryLock(position, size, shared);
                }

                @Override
                protected void implCloseChannel() throws IOException {
                    channel.close();
                }
            };
        }
    }
}
