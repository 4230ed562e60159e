package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Lets requests pass: so many at once, and none before a moment that the API named. */
final class TransferLane {
    private final int width;
    private final Pause pause;
    private final Clock clock;
    private int open;
    private int inside;
    private int generation;
    private Instant closedUntil = Instant.EPOCH;

    /** {@code width} is how many pass at once when all is well. */
    TransferLane(int width, Pause pause, Clock clock) {
        this.width = width;
        this.pause = pause;
        this.clock = clock;
        this.open = width;
    }

    int width() {
        return width;
    }

    /**
     * Waits for a place.
     *
     * @return to be given back to {@link #widen}
     */
    int enter() throws InterruptedException {
        while (true) {
            Duration closed;
            synchronized (this) {
                while (inside >= open) {
                    wait();
                }
                closed = Duration.between(clock.instant(), closedUntil);
                if (closed.isNegative() || closed.isZero()) {
                    inside++;
                    return generation;
                }
            }
            pause.last(closed);
        }
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** One at a time from now on. */
    synchronized void narrow() {
        open = 1;
        generation++;
    }

    /** Lets one more pass after a success, unless the request had begun before the lane was made narrow. */
    synchronized void widen(int begunIn) {
        if (begunIn == generation && open < width) {
            open++;
            notifyAll();
        }
    }

    /** Nobody enters for so long. */
    synchronized void close(Duration wait) {
        Instant until = clock.instant().plus(wait);
        closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
    }
}
