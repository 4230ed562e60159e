package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.testbed.BuiltWorker;
import io.github.flaremaven.cloudflare.testbed.WorkerFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.maven.project.MavenProject;

/** The Workers of other modules that a Worker is bound to, as their modules bundled them. */
final class BoundWorkers {
    private final Surroundings surroundings;
    private final EnvironmentChoice environment;

    BoundWorkers(Surroundings surroundings, EnvironmentChoice environment) {
        this.surroundings = surroundings;
        this.environment = environment;
    }

    /**
     * Those that must be there before it, each after those it needs itself. What no module of the build makes is not among
     * them; the API says what is missing.
     */
    List<BuiltWorker> before(BuiltWorker worker) {
        List<BuiltWorker> ordered = new ArrayList<>();
        if (!worker.needs().isEmpty()) {
            add(worker, modules(), new HashSet<>(Set.of(worker.config().name())), ordered);
        }
        return ordered;
    }

    private static void add(
            BuiltWorker worker, Map<String, BuiltWorker> modules, Set<String> seen, List<BuiltWorker> ordered) {
        for (String name : worker.needs()) {
            BuiltWorker needed = modules.get(name);
            if (needed != null && seen.add(name)) {
                add(needed, modules, seen, ordered);
                ordered.add(needed);
            }
        }
    }

    /** Those that this build leaves out count as well: what an earlier one bundled of them is there. */
    private Map<String, BuiltWorker> modules() {
        Map<String, BuiltWorker> modules = new TreeMap<>();
        for (MavenProject project : surroundings.session().getAllProjects()) {
            if (project.getFile() == null || project.equals(surroundings.project())) {
                continue;
            }
            Path folder = project.getBasedir().toPath();
            WorkerFolder worker = new WorkerFolder(
                    folder, Path.of(project.getBuild().getDirectory()).resolve("cloudflare"), environment);
            if (worker.isWorkerItself()) {
                try {
                    BuiltWorker built = worker.bundled();
                    modules.put(built.config().name(), built);
                } catch (InputFailure e) {
                    surroundings.log().debug("no Worker for tests in " + folder + ": " + e.getMessage());
                }
            }
        }
        return modules;
    }
}
