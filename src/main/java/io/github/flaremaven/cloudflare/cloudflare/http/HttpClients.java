package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Makes HTTP clients and ends their threads when it is closed. Until JDK 21 a client cannot be closed, and a JVM that exits
 * while one waits for the network stands still for 300 ms, which is more than most goals need for their work.
 */
public final class HttpClients implements AutoCloseable {
    private final ThreadGroup threads = new ThreadGroup("cloudflare-http");

    /**
     * Begins to build a client. The first one of a JVM takes a while, for classes and the trust store, so that it is built on a
     * thread of its own while the caller goes on; that thread's group is where the client's own threads land.
     */
    public Supplier<HttpClient> begin(HttpClient.Builder builder) {
        FutureTask<HttpClient> client = new FutureTask<>(builder::build);
        Thread thread = new Thread(threads, client, "cloudflare-http");
        thread.setDaemon(true);
        thread.start();
        return () -> get(client);
    }

    private static HttpClient get(FutureTask<HttpClient> client) {
        try {
            return client.get();
        } catch (ExecutionException e) {
            throw new ToolFailure("the HTTP client cannot be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while the HTTP client was made", e);
        }
    }

    /** No client works any more afterwards. */
    @Override
    public void close() {
        threads.interrupt();
    }
}
