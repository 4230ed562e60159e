package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.local.binding.TailHub;
import io.github.flaremaven.cloudflare.local.cron.CronScheduler;
import io.github.flaremaven.cloudflare.local.d1.D1Databases;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.local.front.Front;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.mail.MailStore;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.queue.Queues;
import io.github.flaremaven.cloudflare.local.r2.R2Store;
import io.github.flaremaven.cloudflare.local.records.RecordLog;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Certificates;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.local.vectorize.VectorIndexes;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.stream.Stream;

/** The API of the embedded Cloudflare, put together. */
public final class LocalApi implements AutoCloseable {
    /** The account that a client finds who knows none. Other ids lead to the same one. */
    public static final String ACCOUNT_ID = "10ca110ca110ca110ca110ca110ca110";

    private final ApiServer server;
    private final RequestLog log;

    /**
     * What the API shows and changes.
     *
     * @param dispatched user Workers of dispatch namespaces
     * @param modules contents of modules
     * @param files contents of static files
     */
    public record Account(
            StateFolder state,
            Scripts scripts,
            Scripts dispatched,
            WorkerRuntime runtime,
            Front front,
            KvStore kv,
            D1Databases d1,
            HyperdriveConfigs hyperdrive,
            VectorIndexes vectorize,
            R2Store r2,
            Resources resources,
            BlobStore modules,
            BlobStore files,
            TailHub tails,
            Written written,
            Queues queues,
            WorkflowInstances workflows,
            CronScheduler schedules) {}

    /**
     * What Workers wrote for others to read.
     *
     * @param points of datasets of the Analytics Engine
     * @param records of streams of pipelines
     */
    public record Written(RecordLog points, RecordLog records, MailStore mails) {}

    /** Hears of every call. */
    public interface Listener extends ApiServer.Listener {}

    /**
     * Starts serving.
     *
     * @param port on 127.0.0.1; 0 takes any that is free
     * @param faults what goes wrong on purpose
     * @throws io.github.flaremaven.cloudflare.base.InputFailure when it is taken
     */
    public LocalApi(Vertx vertx, Account account, int port, Faults faults, Clock clock, Listener listener) {
        AssetSessions sessions = new AssetSessions(account.scripts(), account.files(), clock);
        Leftovers leftovers = new Leftovers(
                () -> Stream.concat(account.scripts().all().stream(), account.dispatched().all().stream())
                        .toList(),
                account.modules(),
                account.files(),
                account.state().folder("objects"),
                sessions::awaited);
        Platform platform = new Platform(account, leftovers, clock);
        Tails tails = new Tails(clock);
        ApiRoutes routes = new ApiRoutes();
        new AccountHandlers().register(routes);
        new ScriptHandlers(platform).register(routes);
        new TriggerHandlers(platform).register(routes);
        VersionBuilder builder = new VersionBuilder(platform, sessions);
        new VersionHandlers(platform, builder).register(routes);
        new DispatchHandlers(platform, builder).register(routes);
        new SecretHandlers(platform).register(routes);
        new KvHandlers(platform).register(routes);
        new BucketHandlers(platform).register(routes);
        new D1Handlers(platform).register(routes);
        new HyperdriveHandlers(platform).register(routes);
        new VectorizeHandlers(platform).register(routes);
        new BucketSettingHandlers(platform).register(routes);
        new BucketObjectHandlers(platform).register(routes);
        new ResourceHandlers(platform).register(routes);
        new WrittenHandlers(account.written()).register(routes);
        new SecretsStoreHandlers(platform).register(routes);
        new CertificateHandlers(platform, new Certificates(account.state().folder(StateFolder.CERTIFICATES)))
                .register(routes);
        sessions.register(routes);
        TailSockets sockets = new TailSockets(tails, account.tails(), account.scripts());
        this.log = new RequestLog(account.state().root().resolve("requests.ndjson"), clock, listener);
        this.server = new ApiServer(vertx, routes, faults, sockets, log);
        new TailHandlers(platform, tails, server::port).register(routes);
        try {
            platform.restore();
            server.listen(port);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** The base address. */
    public URI base() {
        return URI.create("http://" + Loopback.HOST + ":" + server.port() + ApiServer.BASE);
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            log.close();
        }
    }
}
