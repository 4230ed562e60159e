package io.github.flaremaven.cloudflare.local.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** All processes that run: the one in use, and those that got their last request and finish what they have. */
final class Processes {
    /** How long a process may still work on what it has. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How long requests wait for a process to be through before it is replaced. */
    private static final Duration GATE = Duration.ofSeconds(10);
    /** How long a process may take to end. */
    private static final Duration STOP = Duration.ofSeconds(5);
    /** How many may be finishing at once: a page that holds a connection open would keep one for each change. */
    private static final int MOST_RETIRING = 8;

    private final ExecutorService executor;
    private final List<Generation> all = new CopyOnWriteArrayList<>();
    /** Oldest first. */
    private final List<Generation> retiring = new CopyOnWriteArrayList<>();

    Processes(ExecutorService executor) {
        this.executor = executor;
    }

    void add(Generation generation) {
        all.add(generation);
    }

    /** A version is done with a call. */
    void finished(String call) {
        all.forEach(g -> g.occupancy().finished(call));
    }

    /** Ends a process when it has nothing to do any more, in the background. It must get no request from now on. */
    void retire(Generation generation) {
        retiring.add(generation);
        executor.execute(() -> {
            generation.occupancy().awaitEmpty(PATIENCE);
            generation.occupancy().awaitQuiet(PATIENCE);
            end(generation, STOP);
        });
        if (retiring.size() > MOST_RETIRING) {
            Generation oldest = retiring.get(0);
            executor.execute(() -> end(oldest, Duration.ZERO));
        }
    }

    /** Ends a process as soon as its requests are answered; requests wait meanwhile, so WebSockets are cut. */
    void replace(Generation generation) {
        long start = System.nanoTime();
        generation.occupancy().awaitAnswers(GATE);
        generation.occupancy().awaitQuiet(GATE.minusNanos(System.nanoTime() - start));
        end(generation, STOP);
    }

    /** Ends a process within the deadline. */
    void end(Generation generation, Duration deadline) {
        retiring.remove(generation);
        if (all.remove(generation)) {
            generation.stop(deadline);
        }
    }

    /** Ends all. No client is connected any more; what Workers left to {@code waitUntil} may take its time. */
    void close() {
        all.forEach(g -> g.occupancy().cutSockets());
        all.stream().filter(g -> !retiring.contains(g)).forEach(this::retire);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(PATIENCE.plus(PATIENCE).plus(STOP).toSeconds(), TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
        all.forEach(g -> end(g, Duration.ZERO));
    }
}
