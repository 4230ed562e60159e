package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.NpmClient;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.LocalAddress;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.local.front.Entrance;
import io.github.flaremaven.cloudflare.local.runtime.WorkerdLocator;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.logging.Log;

/**
 * The embedded Cloudflare of a build. One that {@code cloudflare:local} runs is used; otherwise the first goal that needs
 * it starts one on free ports, and the last one that uses it at a time stops it.
 */
final class LocalCloudflare {
    private static final String ANSWERS = "src/test/cloudflare";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Surroundings surroundings;
    private final Parameters parameters;
    private final Path cache;
    private final Path folder;
    private final Shared shared;

    /** The instance that the goals of this build share; guarded by itself. */
    static final class Shared {
        private Optional<EmbeddedCloudflare> running = Optional.empty();
        private int users;
    }

    /** A running embedded Cloudflare; closing lets it go. */
    record Running(LocalAddress address, Runnable release) implements Hold {
        @Override
        public void close() {
            release.run();
        }
    }

    LocalCloudflare(Surroundings surroundings, Parameters parameters, Path cache, SessionStore store) {
        this.surroundings = surroundings;
        this.parameters = parameters;
        this.cache = cache;
        this.folder =
                parameters.localFolder().orElseGet(() -> surroundings.root().resolve(".cloudflare"));
        this.shared = store.get(Shared.class, folder.toString(), Shared::new);
    }

    Path folder() {
        return folder;
    }

    /**
     * Finds or starts it.
     *
     * @throws InputFailure when another build keeps the state folder for longer than a minute
     */
    Running open() {
        synchronized (shared) {
            if (shared.running.isEmpty()) {
                Optional<LocalAddress> other = LocalAddress.find(folder);
                if (other.isPresent()) {
                    return join(other.get());
                }
                Optional<StateFolder> state = waitForState();
                if (state.isEmpty()) {
                    return LocalAddress.find(folder).map(this::join).orElseThrow(this::taken);
                }
                shared.running = Optional.of(start(state.get(), 0, Entrance.loopback(0), false, new LocalLog(log())));
            }
            shared.users++;
            EmbeddedCloudflare cloudflare = shared.running.orElseThrow();
            return new Running(
                    new LocalAddress(
                            cloudflare.apiBase(),
                            cloudflare.workersPort(),
                            ProcessHandle.current().pid()),
                    this::release);
        }
    }

    /** Uses the one of another process, which has faults of its own. */
    private Running join(LocalAddress address) {
        if (parameters.localFaults().isPresent()) {
            throw new InputFailure("the embedded Cloudflare of " + folder + " runs in the process " + address.process()
                    + ", so that cloudflare.local.faults of this build would do nothing; give the faults to "
                    + "mvn cloudflare:local, or end it");
        }
        return new Running(address, () -> {});
    }

    /**
     * Starts one at the given ports, for {@code cloudflare:local}.
     *
     * @throws InputFailure when one is running already
     */
    EmbeddedCloudflare startAt(int apiPort, int workersPort) {
        return startAt(apiPort, Entrance.loopback(workersPort), new LocalLog(log()));
    }

    /** The same with another entrance, for {@code cloudflare:dev}. */
    EmbeddedCloudflare startAt(int apiPort, Entrance entrance, EmbeddedCloudflare.Listener listener) {
        LocalAddress.find(folder).ifPresent(other -> {
            throw new InputFailure("the embedded Cloudflare of " + folder + " is running already, in the process "
                    + other.process() + ": Workers at http://localhost:" + other.workersPort());
        });
        return start(waitForState().orElseThrow(this::taken), apiPort, entrance, true, listener);
    }

    private InputFailure taken() {
        return new InputFailure("another build has been using the embedded Cloudflare in " + folder + " for more than "
                + PATIENCE.toSeconds()
                + " seconds; wait for it, or use another folder with -Dcloudflare.local.directory");
    }

    /** Another build that is at it will be through in a moment; or it is a {@code local} that is just starting. */
    private Optional<StateFolder> waitForState() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean told = false;
        while (true) {
            Optional<StateFolder> state = StateFolder.tryOpen(folder);
            if (state.isPresent()
                    || System.nanoTime() > end
                    || LocalAddress.find(folder).isPresent()) {
                return state;
            }
            if (!told) {
                log().info("Waiting for another build that uses the embedded Cloudflare in " + folder);
                told = true;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private EmbeddedCloudflare start(
            StateFolder state,
            int apiPort,
            Entrance entrance,
            boolean actsByItself,
            EmbeddedCloudflare.Listener listener) {
        String version = ToolVersions.load().workerd();
        WorkerdLocator locator = workerd();
        try {
            return EmbeddedCloudflare.start(
                    state,
                    new EmbeddedCloudflare.Options(
                            apiPort,
                            entrance.port(),
                            locator::find,
                            WorkerdLocator.newestDate(version),
                            answers(),
                            actsByItself,
                            faults()),
                    entrance,
                    Clock.systemUTC(),
                    listener);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /** Finds the binary that runs Workers. */
    WorkerdLocator workerd() {
        return new WorkerdLocator(new WorkerdLocator.Options(
                parameters.workerd(),
                surroundings.folder(),
                WorkerdLocator.path(Optional.ofNullable(System.getenv("PATH"))),
                cache,
                ToolVersions.load().workerd(),
                this::install));
    }

    /** Read where it is used only: a file there answers for a product that exists only at Cloudflare. */
    Path answers() {
        return parameters.localAnswers().orElseGet(() -> surroundings.folder().resolve(ANSWERS));
    }

    private Faults faults() {
        return parameters
                .localFaults()
                .map(wanted -> Faults.of(wanted, surroundings::root))
                .orElseGet(Faults::none);
    }

    private void install(String npmPackage, Path into) {
        if (surroundings.session().isOffline()) {
            throw new InputFailure(
                    "the embedded Cloudflare needs workerd and Maven is offline; run the goal once online, or "
                            + "set cloudflare.workerd to a binary");
        }
        log().info("Installing " + npmPackage + " with npm (once; 40 MB)");
        NpmClient.install(npmPackage, into);
    }

    private void release() {
        Optional<EmbeddedCloudflare> unused = Optional.empty();
        synchronized (shared) {
            if (--shared.users == 0) {
                unused = shared.running;
                shared.running = Optional.empty();
                unused.ifPresent(EmbeddedCloudflare::close);
            }
        }
    }

    private Log log() {
        return surroundings.log();
    }

    /** What happens inside is for {@code -X}; what goes wrong is for everybody. */
    record LocalLog(Log log) implements EmbeddedCloudflare.Listener {
        @Override
        public void log(String line) {
            log.debug("workerd: " + line);
        }

        @Override
        public void started(int versions, Duration took) {
            log.debug("workerd runs " + versions + " versions, started in " + took.toMillis() + " ms");
        }

        @Override
        public void crashed() {
            log.warn("workerd ended by itself and is started anew");
        }

        @Override
        public void trouble(String sentence) {
            log.warn("embedded Cloudflare: " + sentence);
        }

        @Override
        public void answered(String method, String path, int status) {
            log.debug("embedded API: " + method + " " + path + " → " + status);
        }

        @Override
        public void faulted(String method, String path, Fault fault, Optional<Integer> done) {
            log.info("embedded API: " + method + " " + path + " met the fault " + fault
                    + done.map(status -> ", done with " + status).orElse(", nothing done"));
        }
    }
}
