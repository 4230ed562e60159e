package io.github.flaremaven.cloudflare.base;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A value that is worked out on a thread of its own while the caller goes on. A failure comes out where the value is asked
 * for; a value that nobody asks for fails for nobody.
 */
public final class Ahead<T> implements Supplier<T>, AutoCloseable {
    private final FutureTask<T> task;

    private Ahead(FutureTask<T> task) {
        this.task = task;
    }

    /** Begins at once. The thread keeps no JVM from ending. */
    public static <T> Ahead<T> begin(String threadName, Supplier<T> work) {
        Ahead<T> ahead = new Ahead<>(new FutureTask<>(work::get));
        Thread thread = new Thread(ahead.task, threadName);
        thread.setDaemon(true);
        thread.start();
        return ahead;
    }

    /**
     * Waits for the value.
     *
     * @throws ToolFailure when the calling thread is interrupted
     */
    @Override
    public T get() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while Cloudflare was asked", e);
        }
    }

    /** Interrupts the work when it is not done. */
    @Override
    public void close() {
        task.cancel(true);
    }
}
