package io.github.flaremaven.cloudflare.junit;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.testbed.BedLog;
import io.github.flaremaven.cloudflare.testbed.CachedTools;
import io.github.flaremaven.cloudflare.testbed.LocalAccount;
import io.github.flaremaven.cloudflare.testbed.LocalSecrets;
import io.github.flaremaven.cloudflare.testbed.OwnFolder;
import io.github.flaremaven.cloudflare.testbed.RunningWorker;
import io.github.flaremaven.cloudflare.testbed.TestBed;
import io.github.flaremaven.cloudflare.testbed.WorkerFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the Worker that {@code cloudflare:start} runs, or starts one for a class. */
final class SessionOpener {
    private static final System.Logger LOG = System.getLogger("io.github.flaremaven.cloudflare.junit");

    private final WorkerTest annotation;
    private final Path project;

    private SessionOpener(WorkerTest annotation) {
        this.annotation = annotation;
        Path module = Path.of(property("basedir").orElse("")).toAbsolutePath();
        this.project = module.resolve(annotation.project()).normalize();
    }

    /**
     * Opens.
     *
     * @throws io.github.flaremaven.cloudflare.base.Failure when the Worker cannot start, with the reason in a sentence
     */
    static WorkerSession open(WorkerTest annotation) {
        SessionOpener opener = new SessionOpener(annotation);
        Optional<RunningWorker> started = RunningWorker.find(opener.output().resolve(RunningWorker.FOLDER));
        return started.filter(s -> !annotation.own())
                .map(SessionOpener::shared)
                .orElseGet(() -> opener.own(opener.environment(started)));
    }

    private static WorkerSession shared(RunningWorker running) {
        LocalAccount account = new LocalAccount(running.apiBase());
        try {
            return new WorkerSession(running, account, () -> {});
        } catch (RuntimeException e) {
            account.close();
            throw e;
        }
    }

    private WorkerSession own(EnvironmentChoice environment) {
        CachedTools tools = new CachedTools(project, System.getProperties(), System.getenv());
        Path seeds = project.resolve(annotation.seeds());
        // A folder for each class, so that classes may run beside each other.
        TestBed bed = TestBed.start(
                new TestBed.Setup(OwnFolder.make(output()), tools::workerd, seeds, seeds),
                new BedLog(
                        line -> LOG.log(System.Logger.Level.WARNING, line),
                        line -> LOG.log(System.Logger.Level.DEBUG, line)));
        try {
            LocalSecrets secrets = new LocalSecrets(System.getenv());
            for (String other : annotation.with()) {
                Path folder = project.resolve(other).normalize();
                bed.deploy(worker(folder, environment).fresh(tools, System.getenv()), secrets);
            }
            RunningWorker running = bed.deploy(worker(project, environment).fresh(tools, System.getenv()), secrets);
            bed.sow(running);
            return new WorkerSession(running, new LocalAccount(running.apiBase()), bed::close);
        } catch (RuntimeException e) {
            bed.close();
            throw e;
        }
    }

    private static WorkerFolder worker(Path folder, EnvironmentChoice environment) {
        return new WorkerFolder(folder, folder.resolve("target").resolve("cloudflare"), environment);
    }

    /** The one that the build works with, where it tells. */
    private EnvironmentChoice environment(Optional<RunningWorker> started) {
        if (annotation.env().isEmpty() && started.isPresent()) {
            return new EnvironmentChoice.Named(started.get().environment().orElse(""));
        }
        return Optional.of(annotation.env())
                .filter(env -> !env.isEmpty())
                .or(() -> property("cloudflare.env"))
                .or(() -> property("env"))
                .or(() -> Optional.ofNullable(System.getenv("CLOUDFLARE_ENV")).filter(env -> !env.isEmpty()))
                .filter(env -> !env.equals("local"))
                .<EnvironmentChoice>map(EnvironmentChoice.Named::new)
                .orElseGet(EnvironmentChoice.Local::new);
    }

    private Path output() {
        if (!Files.isDirectory(project)) {
            throw new InputFailure("the folder " + project + " of @WorkerTest does not exist");
        }
        return project.resolve("target").resolve("cloudflare");
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(v -> !v.isBlank());
    }
}
