package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.routing.Routing;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.util.Map;
import java.util.Optional;

/**
 * What requests go to: the table that leads them, and the process behind it.
 *
 * @param generation absent while no version has code
 * @param broken versions that should run and cannot, with the reason
 */
record Live(Routing routing, Optional<Generation> generation, Map<VersionRef, String> broken) {
    Live {
        broken = Map.copyOf(broken);
    }

    boolean isDead() {
        return generation.filter(g -> !g.isAlive()).isPresent();
    }
}
