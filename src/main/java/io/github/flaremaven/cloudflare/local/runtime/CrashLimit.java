package io.github.flaremaven.cloudflare.local.runtime;

import java.time.Duration;

/** Tells a crash now and then from a process that cannot live. */
final class CrashLimit {
    private static final Duration SHORT_LIFE = Duration.ofSeconds(2);
    private static final int MOST = 5;

    private long started = System.nanoTime();
    private int inARow;

    void started() {
        started = System.nanoTime();
    }

    /** A process crashed; true when too many in a row lived only a moment. */
    boolean crashed() {
        boolean soon = System.nanoTime() - started < SHORT_LIFE.toNanos();
        inARow = soon ? inARow + 1 : 1;
        return inARow > MOST;
    }

    /** Counts anew. */
    void forgive() {
        inARow = 0;
    }
}
