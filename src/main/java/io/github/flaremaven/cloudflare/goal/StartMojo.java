package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.TestServer;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Starts the Worker on an embedded Cloudflare of its own, with nothing in it but the Worker, those of the reactor that it
 * is bound to, and seeds, for the integration tests of the module. Sets the project properties <code>cloudflare.url</code>
 * and <code>cloudflare.apiBase</code>, and for each binding its id or name: <code>cloudflare.kv.BINDING</code>,
 * <code>cloudflare.r2.BINDING</code>, <code>cloudflare.d1.BINDING</code>, <code>cloudflare.queue.BINDING</code>. Whatever becomes of
 * the build, nothing is left running.
 *
 * @since 0.1.0
 */
@Mojo(name = "start", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class StartMojo extends ConfiguredMojo {
    /**
     * The folder of the seeds: <code>kv/BINDING.json</code>, <code>d1/BINDING/*.sql</code> and <code>r2/BINDING/**</code>. It need not
     * exist.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.seeds", defaultValue = "${basedir}/src/test/cloudflare")
    private File seeds;

    /**
     * A path that the Worker must answer with a status below 400 before the tests begin. Without it the Worker need only start.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.start.healthPath")
    private @Nullable String startHealthPath;

    @Override
    void work(Workbench bench) {
        TestServer server = new TestServer(bench);
        if (server.isWanted()) {
            server.start(seeds.toPath(), Optional.ofNullable(startHealthPath));
        } else {
            bench.console().info("Not started, because integration tests are skipped");
        }
    }
}
