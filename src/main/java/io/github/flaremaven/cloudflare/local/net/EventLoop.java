package io.github.flaremaven.cloudflare.local.net;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * One event loop, on which whole exchanges with a server happen. On a thread of the caller, what is read could come before
 * there is somebody who takes it, and would be lost.
 */
public final class EventLoop {
    private final Context context;

    /** Must not be called on a thread that works for Vert.x already. */
    public EventLoop(Vertx vertx) {
        this.context = vertx.getOrCreateContext();
    }

    /** Begins the exchange on the loop; what it ends with may be waited for on any other thread. */
    public <T> Future<T> run(Supplier<Future<T>> exchange) {
        Promise<T> end = Promise.promise();
        context.runOnContext(v ->
                Future.<Void>succeededFuture().compose(begun -> exchange.get()).onComplete(end));
        return end.future();
    }
}
