package io.github.flaremaven.cloudflare.local.runtime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leads requests to what is live, and lets them wait while that is being replaced. A request is counted in the same step
 * in which it is led somewhere, so none slips in once a process is left.
 */
final class Traffic {
    private final List<Promise<Visit>> waiting = new ArrayList<>();
    private Optional<Live> live = Optional.empty();
    private boolean held = true;
    /** Whether somebody is at work to open again. */
    private boolean attended;

    /**
     * A request comes in.
     *
     * @param wake called when nothing is live and nobody is at work to change that
     */
    Future<Visit> enter(Runnable wake) {
        Promise<Visit> promise = Promise.promise();
        boolean first;
        synchronized (this) {
            if (!held && live.isPresent() && !live.get().isDead()) {
                return Future.succeededFuture(new Visit(live.get()));
            }
            // A dead process has its watcher, who replaces it.
            first = held && !attended;
            attended = true;
            held = true;
            waiting.add(promise);
        }
        if (first) {
            wake.run();
        }
        return promise.future();
    }

    /** Lets requests wait from now on, until {@link #lead} or {@link #refuse}. */
    synchronized void hold() {
        held = true;
        attended = true;
    }

    /** Leads all requests here, those that wait first. */
    void lead(Live next) {
        List<Promise<Visit>> admitted;
        List<Visit> visits = new ArrayList<>();
        synchronized (this) {
            live = Optional.of(next);
            held = false;
            attended = false;
            admitted = List.copyOf(waiting);
            waiting.clear();
            admitted.forEach(p -> visits.add(new Visit(next)));
        }
        for (int i = 0; i < visits.size(); i++) {
            admitted.get(i).complete(visits.get(i));
        }
    }

    /** Sends those that wait away; the next request wakes somebody again. */
    void refuse(Throwable reason) {
        List<Promise<Visit>> refused;
        synchronized (this) {
            live = Optional.empty();
            held = true;
            attended = false;
            refused = List.copyOf(waiting);
            waiting.clear();
        }
        refused.forEach(p -> p.fail(reason));
    }

    synchronized Optional<Live> live() {
        return live;
    }
}
