package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.maven.Deployer;
import io.github.flaremaven.cloudflare.maven.ReactorRelease;
import io.github.flaremaven.cloudflare.maven.ReactorRelease.Prepared;
import io.github.flaremaven.cloudflare.maven.Surroundings;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.release.ReleaseRequest;
import java.io.File;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the Worker and gives it all the traffic, then sets routes, domains, schedules and the other triggers, and prints
 * where it is live. In a reactor nothing is released before the last module is ready.
 *
 * @since 0.1.0
 */
@Mojo(name = "deploy", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class DeployMojo extends ReleaseMojo {
    /**
     * A bundle archive that <code>bundle</code> made in another build: exactly this is deployed. Without a config in the
     * project the one in the archive counts.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.bundle")
    private @Nullable File bundle;

    /**
     * Uploads even when the live version is what would be uploaded. Without it such a Worker is left alone, unless
     * <code>tag</code> names one.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.force", defaultValue = "false")
    private boolean force;

    @Override
    boolean hasWorker(Workbench bench) {
        return bundle != null || super.hasWorker(bench);
    }

    @Override
    void work(Workbench bench) {
        Deployer deployer = new Deployer(bench, path(bundle));
        WorkerConfig config = deployer.config();
        ReleaseRequest request = request(bench, config, deployer::bundle, deployer.assetsFolder(), force);
        ReactorRelease reactor = bench.reactorRelease();
        if (!reactor.isAlone(bench.surroundings())) {
            deployer.prepare();
        }
        reactor.ready(
                bench.surroundings(),
                Optional.of(
                        new Prepared(config.name(), needs(config), deployer::hold, () -> deployer.deploy(request))));
    }

    @Override
    void skipped(Surroundings surroundings) {
        ReactorRelease.of(surroundings).ready(surroundings, Optional.empty());
    }

    private static Set<String> needs(WorkerConfig config) {
        return config.bindings().stream()
                .filter(Binding.Service.class::isInstance)
                .map(b -> ((Binding.Service) b).service())
                .collect(Collectors.toSet());
    }
}
