package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.routing.Routing;
import io.github.flaremaven.cloudflare.local.runtime.Launcher.Launched;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.github.flaremaven.cloudflare.local.state.Workflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Runs the deployed versions. A change that needs another process starts it beside the running one, leads new requests to
 * it, and lets the old one finish, so that no request is dropped. Durable Objects must not live in two processes: with
 * them, requests wait until the old process is gone.
 */
public final class WorkerRuntime implements AutoCloseable {
    private final StateFolder state;
    private final Listener listener;
    private final Launcher launcher;
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "workerd-care");
        thread.setDaemon(true);
        return thread;
    });
    private final Processes processes = new Processes(executor);
    private final Traffic traffic = new Traffic();
    private final ServedVersions served = new ServedVersions();
    private final CrashLimit crashes = new CrashLimit();

    private final List<Runnable> starts = new CopyOnWriteArrayList<>();

    private volatile List<Script> scripts = List.of();
    /** What the live process was started for; absent while none runs. */
    private Optional<GenerationConfig> started = Optional.empty();

    private boolean closed;

    /** Hears what happens to the process. */
    public interface Listener {
        /** A line that workerd or a Worker printed. */
        void log(String line);

        /** A process is up; {@code took} is from its start to the last bound socket. */
        void started(int versions, Duration took);

        /** The process ended by itself and is started anew. */
        void crashed();

        /** Something went wrong for which nobody waits who could be told; a sentence. */
        void trouble(String sentence);
    }

    /**
     * Starts no process before it is needed.
     *
     * @param workerd finds the binary
     * @param newestDate the newest compatibility date it knows
     * @param backing where bindings lead
     * @param workflows the Workflows of the account
     * @param databases where Hyperdrive bindings lead
     */
    public WorkerRuntime(
            StateFolder state,
            Supplier<Path> workerd,
            LocalDate newestDate,
            BackingServer.Access backing,
            Supplier<List<Workflow>> workflows,
            HyperdriveConfigs databases,
            Listener listener) {
        this.state = state;
        this.listener = listener;
        this.launcher = new Launcher(state, workerd, newestDate, backing, workflows, databases, listener);
    }

    /**
     * Makes these Workers the ones that run. Returns when new requests reach them.
     *
     * @param changed the name of the one that differs
     * @return how long the start of a process took, absent when none was needed
     * @throws Refused when it cannot be started; everything stays as it was
     */
    public synchronized Optional<Duration> update(List<Script> wanted, String changed) throws Refused {
        List<Script> before = scripts;
        scripts = List.copyOf(wanted);
        try {
            return refresh(Optional.of(changed));
        } catch (Refused | RuntimeException e) {
            scripts = before;
            throw e;
        }
    }

    /**
     * Leads requests to these Workers, whose code has run before. Starts nothing while no request came in.
     *
     * @throws ToolFailure when workerd does not start any more
     */
    public synchronized void reroute(List<Script> wanted) {
        scripts = List.copyOf(wanted);
        if (traffic.live().isPresent()) {
            try {
                refresh(Optional.empty());
            } catch (Refused e) {
                throw new ToolFailure("workerd cannot be started: " + e.complaint(), e);
            }
        }
    }

    /** From now on the work is done, in the background, whenever another process begins to take requests. */
    public void afterStart(Runnable work) {
        starts.add(work);
    }

    /** Starts a process for alarms of Durable Objects that were set in an earlier one, in the background. */
    public void resume() {
        if (PendingAlarms.areIn(state.root().resolve("objects"))) {
            Future<?> unused = enter().onSuccess(Visit::leave);
        }
    }

    /** A version that requests may be led to, absent when it or its Worker is gone. */
    public Optional<Version> version(VersionRef ref) {
        return scripts.stream()
                .filter(s -> s.name().equals(ref.script()))
                .findFirst()
                .flatMap(s -> s.version(ref.versionId()));
    }

    /** A request comes in; waits while nothing can take it. */
    public Future<Visit> enter() {
        return traffic.enter(() -> {
            try {
                executor.execute(this::wake);
            } catch (RejectedExecutionException e) {
                traffic.refuse(new ToolFailure("the embedded Cloudflare is being closed"));
            }
        });
    }

    /** Makes an undeployed version reachable. */
    public Future<Void> preview(VersionRef version) {
        Promise<Void> done = Promise.promise();
        executor.execute(() -> {
            try {
                synchronized (this) {
                    served.look(version);
                    refresh(Optional.empty());
                }
                done.complete();
            } catch (Refused | RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    /** A version reports an invocation that is over. */
    public void invoked(VersionRef version, JsonNode event) {
        // A service binding or a Durable Object that gets the same request reports it too, and earlier.
        if (event.path("executionModel").asText().equals("stateless") && !event.hasNonNull("entrypoint")) {
            JsonNode ray = event.path("event")
                    .path("request")
                    .path("headers")
                    .path(WorkerHeaders.RAY.toLowerCase(Locale.ROOT));
            processes.finished(Visit.call(version, ray.asText()));
        }
    }

    private Optional<Duration> refresh(Optional<String> changed) throws Refused {
        List<ServedVersion> versions = served.of(scripts);
        Routing routing = new Routing(scripts);
        GenerationConfig config = launcher.config(versions);
        Optional<Live> before = traffic.live();
        Optional<Generation> old = before.flatMap(Live::generation).filter(Generation::isAlive);
        if (config.running().isEmpty()) {
            started = Optional.empty();
            traffic.lead(new Live(routing, Optional.empty(), Map.of()));
            old.ifPresent(processes::retire);
            return Optional.empty();
        }
        if (old.isPresent() && started.filter(s -> s.covers(config)).isPresent()) {
            traffic.lead(new Live(routing, old, before.orElseThrow().broken()));
            return Optional.empty();
        }
        Optional<Generation> sharing =
                old.filter(g -> !Collections.disjoint(g.config().objects(), config.objects()));
        if (sharing.isPresent() || (changed.isPresent() && !config.objects().isEmpty())) {
            launcher.rehearse(ServedVersions.withNewestOwner(versions, changed), changed);
        }
        sharing.ifPresent(g -> {
            traffic.hold();
            processes.replace(g);
        });
        Launched launched;
        try {
            launched = launcher.launch(versions, changed);
        } catch (Refused | RuntimeException e) {
            if (sharing.isPresent()) {
                traffic.refuse(e);
            }
            throw e;
        }
        Generation next = launched.generation();
        processes.add(next);
        started = Optional.of(config);
        traffic.lead(new Live(routing, Optional.of(next), launched.broken()));
        if (sharing.isEmpty()) {
            old.ifPresent(processes::retire);
        }
        crashes.started();
        CompletableFuture<?> unused = next.ended().thenRunAsync(() -> ended(next), executor);
        listener.started(next.config().running().size(), launched.took());
        starts.forEach(executor::execute);
        return Optional.of(launched.took());
    }

    /** The first request after the start, or after workerd could not be started. */
    private synchronized void wake() {
        if (closed) {
            traffic.refuse(new ToolFailure("the embedded Cloudflare is being closed"));
            return;
        }
        crashes.forgive();
        open();
    }

    private void open() {
        try {
            refresh(Optional.empty());
        } catch (Refused e) {
            listener.log(e.complaint());
            traffic.refuse(e);
        } catch (RuntimeException e) {
            listener.log(String.valueOf(e.getMessage()));
            traffic.refuse(e);
        }
    }

    /** A process that ends without being told to is replaced at once. */
    private synchronized void ended(Generation generation) {
        boolean used = traffic.live()
                .flatMap(Live::generation)
                .filter(g -> g == generation)
                .isPresent();
        if (closed || !used) {
            return;
        }
        listener.crashed();
        traffic.hold();
        processes.end(generation, Duration.ZERO);
        if (crashes.crashed()) {
            traffic.refuse(new ToolFailure("workerd ends by itself again and again; the next request starts it anew"));
        } else {
            open();
        }
    }

    /** Ends all processes. Clients must be gone. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            traffic.refuse(new ToolFailure("the embedded Cloudflare is being closed"));
        }
        processes.close();
    }
}
