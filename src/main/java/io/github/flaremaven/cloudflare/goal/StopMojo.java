package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.TestServer;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Stops the Worker that <code>start</code> started, and removes its data.
 *
 * @since 0.1.0
 */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class StopMojo extends CloudflareMojo {
    @Override
    void run(Workbench bench) {
        new TestServer(bench).stop();
    }
}
