package io.github.flaremaven.cloudflare.maven;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers the Workers of a reactor, so that all of them are developed at once when its last module is reached. */
public final class DevReactor {
    private final Set<String> ready = new LinkedHashSet<>();
    private final List<DevModule> modules = new ArrayList<>();

    /** The one of a build. */
    public static DevReactor of(Surroundings surroundings) {
        return new SessionStore(surroundings.session()).get(DevReactor.class, "dev", DevReactor::new);
    }

    /**
     * A module of the build is reached.
     *
     * @param mine absent where it has no Worker
     * @return all Workers of the build once its last module is reached, none before
     */
    public synchronized List<DevModule> ready(Surroundings surroundings, Optional<DevModule> mine) {
        ready.add(surroundings.projectId());
        mine.ifPresent(modules::add);
        boolean last = ready.containsAll(ReactorRelease.expected(surroundings.session(), surroundings.execution()));
        return last ? List.copyOf(modules) : List.of();
    }
}
