package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.runtime.Await;
import io.github.flaremaven.cloudflare.local.runtime.TailHub;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Buckets;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;

/** The API of the embedded Cloudflare, put together. */
public final class LocalApi implements AutoCloseable {
    /** The account that a client finds who knows none. Other ids lead to the same one. */
    public static final String ACCOUNT_ID = "10ca110ca110ca110ca110ca110ca110";

    private final ApiServer server;

    /** What the API shows and changes. */
    public record Account(
            Scripts scripts, WorkerRuntime runtime, KvStore kv, Buckets buckets, BlobStore modules, BlobStore assets) {}

    /** Hears of every call that was answered. */
    public interface Listener extends ApiServer.Listener {}

    /** Starts serving; {@code port} 0 takes any that is free. */
    public LocalApi(Vertx vertx, Account account, TailHub tails, int port, Clock clock, Listener listener) {
        Platform platform = new Platform(
                account.scripts(),
                account.runtime(),
                account.kv(),
                account.buckets(),
                account.modules(),
                account.assets(),
                clock);
        AssetSessions sessions = new AssetSessions(account.assets(), clock);
        account.scripts().all().stream()
                .map(Script::versions)
                .flatMap(v -> v.stream())
                .flatMap(v -> v.assets().stream())
                .flatMap(a -> a.files().values().stream())
                .forEach(sessions::remember);
        platform.restore();
        this.server = ApiServer.start(vertx, platform, sessions, tails, port, listener);
    }

    /** The base address. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + server.port() + ApiServer.BASE);
    }

    @Override
    public void close() {
        Await.on(server.close());
    }
}
