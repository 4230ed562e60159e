package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.maven.Surroundings;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugin.MojoExecutionException;

/** A goal about the Worker of a project. In a reactor it passes over modules that have none. */
abstract class WorkerMojo extends CloudflareMojo {
    @Override
    final void run(Workbench bench) throws MojoExecutionException {
        Surroundings surroundings = bench.surroundings();
        if (hasWorker(bench)) {
            work(bench);
            return;
        }
        if (surroundings.session().getProjects().size() == 1) {
            throw new InputFailure("there is no wrangler.toml, wrangler.json or wrangler.jsonc in "
                    + surroundings.folder() + "; make one, or name it with -Dcloudflare.config");
        }
        getLog().info(
                        "Passed over, because there is no Worker here: no wrangler.toml, wrangler.json or wrangler.jsonc");
        skipped(surroundings);
    }

    /** Whether the goal has something to do here. */
    boolean hasWorker(Workbench bench) {
        return bench.hasConfig()
                || bench.surroundings().userProperty("cloudflare.name").isPresent();
    }

    abstract void work(Workbench bench) throws MojoExecutionException;
}
