package io.github.flaremaven.cloudflare.local.net;

import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, on a thread of the build, for what the event loop does. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Await() {}

    /**
     * The result of a future.
     *
     * @throws ToolFailure when it fails or takes longer than 30 seconds
     */
    public static <T> T on(Future<T> future) {
        return on(future, PATIENCE);
    }

    /**
     * The result of a future that may take its time.
     *
     * @throws ToolFailure when it fails or takes longer than that
     */
    public static <T> T on(Future<T> future, Duration patience) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new ToolFailure("the embedded Cloudflare broke: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ToolFailure(
                    "the embedded Cloudflare did not answer within " + patience.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while waiting for the embedded Cloudflare", e);
        }
    }
}
