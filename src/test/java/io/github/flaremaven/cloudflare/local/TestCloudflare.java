package io.github.flaremaven.cloudflare.local;

import io.github.flaremaven.cloudflare.base.NpmClient;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.local.runtime.WorkerdLocator;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An embedded Cloudflare for a test, on free ports, with the real workerd. */
public final class TestCloudflare implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final EmbeddedCloudflare cloudflare;
    private final Events events = new Events();
    private final TestApi api;

    private TestCloudflare(Path folder, Path cache, Clock clock, boolean actsByItself, Faults faults) {
        StateFolder state = StateFolder.tryOpen(folder).orElseThrow();
        try {
            this.cloudflare = clock instanceof TestClock test
                    ? EmbeddedCloudflare.start(
                            state,
                            options(0, 0, cache, actsByItself, faults),
                            new EmbeddedCloudflare.Time(test, test),
                            events)
                    : EmbeddedCloudflare.start(state, options(0, 0, cache, actsByItself, faults), clock, events);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
        this.api = new TestApi(cloudflare.apiBase(), cloudflare.workersPort());
    }

    /** What happened inside. */
    private static final class Events implements EmbeddedCloudflare.Listener {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final LinkedBlockingQueue<Integer> starts = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Boolean> crashes = new LinkedBlockingQueue<>();

        @Override
        public void log(String line) {
            lines.add(line);
        }

        @Override
        public void trouble(String sentence) {
            lines.add(sentence);
        }

        @Override
        public void started(int versions, Duration took) {
            starts.add(versions);
        }

        @Override
        public void crashed() {
            crashes.add(true);
        }

        @Override
        public void answered(String method, String path, int status) {
            calls.add(method + " " + path + " " + status);
        }

        @Override
        public void faulted(String method, String path, Fault fault, Optional<Integer> done) {
            calls.add(method + " " + path + " " + fault + done.map(d -> " " + d).orElse(""));
        }
    }

    /** One who does not listen. */
    static EmbeddedCloudflare.Listener deaf() {
        return new Events();
    }

    /** Options that find the real workerd. */
    static EmbeddedCloudflare.Options options(int apiPort, int workersPort) {
        return options(apiPort, workersPort, defaultCache(), true, Faults.none());
    }

    /** Finds the real workerd. */
    public static Supplier<Path> workerd() {
        return options(0, 0).workerd();
    }

    private static EmbeddedCloudflare.Options options(
            int apiPort, int workersPort, Path cache, boolean actsByItself, Faults faults) {
        String version = ToolVersions.load().workerd();
        WorkerdLocator locator = new WorkerdLocator(new WorkerdLocator.Options(
                Optional.ofNullable(System.getProperty("cloudflare.workerd")).map(Path::of),
                Path.of("").toAbsolutePath(),
                List.of(),
                cache,
                version,
                NpmClient::install));
        return new EmbeddedCloudflare.Options(
                apiPort,
                workersPort,
                locator::find,
                WorkerdLocator.newestDate(version),
                Path.of(System.getProperty("cloudflare.local.answers", "src/test/cloudflare")),
                actsByItself,
                faults);
    }

    public static TestCloudflare start(Path folder) {
        return start(folder, defaultCache());
    }

    /** {@code cache} is the folder of tools that are installed once, see the parameter {@code cloudflare.cache}. */
    public static TestCloudflare start(Path folder, Path cache) {
        return new TestCloudflare(folder, cache, Clock.systemUTC(), true, Faults.none());
    }

    private static Path defaultCache() {
        return Optional.ofNullable(System.getProperty("cloudflare.cache"))
                .map(Path::of)
                .orElse(Path.of(
                        System.getProperty("user.home"), ".m2", "repository", ".cache", "cloudflare-maven-plugin"));
    }

    public static TestCloudflare start(Path folder, Clock clock) {
        return new TestCloudflare(folder, defaultCache(), clock, true, Faults.none());
    }

    /** One in which nothing happens by itself, as in a build that only deploys. */
    static TestCloudflare startIdle(Path folder, Clock clock) {
        return new TestCloudflare(folder, defaultCache(), clock, false, Faults.none());
    }

    public static TestCloudflare start(Path folder, Faults faults) {
        return new TestCloudflare(folder, defaultCache(), Clock.systemUTC(), true, faults);
    }

    public EmbeddedCloudflare cloudflare() {
        return cloudflare;
    }

    /** A client of its API and its Workers. */
    public TestApi api() {
        return api;
    }

    /** Method, path below the base, and status of every call so far. */
    public List<String> calls() {
        return events.calls;
    }

    /** What workerd and Workers printed so far. */
    public List<String> lines() {
        return events.lines;
    }

    /** How many processes were started so far. */
    public int starts() {
        return events.starts.size();
    }

    /** Waits until it says that workerd ended by itself. */
    public void awaitCrash() throws InterruptedException {
        if (events.crashes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) == null) {
            throw new AssertionError("no crash was told");
        }
    }

    @Override
    public void close() {
        cloudflare.close();
    }
}
