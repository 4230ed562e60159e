package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.DevModule;
import io.github.flaremaven.cloudflare.maven.DevOptions;
import io.github.flaremaven.cloudflare.maven.DevReactor;
import io.github.flaremaven.cloudflare.maven.DevServer;
import io.github.flaremaven.cloudflare.maven.Surroundings;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Runs the Worker on this machine while it is developed: every change of its sources, its config, its values in
 * <code>.dev.vars</code> or its assets is live a moment later. Shows what the Worker prints and throws, with places in the
 * sources. In a reactor all its Workers run together. Ends with <code>q</code> and Enter, or with Ctrl-C.
 *
 * @since 0.1.0
 */
@Mojo(name = "dev", threadSafe = true)
public final class DevMojo extends ConfiguredMojo {
    /**
     * The port at which the Worker answers, instead of the config's <code>dev.port</code>. Default: 8787.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.port")
    private @Nullable Integer port;

    /**
     * The port of the API of the embedded Cloudflare.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.apiPort", defaultValue = "8788")
    private int apiPort;

    /**
     * The address to listen on, instead of the config's <code>dev.ip</code>; <code>*</code> for all addresses, at which other
     * machines reach the Worker. Default: <code>localhost</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.ip")
    private @Nullable String ip;

    /**
     * <code>http</code> or <code>https</code>, instead of the config's <code>dev.local_protocol</code>. The certificate for
     * https is made once and vouches for itself. Default: <code>http</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.localProtocol")
    private @Nullable String localProtocol;

    /**
     * The scheme of <code>request.url</code> as the Worker sees it, instead of the config's
     * <code>dev.upstream_protocol</code>. Default: as clients use it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.upstreamProtocol")
    private @Nullable String upstreamProtocol;

    /**
     * The host of <code>request.url</code> as the Worker sees it, instead of the config's <code>dev.host</code>. Default: the
     * host of the first route; without routes as clients use it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.host")
    private @Nullable String host;

    /**
     * Files with values for this machine, instead of <code>.dev.vars</code> and the usual <code>.env</code> files; a later one
     * counts more.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.envFile")
    private @Nullable List<File> envFile;

    @Override
    void work(Workbench bench) {
        List<Path> envFiles =
                envFile == null ? List.of() : envFile.stream().map(File::toPath).toList();
        go(bench.surroundings(), Optional.of(bench.devModule(envFiles)));
    }

    @Override
    void skipped(Surroundings surroundings) {
        go(surroundings, Optional.empty());
    }

    private void go(Surroundings surroundings, Optional<DevModule> module) {
        List<DevModule> modules = DevReactor.of(surroundings).ready(surroundings, module);
        if (!modules.isEmpty()) {
            DevOptions options = new DevOptions(
                    Optional.ofNullable(port),
                    apiPort,
                    Optional.ofNullable(ip),
                    Optional.ofNullable(localProtocol),
                    Optional.ofNullable(upstreamProtocol),
                    Optional.ofNullable(host));
            new DevServer(modules, options).run();
        }
    }
}
