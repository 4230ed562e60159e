package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps Workers running as their sources say: looks for changes, bundles, swaps. What cannot be bundled or does not start
 * leaves what runs as it is.
 */
public final class DevLoop implements AutoCloseable {
    /** Editors save in several steps, and builds write many files: they are taken together. */
    private static final Duration QUIET = Duration.ofMillis(15);
    /** Whoever writes without end is not waited for. */
    private static final Duration LONGEST_BURST = Duration.ofMillis(500);

    private final List<DevWorker> workers;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final boolean polling;

    private enum Kind {
        FILES,
        REBUILD,
        END
    }

    /** {@code at} is of {@link System#nanoTime()}. */
    private record Signal(Kind kind, long at) {
        static Signal now(Kind kind) {
            return new Signal(kind, System.nanoTime());
        }
    }

    /**
     * For the Workers of these projects.
     *
     * @param api of the embedded Cloudflare
     * @param polling whether to look for changes every 100 ms instead of asking the operating system for them
     */
    public DevLoop(
            List<DevProject> projects,
            CloudflareApi api,
            Supplier<AssetScanner> scanner,
            DevListener listener,
            boolean polling) {
        this.workers = projects.stream()
                .map(p -> new DevWorker(p, api, scanner, listener))
                .toList();
        this.polling = polling;
    }

    /** Whether this platform's changes are found only by looking. */
    public static boolean mustPoll() {
        return FileEvents.mustPoll(System.getProperty("os.name"));
    }

    /** Returns after {@link #end}. The first signs of life come after the first bundle. */
    public void run() {
        try (FileEvents events = new FileEvents(() -> signals.add(Signal.now(Kind.FILES)), polling)) {
            start();
            watch(events);
            Signal signal = signals.take();
            while (signal.kind() != Kind.END) {
                Optional<Signal> other = signal.kind() == Kind.FILES ? quiet() : Optional.empty();
                long since = signal.at();
                if (signal.kind() == Kind.REBUILD) {
                    workers.forEach(w -> w.rebuild(since));
                } else {
                    workers.forEach(w -> w.look(since));
                }
                watch(events);
                signal = other.isPresent() ? other.get() : signals.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A Worker with a service binding can only be brought up once the Worker behind it is. */
    private void start() {
        long since = System.nanoTime();
        List<DevWorker> waiting = new ArrayList<>(workers);
        boolean progress = true;
        while (progress && !waiting.isEmpty()) {
            progress = waiting.removeIf(w -> w.cycle(since)) && !waiting.isEmpty();
        }
    }

    /** Waits until nothing more is written; gives what else was asked for meanwhile. */
    private Optional<Signal> quiet() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_BURST.toNanos();
        while (System.nanoTime() < end) {
            Signal next = signals.poll(QUIET.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return Optional.empty();
            }
            if (next.kind() != Kind.FILES) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private void watch(FileEvents events) {
        Set<Path> folders = new HashSet<>();
        workers.forEach(w -> folders.addAll(w.folders()));
        if (events.watch(folders)) {
            signals.add(Signal.now(Kind.FILES));
        }
    }

    /** Does everything again, soon. */
    public void rebuild() {
        signals.add(Signal.now(Kind.REBUILD));
    }

    /** Lets {@link #run} return, soon. */
    public void end() {
        signals.add(Signal.now(Kind.END));
    }

    @Override
    public void close() {
        workers.forEach(DevWorker::close);
    }
}
