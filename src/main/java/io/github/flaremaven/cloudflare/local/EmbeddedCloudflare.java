package io.github.flaremaven.cloudflare.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.api.LocalApi;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.binding.AnalyticsBinding;
import io.github.flaremaven.cloudflare.local.binding.AssetBinding;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.binding.CacheBinding;
import io.github.flaremaven.cloudflare.local.binding.CannedBinding;
import io.github.flaremaven.cloudflare.local.binding.D1Binding;
import io.github.flaremaven.cloudflare.local.binding.EmailBinding;
import io.github.flaremaven.cloudflare.local.binding.ImagesBinding;
import io.github.flaremaven.cloudflare.local.binding.KvBinding;
import io.github.flaremaven.cloudflare.local.binding.PipelineBinding;
import io.github.flaremaven.cloudflare.local.binding.QueueBinding;
import io.github.flaremaven.cloudflare.local.binding.R2Binding;
import io.github.flaremaven.cloudflare.local.binding.RateLimitBinding;
import io.github.flaremaven.cloudflare.local.binding.SecretBinding;
import io.github.flaremaven.cloudflare.local.binding.TailHub;
import io.github.flaremaven.cloudflare.local.binding.VectorizeBinding;
import io.github.flaremaven.cloudflare.local.cache.ResponseCache;
import io.github.flaremaven.cloudflare.local.d1.D1Databases;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.local.front.Entrance;
import io.github.flaremaven.cloudflare.local.front.Front;
import io.github.flaremaven.cloudflare.local.front.Home;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.mail.MailStore;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.queue.QueueStore;
import io.github.flaremaven.cloudflare.local.queue.Queues;
import io.github.flaremaven.cloudflare.local.r2.R2Store;
import io.github.flaremaven.cloudflare.local.records.RecordLog;
import io.github.flaremaven.cloudflare.local.routing.VersionAssets;
import io.github.flaremaven.cloudflare.local.runtime.ControlClient;
import io.github.flaremaven.cloudflare.local.runtime.CronTrigger;
import io.github.flaremaven.cloudflare.local.runtime.DataProcess;
import io.github.flaremaven.cloudflare.local.runtime.MailTrigger;
import io.github.flaremaven.cloudflare.local.runtime.WorkerEvents;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.github.flaremaven.cloudflare.local.state.Workflow;
import io.github.flaremaven.cloudflare.local.time.Alarms;
import io.github.flaremaven.cloudflare.local.time.ClockAlarms;
import io.github.flaremaven.cloudflare.local.vectorize.VectorIndexes;
import io.github.flaremaven.cloudflare.local.vectorize.VectorStore;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
    public static final String HOST_HEADER = Front.HOST_HEADER;

    private static final int KEY_BYTES = 24;
    /** How many points of a dataset, and records of a stream, are kept. */
    private static final int MOST_RECORDS = 10_000;

    private final Front front;
    private final LocalApi api;
    /** What to close, first things first. */
    private final Deque<AutoCloseable> parts;

    /**
     * How to start.
     *
     * @param apiPort 0 for any that is free
     * @param workersPort 0 for any that is free
     * @param workerd finds the binary; asked when the first Worker has to run
     * @param newestDate the newest compatibility date that the binary knows
     * @param answers the folder of answers to products that exist only at Cloudflare; need not exist
     * @param actsByItself whether things happen that nobody in this process began: schedules fire, and messages that were
     *     left in queues are delivered
     * @param faults what goes wrong on purpose
     */
    public record Options(
            int apiPort,
            int workersPort,
            Supplier<Path> workerd,
            LocalDate newestDate,
            Path answers,
            boolean actsByItself,
            Faults faults) {}

    /** Hears what happens inside. */
    public interface Listener extends WorkerRuntime.Listener, LocalApi.Listener {
        /**
         * A Worker is done with an invocation.
         *
         * @param event as tails tell it; must not be changed
         */
        default void invoked(String worker, JsonNode event) {}
    }

    private EmbeddedCloudflare(Front front, LocalApi api, Deque<AutoCloseable> parts) {
        this.front = front;
        this.api = api;
        this.parts = parts;
    }

    /**
     * Starts on a state folder, which it owns from now on and closes in the end; when it does not start, the folder stays
     * open.
     *
     * @throws Failure when a port is taken or the state is damaged
     */
    public static EmbeddedCloudflare start(StateFolder state, Options options, Clock clock, Listener listener) {
        return start(state, options, Entrance.loopback(options.workersPort()), clock, listener);
    }

    /** The same with another entrance for the clients of Workers. */
    public static EmbeddedCloudflare start(
            StateFolder state, Options options, Entrance entrance, Clock clock, Listener listener) {
        ClockAlarms alarms = new ClockAlarms(clock, listener::trouble);
        return start(state, options, entrance, new Time(clock, alarms), listener, new ArrayDeque<>(List.of(alarms)));
    }

    /** Like this, with alarms of one's own. */
    static EmbeddedCloudflare start(StateFolder state, Options options, Time time, Listener listener) {
        return start(state, options, Entrance.loopback(options.workersPort()), time, listener, new ArrayDeque<>());
    }

    /** The time of day, and what calls back at some time. */
    record Time(Clock clock, Alarms alarms) {}

    private static EmbeddedCloudflare start(
            StateFolder state,
            Options options,
            Entrance entrance,
            Time time,
            Listener listener,
            Deque<AutoCloseable> parts) {
        try {
            EmbeddedCloudflare started = assemble(state, options, entrance, time, listener, parts);
            parts.addLast(state);
            return started;
        } catch (RuntimeException e) {
            closeAll(parts);
            throw e;
        }
    }

    private static EmbeddedCloudflare assemble(
            StateFolder state,
            Options options,
            Entrance entrance,
            Time time,
            Listener listener,
            Deque<AutoCloseable> parts) {
        Clock clock = time.clock();
        Scripts scripts = new Scripts(state.folder("scripts"));
        Scripts dispatched = new Scripts(state.folder("dispatch"));
        BlobStore modules = new BlobStore(state.folder("blobs"));
        BlobStore files = new BlobStore(state.folder("assets"));
        KvStore kv = add(parts, new KvStore(state.root().resolve("kv.mv"), clock));
        R2Store r2 = add(parts, new R2Store(state.root(), clock));
        Resources resources = new Resources(state.root().resolve("resources.json"));
        QueueStore messages = add(parts, new QueueStore(state.root().resolve("queues.mv")));
        Queues queues = new Queues(messages, resources, clock, listener::trouble);
        Vertx vertx = Loopback.vertx();
        parts.addFirst(() -> Await.on(vertx.close()));
        DataProcess data = add(parts, new DataProcess(state, options.workerd(), vertx, randomKey(), listener::log));
        D1Databases d1 = new D1Databases(resources, data, clock);
        HyperdriveConfigs hyperdrive =
                new HyperdriveConfigs(resources, name -> Optional.ofNullable(System.getenv(name)));
        VectorIndexes vectorize = new VectorIndexes(
                resources, add(parts, new VectorStore(state.root().resolve("vectors.mv"))), clock);
        VersionAssets assets = new VersionAssets();
        RecordLog points = new RecordLog(state.folder("analytics"), MOST_RECORDS);
        RecordLog records = new RecordLog(state.folder("pipelines"), MOST_RECORDS);
        MailStore mails = new MailStore(state.folder("mail"), clock, listener::log);
        TailHub tails = new TailHub();
        BackingServer backing = add(parts, BackingServer.start(vertx, randomKey()));
        WorkerRuntime runtime = add(
                parts,
                new WorkerRuntime(
                        state,
                        options.workerd(),
                        options.newestDate(),
                        backing.access(),
                        () -> Workflow.of(resources),
                        hyperdrive,
                        listener));
        backing.serve("kv", new KvBinding(kv, clock));
        backing.serve("d1", new D1Binding(d1));
        backing.serve("vectorize", new VectorizeBinding(vectorize));
        backing.serve("r2", new R2Binding(r2));
        backing.serve("cache", new CacheBinding(new ResponseCache(state.root().resolve("cache"), clock)));
        backing.serve("tail", tails);
        Function<VersionRef, Optional<AssetRouter>> routers =
                ref -> runtime.version(ref).flatMap(assets::of);
        backing.serve("assets", AssetBinding.own(routers, files));
        backing.serve("assets-first", AssetBinding.beforeCode(routers, files));
        backing.serve("ratelimit", new RateLimitBinding(clock));
        backing.serve("analytics", new AnalyticsBinding(points, clock));
        backing.serve("pipeline", new PipelineBinding(records));
        backing.serve("secret", new SecretBinding(resources));
        backing.serve("email", new EmailBinding(mails, clock));
        backing.serve("images", new ImagesBinding());
        backing.serve("canned", new CannedBinding(options.answers()));
        backing.serve("queue", new QueueBinding(queues));
        tails.add(runtime::invoked);
        tails.add((version, event) -> listener.invoked(version.script(), event));
        ControlClient control = new ControlClient(vertx, backing.access());
        CronTrigger cron = new CronTrigger(control);
        MailTrigger mail = new MailTrigger(vertx, backing.access(), mails);
        Background background = add(
                parts,
                new Background(
                        new Background.Stores(scripts, resources, queues, state.folder("workflows")),
                        runtime,
                        new WorkerEvents(vertx, runtime, control),
                        time,
                        listener));
        Front front =
                add(parts, Front.start(vertx, new Front.Services(runtime, cron, mail, assets, files, clock), entrance));
        LocalApi api = add(
                parts,
                new LocalApi(
                        vertx,
                        new LocalApi.Account(
                                state,
                                scripts,
                                dispatched,
                                runtime,
                                front,
                                kv,
                                d1,
                                hyperdrive,
                                vectorize,
                                r2,
                                resources,
                                modules,
                                files,
                                tails,
                                new LocalApi.Written(points, records, mails),
                                queues,
                                background.workflows(),
                                background.schedules()),
                        options.apiPort(),
                        options.faults(),
                        clock,
                        listener));
        if (options.actsByItself()) {
            background.start();
        }
        return new EmbeddedCloudflare(front, api, parts);
    }

    private static <T extends AutoCloseable> T add(Deque<AutoCloseable> parts, T part) {
        parts.addFirst(part);
        return part;
    }

    private static String randomKey() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The API's base address, for {@code CLOUDFLARE_API_BASE_URL}. */
    public URI apiBase() {
        return api.base();
    }

    /** The port at which Workers answer on 127.0.0.1. */
    public int workersPort() {
        return front.port();
    }

    /** Lets a Worker answer where no host says which one is meant. */
    public void home(Home worker) {
        front.home(worker);
    }

    /** The address of a Worker. */
    public String url(String worker) {
        return front.url(worker);
    }

    /**
     * Opens a port at which a Worker answers whatever else runs here, for clients that cannot name it in a header.
     *
     * @return the address
     */
    public URI open(String worker) {
        return URI.create("http://" + Loopback.HOST + ":" + front.open(worker));
    }

    /** Returns when no process, thread or port of it is left. What Workers left to {@code waitUntil} may take its time. */
    @Override
    public void close() {
        closeAll(parts);
    }

    /** One part that does not close must not keep the others open. */
    private static void closeAll(Deque<AutoCloseable> parts) {
        RuntimeException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.removeFirst().close();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Exception e) {
                failure = new ToolFailure("the embedded Cloudflare cannot be closed: " + e, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
