package io.github.flaremaven.cloudflare.local;

import io.github.flaremaven.cloudflare.local.time.Alarms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A clock that goes on only when told to, with its alarms. */
public final class TestClock extends Clock implements Alarms {
    private final List<Pending> alarms = new ArrayList<>();
    private volatile Instant now;

    private record Pending(Instant time, Runnable work) {}

    public TestClock(Instant start) {
        this.now = start;
    }

    /** Alarms go off one after the other, each at its time, before this returns. */
    public void advance(Duration by) {
        Instant end = now.plus(by);
        while (true) {
            Pending next;
            synchronized (this) {
                next = alarms.stream()
                        .filter(a -> !a.time().isAfter(end))
                        .min(Comparator.comparing(Pending::time))
                        .orElse(null);
                now = next == null ? end : next.time().isAfter(now) ? next.time() : now;
                alarms.remove(next);
            }
            if (next == null) {
                return;
            }
            next.work().run();
        }
    }

    @Override
    public synchronized Alarm at(Instant time, Runnable work) {
        if (!time.isAfter(now)) {
            CompletableFuture<Void> soon = CompletableFuture.runAsync(work);
            return () -> soon.cancel(false);
        }
        Pending pending = new Pending(time, work);
        alarms.add(pending);
        return () -> {
            synchronized (this) {
                alarms.remove(pending);
            }
        };
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
