package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.github.flaremaven.cloudflare.local.state.VersionRef;

/**
 * A version that requests can reach.
 *
 * @param owner whether it stands for the Worker where only one version can: it owns the Worker's Durable Objects, and
 *     service bindings lead to it
 */
record ServedVersion(Script script, Version version, boolean owner) {
    VersionRef ref() {
        return script.ref(version);
    }
}
