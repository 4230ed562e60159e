package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.LocalReset;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Removes the state of the embedded Cloudflare: Workers, secrets, KV and all that it keeps. Refused while a process uses
 * it.
 *
 * @since 0.1.0
 */
@Mojo(name = "local-reset", requiresProject = false, aggregator = true, threadSafe = true)
public final class LocalResetMojo extends CloudflareMojo {
    @Override
    void run(Workbench bench) {
        new LocalReset(bench).run();
    }
}
