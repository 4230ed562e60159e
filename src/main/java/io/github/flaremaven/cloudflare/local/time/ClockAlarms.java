package io.github.flaremaven.cloudflare.local.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Alarms of a clock that runs. One thread sleeps until the next of them. */
public final class ClockAlarms implements Alarms, AutoCloseable {
    /** A machine that sleeps, or whose clock is set, is noticed after this time. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Clock clock;
    private final Consumer<String> log;
    private final ScheduledThreadPoolExecutor executor;

    /**
     * Starts no thread before the first alarm is set.
     *
     * @param log hears of work that broke
     */
    public ClockAlarms(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
        this.executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "cloudflare-alarms");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Alarm at(Instant time, Runnable work) {
        Duration wait = Duration.between(clock.instant(), time);
        Duration next = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        try {
            ScheduledFuture<?> future =
                    executor.schedule(() -> ring(work), Math.max(0, next.toNanos()), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // it is closed
        }
    }

    private void ring(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.accept("what was due now broke: " + e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
