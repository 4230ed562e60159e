package io.github.flaremaven.cloudflare.local;

import io.github.flaremaven.cloudflare.local.api.LocalApi;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.runtime.Await;
import io.github.flaremaven.cloudflare.local.runtime.TailHub;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Buckets;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Cloudflare in this process: the v4 API and the Workers that were deployed to it, both on 127.0.0.1 only. What it knows
 * lives in a folder and outlives it.
 */
public final class EmbeddedCloudflare implements AutoCloseable {
    /** The account that a client finds who knows none. Other ids lead to the same one. */
    public static final String ACCOUNT_ID = LocalApi.ACCOUNT_ID;
    /** Any token is good. */
    public static final String TOKEN = "local";
    /** Header that takes the place of {@code Host}, for clients that cannot set that. */
    public static final String HOST_HEADER = WorkerRuntime.HOST_HEADER;

    private static final long SLOW_SECONDS = 60;

    private final StateFolder state;
    private final Vertx vertx;
    private final KvStore kv;
    private final WorkerRuntime runtime;
    private final LocalApi api;

    /**
     * How to start.
     *
     * @param apiPort 0 for any that is free
     * @param workersPort 0 for any that is free
     * @param workerd finds the binary; asked when the first Worker has to run
     * @param newestDate the newest compatibility date that the binary knows
     */
    public record Options(int apiPort, int workersPort, Supplier<Path> workerd, LocalDate newestDate) {}

    /** Hears what happens inside. */
    public interface Listener extends WorkerRuntime.Listener, LocalApi.Listener {}

    private EmbeddedCloudflare(StateFolder state, Options options, Clock clock, Listener listener) {
        this.state = state;
        this.vertx = vertx();
        this.kv = new KvStore(state.root().resolve("kv.mv"), clock);
        BlobStore modules = new BlobStore(state.folder("blobs"));
        BlobStore assets = new BlobStore(state.folder("assets"));
        Scripts scripts = new Scripts(state.folder("scripts"));
        TailHub tails = new TailHub();
        this.runtime = new WorkerRuntime(
                vertx,
                state,
                new WorkerRuntime.Stores(kv, assets),
                options.workerd(),
                options.newestDate(),
                options.workersPort(),
                clock,
                tails,
                listener);
        this.api = new LocalApi(
                vertx,
                new LocalApi.Account(
                        scripts, runtime, kv, new Buckets(state.root().resolve("buckets.json")), modules, assets),
                tails,
                options.apiPort(),
                clock,
                listener);
    }

    /**
     * Starts on a state folder, which it owns from now on and closes in the end.
     *
     * @throws io.github.flaremaven.cloudflare.base.Failure when a port is taken or the state is damaged
     */
    public static EmbeddedCloudflare start(StateFolder state, Options options, Clock clock, Listener listener) {
        return new EmbeddedCloudflare(state, options, clock, listener);
    }

    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(16)
                .setUseDaemonThread(true)
                .setMaxWorkerExecuteTime(SLOW_SECONDS)
                .setMaxWorkerExecuteTimeUnit(TimeUnit.SECONDS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** The API's base address, for {@code CLOUDFLARE_API_BASE_URL}. */
    public URI apiBase() {
        return api.base();
    }

    /** The port at which Workers answer on 127.0.0.1. */
    public int workersPort() {
        return runtime.port();
    }

    /** The address of a Worker. */
    public String url(String worker) {
        return runtime.url(worker);
    }

    @Override
    public void close() {
        api.close();
        runtime.close();
        Await.on(vertx.close());
        kv.close();
        state.close();
    }
}
