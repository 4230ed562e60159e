package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the deployed versions. A deployment that needs another process starts it beside the running one, leads new
 * requests to it, and lets the old one finish, so that no request is dropped.
 */
public final class WorkerRuntime implements AutoCloseable {
    /** Header that takes the place of {@code Host}, for clients that cannot set that. */
    public static final String HOST_HEADER = FrontHeaders.HOST;

    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    /** How many undeployed versions stay reachable at their preview address. */
    private static final int PREVIEWS = 5;

    private final Vertx vertx;
    private final StateFolder state;
    private final Supplier<Path> workerd;
    private final LocalDate newestDate;
    private final Listener listener;
    private final BackingServer backing;
    private final String key;
    private final Front front;
    private final HttpClient control;
    private final AtomicReference<@Nullable Live> live = new AtomicReference<>();
    private final Deque<String> previews = new ArrayDeque<>();
    private final Deque<Promise<Live>> waiting = new ArrayDeque<>();
    /** Processes that finish what they have. */
    private final List<Generation> retiring = new ArrayList<>();

    private List<Script> scripts = List.of();
    private boolean closed;
    private boolean gateClosed;
    private int generations;

    /** Hears what happens to the process. */
    public interface Listener {
        /** A line that workerd or a Worker printed. */
        void log(String line);

        /** A process is up; {@code took} is from its start to the last bound socket. */
        void started(int versions, Duration took);

        /** The process ended by itself and is started anew. */
        void crashed();
    }

    /** What the versions need from this process. */
    public record Stores(KvStore kv, BlobStore assets) {}

    /** A version cannot run; the message is what the API answers. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }

        public String complaint() {
            return String.valueOf(getMessage());
        }
    }

    /** What requests go to: a process and the table that leads into it. */
    record Live(Generation generation, Routing routing) {
        void leave() {
            generation.leave();
        }
    }

