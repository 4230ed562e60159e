package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A development loop on an embedded Cloudflare, and what it told. */
final class TestLoop implements DevListener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final DevClient client;
    private final DevLoop loop;
    private final Thread thread;
    private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.NONE);
    private volatile UnaryOperator<String> places = UnaryOperator.identity();

    TestLoop(EmbeddedCloudflare cloudflare, boolean polling, DevProject... projects) {
        client = new DevClient(
                cloudflare.apiBase(), EmbeddedCloudflare.ACCOUNT_ID, new Secret(EmbeddedCloudflare.TOKEN));
        loop = new DevLoop(
                List.of(projects),
                client.api(),
                () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()),
                this,
                polling);
        thread = new Thread(loop::run, "loop");
        thread.start();
    }

    DevLoop loop() {
        return loop;
    }

    /** The next reload; another event before it is an error of the test. */
    Reload reload() throws InterruptedException {
        return next(Reload.class);
    }

    /** Something that stops the loop until it is closed. */
    static final class Hold implements AutoCloseable {
        private static final Hold NONE = new Hold(0);

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released;

        private Hold(int count) {
            released = new CountDownLatch(count);
        }

        private void await() {
            try {
                if (!released.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("the loop was never let go");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Returns when the loop stands. */
        void awaitReload() throws InterruptedException {
            if (!reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no reload came");
            }
        }

        @Override
        public void close() {
            released.countDown();
        }
    }

    /** Stops the loop at its next reload. */
    Hold holdAtReload() {
        Hold next = new Hold(1);
        hold.set(next);
        return next;
    }

    /** The next failure. */
    RuntimeException failure() throws InterruptedException {
        return next(RuntimeException.class);
    }

    String word() throws InterruptedException {
        return next(String.class);
    }

    private <T> T next(Class<T> type) throws InterruptedException {
        Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event instanceof Throwable t && !type.isInstance(t)) {
            throw new AssertionError("the loop failed", t);
        }
        if (event == null || !type.isInstance(event)) {
            throw new AssertionError("expected a " + type.getSimpleName() + ", found " + event);
        }
        return type.cast(event);
    }

    List<Object> rest() {
        return List.copyOf(events);
    }

    /** The text with places in the sources. */
    String remapped(String text) {
        return places.apply(text);
    }

    @Override
    public void configured(Settings settings) {}

    @Override
    public void places(String worker, UnaryOperator<String> remap) {
        places = remap;
    }

    @Override
    public void reloaded(Reload reload) {
        Hold present = hold.getAndSet(Hold.NONE);
        present.reached.countDown();
        present.await();
        events.add(reload);
    }

    @Override
    public void unchanged(String worker) {
        events.add("unchanged");
    }

    @Override
    public void failed(String worker, RuntimeException failure, boolean runs) {
        events.add(failure);
    }

    @Override
    public void warnings(List<Diagnostic> warnings) {}

    @Override
    public void warning(String message) {
        events.add(message);
    }

    @Override
    public void made(String what, String binding) {
        events.add("made " + what);
    }

    @Override
    public void close() {
        loop.end();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        client.close();
    }
}
