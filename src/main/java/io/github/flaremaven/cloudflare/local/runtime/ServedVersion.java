package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;

/**
 * A version that a workerd process runs.
 *
 * @param owner whether it owns the Worker's Durable Objects; exactly one version of a Worker does
 */
record ServedVersion(Script script, Version version, boolean owner) {
    /** {@code script@version}: the name of its service, and how it is told apart everywhere. */
    String id() {
        return id(script.name(), version.id());
    }

    static String id(String script, String versionId) {
        return script + "@" + versionId;
    }
}
