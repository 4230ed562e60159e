package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.testbed.BedLog;
import io.github.flaremaven.cloudflare.testbed.BoundResources;
import io.github.flaremaven.cloudflare.testbed.BoundResources.Kind;
import io.github.flaremaven.cloudflare.testbed.BuiltWorker;
import io.github.flaremaven.cloudflare.testbed.LocalSecrets;
import io.github.flaremaven.cloudflare.testbed.RunningWorker;
import io.github.flaremaven.cloudflare.testbed.TestBed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Worker of a module while its integration tests run. */
public final class TestServer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FIRST_BAD_STATUS = 400;

    private final Workbench bench;
    private final Surroundings surroundings;
    private final Slot slot;

    /** What {@code start} began and {@code stop} ends; guarded by itself. */
    static final class Slot {
        private Optional<TestBed> bed = Optional.empty();
        private Map<String, String> properties = Map.of();
    }

    public TestServer(Workbench bench) {
        this.bench = bench;
        this.surroundings = bench.surroundings();
        this.slot = new SessionStore(surroundings.session()).get(Slot.class, surroundings.projectId(), Slot::new);
    }

    /** Whether integration tests are to run: the properties that failsafe goes by. */
    public boolean isWanted() {
        return Stream.of("skipITs", "maven.test.skip", "maven.test.skip.exec")
                .map(name -> surroundings
                        .userProperty(name)
                        .orElseGet(() -> surroundings.project().getProperties().getProperty(name, "false")))
                .noneMatch(value -> value.isEmpty() || value.equals("true"));
    }

    /**
     * Starts the Worker and those it is bound to, with seeds, and tells the build where.
     *
     * @param seeds need not exist
     * @param healthPath must be answered with a status below 400; absent where only the start counts
     */
    public void start(Path seeds, Optional<String> healthPath) {
        LoadedConfig loaded = bench.configForTests(true);
        WorkerConfig config = loaded.worker();
        bench.announce(loaded);
        synchronized (slot) {
            if (slot.bed.isPresent()) {
                throw new InputFailure("the Worker " + config.name()
                        + " is started already in this build; let cloudflare:start run once in a module");
            }
            Path folder = surroundings.output().resolve(RunningWorker.FOLDER);
            LocalCloudflare local = bench.localCloudflare();
            TestBed bed =
                    TestBed.start(new TestBed.Setup(folder, local.workerd()::find, seeds, local.answers()), log());
            try {
                RunningWorker running = deploy(bed, config);
                BoundResources resources = bed.account().resources(running.name());
                Map<Kind, Integer> sown = bed.sow(running);
                healthPath.ifPresent(path -> check(bed, running, path));
                running.write(folder);
                slot.bed = Optional.of(bed);
                slot.properties = properties(running, resources);
                tell(config, running, sown);
            } catch (RuntimeException e) {
                bed.close();
                throw e;
            }
        }
    }

    private RunningWorker deploy(TestBed bed, WorkerConfig config) {
        LocalSecrets secrets = new LocalSecrets(System.getenv());
        BuiltWorker worker = new BuiltWorker(config, () -> bench.bundle(config, "deploy"));
        List<BuiltWorker> others = new BoundWorkers(surroundings, bench.choiceForTests()).before(worker);
        others.forEach(other -> {
            bed.deploy(other, secrets);
            console().info("Started " + other.config().name() + ", which " + config.name() + " is bound to");
        });
        return bed.deploy(worker, secrets);
    }

    private static void check(TestBed bed, RunningWorker running, String path) {
        URI url = URI.create(running.url() + (path.startsWith("/") ? path : "/" + path));
        try {
            HttpResponse<String> answer = bed.account()
                    .client()
                    .send(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), BodyHandlers.ofString());
            if (answer.statusCode() >= FIRST_BAD_STATUS) {
                throw new InputFailure(
                        "the Worker " + running.name() + " is not healthy: " + path + " answers " + answer.statusCode()
                                + " " + answer.body().lines().findFirst().orElse(""));
            }
        } catch (IOException e) {
            throw new InputFailure(
                    "the Worker " + running.name() + " is not healthy: " + path + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputFailure("interrupted while the Worker " + running.name() + " was asked for " + path);
        }
    }

    /** Sets the properties of the module, which later goals of it see. */
    private Map<String, String> properties(RunningWorker running, BoundResources resources) {
        Map<String, String> values = new TreeMap<>();
        values.put("cloudflare.url", running.url().toString());
        values.put("cloudflare.apiBase", running.apiBase().toString());
        for (Kind kind : Kind.values()) {
            resources.of(kind).forEach((binding, id) -> values.put("cloudflare." + kind.word() + "." + binding, id));
        }
        Properties project = surroundings.project().getProperties();
        values.forEach(project::setProperty);
        return values;
    }

    private void tell(WorkerConfig config, RunningWorker running, Map<Kind, Integer> sown) {
        String seeds = sown.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .map(e -> e.getValue() + " " + what(e.getKey()) + (e.getValue() == 1 ? "" : "s"))
                .collect(Collectors.joining(", "));
        console()
                .info("Started " + running.name() + " at "
                        + console().bold(running.url().toString()) + (seeds.isEmpty() ? "" : ", seeded with " + seeds));
        ObjectNode result = ResultFile.start("start").put("worker", running.name());
        config.environment().ifPresent(e -> result.put("environment", e));
        result.put("url", running.url().toString())
                .put("apiBase", running.apiBase().toString());
        ObjectNode counts = result.putObject("seeds");
        sown.forEach((kind, count) -> counts.put(kind.word(), count));
        bench.result(result);
    }

    private static String what(Kind kind) {
        return switch (kind) {
            case KV -> "key";
            case R2 -> "object";
            case D1 -> "SQL script";
            case QUEUE -> "message";
        };
    }

    /** Ends what {@link #start} began; says so where there is nothing. */
    public void stop() {
        synchronized (slot) {
            Properties project = surroundings.project().getProperties();
            slot.properties.forEach(project::remove);
            slot.properties = Map.of();
            Optional<TestBed> bed = slot.bed;
            slot.bed = Optional.empty();
            bed.ifPresentOrElse(
                    b -> {
                        b.close();
                        console().info("Stopped");
                    },
                    () -> console().info("Nothing to stop: cloudflare:start has not run in this build"));
        }
    }

    private BedLog log() {
        return new BedLog(console()::warn, console()::debug);
    }

    private Console console() {
        return bench.console();
    }
}
