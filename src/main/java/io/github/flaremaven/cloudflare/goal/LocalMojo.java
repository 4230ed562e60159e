package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.LocalServer;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Keeps the embedded Cloudflare running until Ctrl-C: Workers at one port, the API at another. Other builds of the project
 * that work on the embedded Cloudflare find it and use it.
 *
 * @since 0.1.0
 */
@Mojo(name = "local", requiresProject = false, aggregator = true, threadSafe = true)
public final class LocalMojo extends CloudflareMojo {
    /**
     * The port at which Workers answer.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.port", defaultValue = "8787")
    private int port;

    /**
     * The port of the API.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.apiPort", defaultValue = "8788")
    private int apiPort;

    @Override
    void run(Workbench bench) {
        new LocalServer(bench).run(apiPort, port);
    }
}
