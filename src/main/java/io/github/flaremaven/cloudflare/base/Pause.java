package io.github.flaremaven.cloudflare.base;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits. An input of everything that waits between attempts, so that tests need not. */
public interface Pause {

    void last(Duration duration) throws InterruptedException;

    /** Really waits. */
    static Pause sleeping() {
        return duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
