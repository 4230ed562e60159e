package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.state.Certificates;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.github.flaremaven.cloudflare.local.state.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Starts processes. */
final class Launcher {
    /** How often a process that is killed while it starts is started again. */
    private static final int MOST_KILLS = 3;

    private final StateFolder state;
    private final Certificates certificates;
    private final Supplier<Path> executable;
    private final LocalDate newestDate;
    private final BackingServer.Access backing;
    private final Supplier<List<Workflow>> workflows;
    private final HyperdriveConfigs databases;
    private final WorkerRuntime.Listener listener;
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * A process that runs.
     *
     * @param broken versions that it should run and cannot, with workerd's reason
     * @param took from its start to the last bound socket
     */
    record Launched(Generation generation, Map<VersionRef, String> broken, Duration took) {}

    Launcher(
            StateFolder state,
            Supplier<Path> executable,
            LocalDate newestDate,
            BackingServer.Access backing,
            Supplier<List<Workflow>> workflows,
            HyperdriveConfigs databases,
            WorkerRuntime.Listener listener) {
        this.state = state;
        this.certificates = new Certificates(state.root().resolve(StateFolder.CERTIFICATES));
        this.executable = executable;
        this.newestDate = newestDate;
        this.backing = backing;
        this.workflows = workflows;
        this.databases = databases;
        this.listener = listener;
    }

    GenerationConfig config(List<ServedVersion> versions) {
        return config(versions, Set.of());
    }

    private GenerationConfig config(List<ServedVersion> versions, Set<String> withoutWorkflows) {
        WorkflowConfig hosted = new WorkflowConfig(workflows.get(), versions, withoutWorkflows);
        return new GenerationConfig(versions, hosted, backing, certificates, databases, newestDate);
    }

    /**
     * Starts a process. One version that does not start would keep all others from running, so it is left out, unless it
     * belongs to the Worker that is being changed.
     *
     * @param changed the Worker that is being changed, absent when none is
     * @throws Refused when a version of the changed Worker does not start, or workerd names no version
     */
    Launched launch(List<ServedVersion> versions, Optional<String> changed) throws Refused {
        return start(versions, changed, false);
    }

    /**
     * Starts a process only to see whether it starts. Its Durable Objects live in an empty folder: those that are in use
     * must not live in two processes.
     *
     * @throws Refused as {@link #launch}, and when a Durable Object class is not exported
     */
    Duration rehearse(List<ServedVersion> versions, Optional<String> changed) throws Refused {
        Launched launched = start(versions, changed, true);
        try {
            for (String className : launched.generation().missingClasses()) {
                boolean concerned = versions.stream()
                        .anyMatch(v -> changed.equals(Optional.of(v.script().name()))
                                && v.script().objectClasses().containsKey(className));
                if (concerned) {
                    throw Refused.missing(className);
                }
            }
            return launched.took();
        } finally {
            launched.generation().stop(Duration.ZERO);
        }
    }

    private Launched start(List<ServedVersion> versions, Optional<String> changed, boolean rehearsal) throws Refused {
        List<ServedVersion> left = new ArrayList<>(versions);
        Map<VersionRef, String> broken = new HashMap<>();
        Set<String> withoutWorkflows = new HashSet<>();
        state.folder("objects");
        state.folder("workflows");
        int kills = 0;
        while (true) {
            long start = System.nanoTime();
            int number = numbers.incrementAndGet();
            Path folder = state.folder("run/" + number);
            Optional<Path> objects =
                    rehearsal ? Optional.of(state.folder("run/" + number + "/objects")) : Optional.empty();
            GenerationConfig config = config(left, withoutWorkflows);
            try {
                Generation generation = Generation.start(folder, executable.get(), config, objects, listener::log);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                return new Launched(generation, broken, took);
            } catch (Workerd.StartFailure e) {
                if (e.isKilled() && ++kills <= MOST_KILLS) {
                    listener.crashed();
                    continue;
                }
                String reason = Complaint.readable(e.complaint());
                Optional<String> workflow = Complaint.workflow(e.complaint()).filter(config.workflows()::isOptional);
                if (workflow.isPresent()) {
                    listener.trouble("the Workflow " + workflow.get() + " cannot run: " + reason);
                    withoutWorkflows.add(workflow.get());
                    continue;
                }
                Optional<VersionRef> culprit = Complaint.culprit(e.complaint())
                        .filter(c -> left.stream().anyMatch(v -> v.ref().equals(c)))
                        .filter(c -> !changed.equals(Optional.of(c.script())));
                if (culprit.isEmpty()) {
                    throw Refused.because(reason);
                }
                listener.log(culprit.get() + " cannot run: " + reason);
                broken.put(culprit.get(), reason);
                left.removeIf(v -> v.ref().equals(culprit.get()));
            }
        }
    }
}
