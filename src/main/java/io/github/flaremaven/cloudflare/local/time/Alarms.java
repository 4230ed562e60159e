package io.github.flaremaven.cloudflare.local.time;

import java.time.Instant;

/** Calls back at a time of the clock. */
public interface Alarms {
    /** An alarm that is set. */
    interface Alarm {
        /** It will not go off any more, unless it does so at this moment. */
        void cancel();
    }

    /**
     * Sets an alarm. It may go off a little early, and goes off at once when the time has passed.
     *
     * @param work must be short; it is called on a thread that all alarms share
     */
    Alarm at(Instant time, Runnable work);
}
