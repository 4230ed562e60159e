package io.github.flaremaven.cloudflare.maven;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * Gathers the releases of a reactor and lets them go when the last module is ready, so that nothing is released when a
 * later module fails. A module that another one has a service binding to is released first.
 */
public final class ReactorRelease {
    private final Map<String, Prepared> prepared = new LinkedHashMap<>();
    private final Set<String> ready = new LinkedHashSet<>();

    /** The one of a build. */
    public static ReactorRelease of(Surroundings surroundings) {
        return new SessionStore(surroundings.session()).get(ReactorRelease.class, "reactor", ReactorRelease::new);
    }

    /**
     * A module that is ready.
     *
     * @param worker its Worker's name
     * @param needs names of Workers that it has service bindings to
     * @param hold keeps what is released to from being stopped in between
     * @param release does it
     */
    public record Prepared(String worker, Set<String> needs, Supplier<Hold> hold, Runnable release) {
        public Prepared {
            needs = Set.copyOf(needs);
        }
    }

    /** Whether the project is the only one of the build that releases anything. */
    public boolean isAlone(Surroundings surroundings) {
        return expected(surroundings.session(), surroundings.execution()).size() == 1;
    }

    /** Marks a project as ready; the last one of the build releases them all. */
    public void ready(Surroundings surroundings, Optional<Prepared> mine) {
        List<Prepared> all = gather(surroundings, mine);
        int threads = surroundings.session().getRequest().getDegreeOfConcurrency();
        new ReleaseRun(all, surroundings.console()).run(threads);
    }

    /** The releases to be done now, in order; none while others are not ready yet. */
    private synchronized List<Prepared> gather(Surroundings surroundings, Optional<Prepared> mine) {
        String id = surroundings.projectId();
        mine.ifPresent(p -> prepared.put(id, p));
        ready.add(id);
        if (!ready.containsAll(expected(surroundings.session(), surroundings.execution()))) {
            return List.of();
        }
        List<Prepared> all = inOrder(surroundings.session());
        prepared.clear();
        ready.clear();
        return all;
    }

    /** On the command line the goal runs in every project, in the lifecycle where an execution lists it. */
    static Set<String> expected(MavenSession session, MojoExecution execution) {
        Set<String> expected = new TreeSet<>();
        boolean everywhere = execution.getSource() == MojoExecution.Source.CLI;
        for (MavenProject project : session.getProjects()) {
            if (everywhere || lists(project, execution)) {
                expected.add(project.getGroupId() + ":" + project.getArtifactId());
            }
        }
        return expected;
    }

    private static boolean lists(MavenProject project, MojoExecution execution) {
        return project.getBuildPlugins().stream()
                .filter(p -> p.getArtifactId().equals(execution.getArtifactId())
                        && p.getGroupId().equals(execution.getGroupId()))
                .flatMap(p -> p.getExecutions().stream())
                .anyMatch(e -> e.getGoals().contains(execution.getGoal()) && !"none".equals(e.getPhase()));
    }

    private List<Prepared> inOrder(MavenSession session) {
        List<Prepared> waiting = new ArrayList<>();
        for (MavenProject project : session.getProjects()) {
            Prepared one = prepared.get(project.getGroupId() + ":" + project.getArtifactId());
            if (one != null) {
                waiting.add(one);
            }
        }
        List<Prepared> ordered = new ArrayList<>();
        Set<String> open = new LinkedHashSet<>();
        waiting.forEach(p -> open.add(p.worker()));
        while (!waiting.isEmpty()) {
            Prepared next = waiting.stream()
                    .filter(p -> p.needs().stream().noneMatch(n -> open.contains(n) && !n.equals(p.worker())))
                    .findFirst()
                    .orElse(waiting.get(0)); // a circle: any order is as good as another
            waiting.remove(next);
            open.remove(next.worker());
            ordered.add(next);
        }
        return ordered;
    }
}
