package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.LocalAddress;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.local.runtime.WorkerdLocator;
import io.github.flaremaven.cloudflare.local.state.Folders;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.release.Allowance;
import io.github.flaremaven.cloudflare.release.Annotations;
import io.github.flaremaven.cloudflare.release.Release;
import io.github.flaremaven.cloudflare.release.ReleaseRequest;
import io.github.flaremaven.cloudflare.testbed.BoundResources.Kind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An embedded Cloudflare for tests, with nothing in it at first; closing it leaves nothing. */
public final class TestBed implements AutoCloseable {
    private final Setup setup;
    private final EmbeddedCloudflare cloudflare;
    private final BedLog log;
    private final LocalAccount account;

    /**
     * How to start.
     *
     * @param folder for its state, emptied first
     * @param workerd finds the binary
     * @param seeds see {@link Seeds}
     * @param answers see {@link EmbeddedCloudflare.Options}
     */
    public record Setup(Path folder, Supplier<Path> workerd, Path seeds, Path answers) {}

    private TestBed(Setup setup, EmbeddedCloudflare cloudflare, BedLog log) {
        this.setup = setup;
        this.cloudflare = cloudflare;
        this.log = log;
        this.account = new LocalAccount(cloudflare.apiBase());
    }

    /**
     * Starts one on free ports.
     *
     * @throws InputFailure when another process uses the folder
     */
    public static TestBed start(Setup setup, BedLog log) {
        Path folder = setup.folder();
        try (StateFolder nobodyElses = take(folder)) {
            log.debug("The state of the tests is in " + nobodyElses.root());
        }
        Folders.delete(folder);
        StateFolder state = take(folder);
        try {
            EmbeddedCloudflare.Options options = new EmbeddedCloudflare.Options(
                    0,
                    0,
                    setup.workerd(),
                    WorkerdLocator.newestDate(ToolVersions.load().workerd()),
                    setup.answers(),
                    false, // a schedule that fires in the middle of a test would be no help
                    Faults.none());
            return new TestBed(setup, EmbeddedCloudflare.start(state, options, Clock.systemUTC(), log), log);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static StateFolder take(Path folder) {
        return StateFolder.tryOpen(folder)
                .orElseThrow(() -> new InputFailure("another process runs the Worker for its tests"
                        + " in " + folder
                        + LocalAddress.find(folder)
                                .map(a -> " (process " + a.process() + ")")
                                .orElse("")
                        + "; wait until it has ended"));
    }

    /**
     * Deploys a Worker: what a release of its project would bring to a new account, with the values of {@code .dev.vars}.
     *
     * @throws io.github.flaremaven.cloudflare.base.Failure when it cannot start, with the reason
     */
    public RunningWorker deploy(BuiltWorker worker, LocalSecrets secrets) {
        WorkerConfig config = worker.config();
        CloudflareApi api = account.api();
        config.queueConsumers().stream()
                .map(QueueConsumer::queue)
                .distinct()
                .filter(queue -> api.queues().find(queue).isEmpty())
                .forEach(api.resources()::createQueue);
        new StandInDatabases(secrets.variables(config)::get).tell(api.hyperdrive(), config);
        ReleaseRequest request = new ReleaseRequest(
                config,
                worker.bundle(),
                Optional.empty(),
                Annotations.none(),
                secrets.of(config),
                EnumSet.allOf(Allowance.class),
                true,
                false,
                Optional.empty());
        new Release(request, api, log, () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()), Optional.empty())
                .deploy();
        return new RunningWorker(
                config.name(),
                config.environment(),
                cloudflare.open(config.name()),
                cloudflare.apiBase(),
                cloudflare.workersPort());
    }

    /**
     * Writes the seeds to what a Worker is bound to.
     *
     * @return for each kind how many keys, scripts and objects
     * @throws InputFailure when they do not fit
     */
    public Map<Kind, Integer> sow(RunningWorker worker) {
        return new Seeds(setup.seeds()).sow(account.resources(worker.name()), account.data());
    }

    /** The ways into it; they end with this. */
    public LocalAccount account() {
        return account;
    }

    /** The folder of its state. */
    public Path folder() {
        return setup.folder();
    }

    /** Ends its processes and removes its folder. */
    @Override
    public void close() {
        account.close();
        try {
            cloudflare.close();
        } finally {
            Folders.delete(setup.folder());
        }
    }
}
