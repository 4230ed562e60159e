package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.routing.Routing;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request on its way. While it lasts, the process that it was led to keeps running. */
public final class Visit {
    private final Live live;
    private final AtomicBoolean left = new AtomicBoolean();

    Visit(Live live) {
        this.live = live;
        live.generation().ifPresent(g -> g.occupancy().enter());
    }

    public Routing routing() {
        return live.routing();
    }

    /** The port of a version on 127.0.0.1, absent when it does not run. */
    public Optional<Integer> port(VersionRef version) {
        return live.generation().flatMap(g -> g.port(version));
    }

    /** Why a version does not run though it should. */
    public Optional<String> trouble(VersionRef version) {
        return Optional.ofNullable(live.broken().get(version));
    }

    /** A version gets the request under this ray, by which its report is recognised. */
    public void began(VersionRef version, String ray) {
        live.generation().ifPresent(g -> g.occupancy().began(call(version, ray)));
    }

    /** The version will not report it: it never got it, or it became a WebSocket. */
    public void finished(VersionRef version, String ray) {
        live.generation().ifPresent(g -> g.occupancy().finished(call(version, ray)));
    }

    static String call(VersionRef version, String ray) {
        return version + " " + ray;
    }

    /**
     * The request became a WebSocket; it is closed when the process has to end.
     *
     * @param cut closes it
     * @return to be called once it is closed
     */
    public Runnable upgraded(Runnable cut) {
        if (left.compareAndSet(false, true)) {
            live.generation().ifPresent(g -> g.occupancy().upgraded(cut));
        }
        return () -> live.generation().ifPresent(g -> g.occupancy().closed(cut));
    }

    /** Completes once the process has ended. */
    public CompletableFuture<?> ended() {
        return live.generation().<CompletableFuture<?>>map(Generation::ended).orElseGet(CompletableFuture::new);
    }

    /** The client has its answer, or is gone. Calls after the first have no effect. */
    public void leave() {
        if (left.compareAndSet(false, true)) {
            live.generation().ifPresent(g -> g.occupancy().leave());
        }
    }

    Optional<Generation> generation() {
        return live.generation();
    }
}