    /**
     * Opens the front. No process is started before it is needed.
     *
     * @param port of the front on 127.0.0.1; 0 takes any that is free
     * @param workerd finds the binary
     * @param newestDate the newest compatibility date it knows
     */
    public WorkerRuntime(
            Vertx vertx,
            StateFolder state,
            Stores stores,
            Supplier<Path> workerd,
            LocalDate newestDate,
            int port,
            Clock clock,
            TailHub tails,
            Listener listener) {
        this.vertx = vertx;
        this.state = state;
        this.workerd = workerd;
        this.newestDate = newestDate;
        this.listener = listener;
        this.key = HexFormat.of().formatHex(randomBytes());
        this.control = vertx.createHttpClient();
        this.backing = BackingServer.start(
                vertx,
                key,
                Map.of(
                        "kv", new KvBinding(stores.kv(), clock),
                        "tail", tails,
                        "cache", new NoCache(),
                        "assets", new AssetBinding(this::assetRouter, stores.assets())));
        tails.add((script, version, event) -> finished(event.path("event")
                .path("request")
                .path("headers")
                .path(FrontHeaders.RAY.toLowerCase(java.util.Locale.ROOT))
                .asText()));
        this.front = Front.start(this, vertx, stores.assets(), port);
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** The port at which Workers answer on 127.0.0.1. */
    public int port() {
        return front.port();
    }

    /** The address of a Worker for browsers and curl, which know that {@code *.localhost} is this machine. */
    public String url(String script) {
        return "http://" + script + ".localhost:" + port();
    }

    /**
     * Makes these Workers the ones that run. Returns when new requests reach them.
     *
     * @throws Refused when a version cannot be started; everything stays as it was
     */
    public synchronized void update(List<Script> wanted) throws Refused {
        List<Script> before = scripts;
        scripts = List.copyOf(wanted);
        try {
            refresh();
        } catch (Refused e) {
            scripts = before;
            throw e;
        }
    }

    /** Leads requests to these Workers, whose code is what runs already; starts nothing. */
    public synchronized void reroute(List<Script> wanted) throws Refused {
        scripts = List.copyOf(wanted);
        if (live.get() != null) {
            refresh();
        }
    }

    private void refresh() throws Refused {
        List<ServedVersion> versions = servedVersions();
        Routing routing = new Routing(scripts);
        GenerationConfig config =
                new GenerationConfig(versions, new GenerationConfig.BackingAddress(backing.port(), key), newestDate);
        Optional<Generation> before = Optional.ofNullable(live.get()).map(Live::generation);
        Optional<Generation> reusable = before.filter(g -> g.workerd().isAlive())
                .filter(g -> g.fingerprint().equals(config.fingerprint()));
        if (reusable.isPresent()) {
            live.set(new Live(reusable.get(), routing));
            return;
        }
        Generation next = start(config, versions);
        if (before.filter(Generation::hasObjects).isPresent() && next.hasObjects()) {
            // A Durable Object must not live in two processes, so requests wait until the old one is gone.
            closeGate();
            waitFor(before.get()::isIdle);
            before.get().stop(STOP);
            live.set(new Live(next, routing));
            openGate();
        } else {
            live.set(new Live(next, routing));
            before.ifPresent(this::retireBesides);
        }
        watch(next);
    }

    private void retireBesides(Generation old) {
        vertx.executeBlocking(
                        () -> {
                            retire(old);
                            return true;
                        },
                        false)
                .onFailure(e -> listener.log("the old workerd did not end: " + e.getMessage()));
    }

    private Generation start(GenerationConfig config, List<ServedVersion> versions) throws Refused {
        long start = System.nanoTime();
        try {
            Generation generation =
                    Generation.start(state, ++generations, workerd.get(), config, versions, listener::log);
            listener.started(versions.size(), Duration.ofNanos(System.nanoTime() - start));
            return generation;
        } catch (Workerd.StartFailure e) {
            throw new Refused(Complaint.readable(e.complaint()));
        }
    }

    /** Deployed versions, the newest one of each Worker, and those that somebody looks at. */
    private List<ServedVersion> servedVersions() {
        List<ServedVersion> served = new ArrayList<>();
        for (Script script : scripts) {
            Set<String> ids = new LinkedHashSet<>();
            Optional<Deployment> current = script.current();
            current.ifPresent(d -> d.shares().forEach(s -> ids.add(s.versionId())));
            script.latestVersion().ifPresent(v -> ids.add(v.id()));
            script.versions().stream()
                    .map(Version::id)
                    .filter(id -> previews.contains(ServedVersion.id(script.name(), id)))
                    .forEach(ids::add);
            String owner = current.map(Deployment::leadingVersion)
                    .or(() -> script.latestVersion().map(Version::id))
                    .orElse("");
            for (String id : ids) {
                script.version(id).ifPresent(v -> served.add(new ServedVersion(script, v, id.equals(owner))));
            }
        }
        return served;
    }

    /** Announces a request and gives what is in use; waits while the gate is closed. */
    Future<Live> enter() {
        synchronized (waiting) {
            if (gateClosed) {
                Promise<Live> promise = Promise.promise();
                waiting.add(promise);
                return promise.future();
            }
        }
        Live now = live.get();
        if (now == null) {
            return vertx.executeBlocking(
                            () -> {
                                startIfNeeded();
                                return true;
                            },
                            false)
                    .compose(v -> enter());
        }
        now.generation().enter();
        Live again = live.get();
        if (again == null || again.generation() != now.generation()) {
            now.leave();
            return enter();
        }
        return Future.succeededFuture(again);
    }

    private synchronized void startIfNeeded() throws Refused {
        if (live.get() == null && !closed) {
            refresh();
        }
    }

    /** Makes an undeployed version reachable. */
    Future<Boolean> preview(String served) {
        return vertx.executeBlocking(
                () -> {
                    synchronized (this) {
                        previews.remove(served);
                        previews.addFirst(served);
                        while (previews.size() > PREVIEWS) {
                            previews.removeLast();
                        }
                        refresh();
                        return true;
                    }
                },
                false);
    }

    /** Runs the cron handler of a version; gives the outcome, such as {@code ok} or {@code exception}. */
    Future<String> scheduled(String served, String cron, Optional<Long> time) {
        return enter().compose(now -> {
            int port = now.generation().port(GenerationConfig.CONTROL).orElse(0);
            String name = now.generation().controlName(served).orElse("");
            String body = Json.compact(Json.object()
                    .put("time", time.orElseGet(System::currentTimeMillis))
                    .put("cron", cron));
            return control.request(HttpMethod.POST, port, "127.0.0.1", "/scheduled?v=" + name)
                    .compose(request -> request.send(Buffer.buffer(body)))
                    .compose(response -> response.body())
                    .map(b -> Json.parse(b.toString()).path("outcome").asText("unknown"))
                    .onComplete(v -> now.leave());
        });
    }

    private Optional<AssetRouter> assetRouter(String served) {
        return Optional.ofNullable(live.get()).flatMap(l -> l.routing().assetsOf(served));
    }

    private void finished(String ray) {
        Live now = live.get();
        if (now != null) {
            now.generation().finished(ray);
        }
        synchronized (retiring) {
            retiring.forEach(g -> g.finished(ray));
        }
    }

    private void retire(Generation old) {
        synchronized (retiring) {
            retiring.add(old);
        }
        waitFor(old::isIdle);
        waitFor(old::isQuiet);
        old.stop(STOP);
        synchronized (retiring) {
            retiring.remove(old);
        }
    }

    private static void waitFor(Supplier<Boolean> condition) {
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            while (!condition.get() && System.nanoTime() < end) {
                java.util.concurrent.TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeGate() {
        synchronized (waiting) {
            gateClosed = true;
        }
    }

    private void openGate() {
        List<Promise<Live>> admitted;
        synchronized (waiting) {
            gateClosed = false;
            admitted = new ArrayList<>(waiting);
            waiting.clear();
        }
        admitted.forEach(promise -> enter().onComplete(promise));
    }

    /** A process that dies without being told to is replaced at once. */
    private void watch(Generation generation) {
        generation.workerd().whenEnded(() -> {
            synchronized (this) {
                Live now = live.get();
                if (closed || now == null || now.generation() != generation) {
                    return;
                }
                listener.crashed();
                live.set(null);
                try {
                    refresh();
                } catch (Refused e) {
                    listener.log(e.complaint());
                }
            }
        });
    }

    @Override
    public void close() {
        Live last;
        synchronized (this) {
            closed = true;
            last = live.get(); // stays until the end, because it is told which requests are over
        }
        Await.on(front.close());
        if (last != null) {
            waitFor(last.generation()::isQuiet);
            last.generation().stop(STOP);
        }
        synchronized (retiring) {
            retiring.forEach(g -> g.stop(Duration.ZERO));
        }
        Await.on(backing.close());
    }
}
