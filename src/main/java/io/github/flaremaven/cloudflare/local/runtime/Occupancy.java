package io.github.flaremaven.cloudflare.local.runtime;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What is going on in one process: requests that a client waits for, open WebSockets, and calls that a version has not
 * reported as done, because it goes on in {@code waitUntil} after its answer. Safe for use by several threads.
 */
final class Occupancy {
    private final Set<String> running = new HashSet<>();
    private final Set<Runnable> sockets = new HashSet<>();
    private int requests;

    /** A request comes in. */
    synchronized void enter() {
        requests++;
    }

    /** The client has its answer, or is gone. */
    synchronized void leave() {
        requests--;
        notifyAll();
    }

    /** A version got the call. */
    synchronized void began(String call) {
        running.add(call);
    }

    /** The version is done with it. */
    synchronized void finished(String call) {
        if (running.remove(call)) {
            notifyAll();
        }
    }

    /**
     * A request became a WebSocket.
     *
     * @param cut closes it
     */
    synchronized void upgraded(Runnable cut) {
        sockets.add(cut);
        leave();
    }

    /** The WebSocket is closed. */
    synchronized void closed(Runnable cut) {
        sockets.remove(cut);
        notifyAll();
    }

    /** Waits until no client waits for an answer; false when that takes longer. */
    boolean awaitAnswers(Duration patience) {
        return await(() -> requests == 0, patience);
    }

    /** Waits until no client is connected any more; false when that takes longer. */
    boolean awaitEmpty(Duration patience) {
        return await(() -> requests == 0 && sockets.isEmpty(), patience);
    }

    /** Waits until no version has anything to do any more; false when that takes longer. */
    boolean awaitQuiet(Duration patience) {
        return await(running::isEmpty, patience);
    }

    /** Closes all WebSockets. */
    void cutSockets() {
        List<Runnable> open;
        synchronized (this) {
            open = List.copyOf(sockets);
        }
        open.forEach(Runnable::run);
    }

    private synchronized boolean await(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
