package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which versions run: those that are deployed, the newest one of each Worker, and those that somebody looks at. */
final class ServedVersions {
    /** How many other versions stay reachable at their preview address. */
    private static final int PREVIEWS = 5;

    private final Deque<VersionRef> previews = new ArrayDeque<>();

    /** Somebody looks at a version. */
    void look(VersionRef version) {
        previews.remove(version);
        previews.addFirst(version);
        if (previews.size() > PREVIEWS) {
            previews.removeLast();
        }
    }

    List<ServedVersion> of(List<Script> scripts) {
        List<ServedVersion> served = new ArrayList<>();
        for (Script script : scripts) {
            Set<String> ids = new LinkedHashSet<>();
            script.current()
                    .ifPresent(d ->
                            d.shares().stream().map(Deployment.Share::versionId).forEach(ids::add));
            script.latestVersion().map(Version::id).ifPresent(ids::add);
            previews.stream()
                    .filter(p -> p.script().equals(script.name()))
                    .map(VersionRef::versionId)
                    .forEach(ids::add);
            Optional<Version> owner = script.shownVersion();
            for (String id : ids) {
                script.version(id)
                        .ifPresent(v -> served.add(new ServedVersion(
                                script, v, owner.filter(o -> o.id().equals(id)).isPresent())));
            }
        }
        return served;
    }

    /** The same, with the newest version of a Worker in the owner's place, as it would be once it is deployed. */
    static List<ServedVersion> withNewestOwner(List<ServedVersion> served, Optional<String> worker) {
        return served.stream()
                .map(v -> !worker.equals(Optional.of(v.script().name()))
                        ? v
                        : new ServedVersion(
                                v.script(),
                                v.version(),
                                v.script()
                                        .latestVersion()
                                        .filter(l -> l.id().equals(v.version().id()))
                                        .isPresent()))
                .toList();
    }
}
