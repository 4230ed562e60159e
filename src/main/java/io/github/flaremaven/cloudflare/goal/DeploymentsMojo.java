package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.Tables;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Lists the deployments of the Worker, newest first.
 *
 * @since 0.1.0
 */
@Mojo(name = "deployments", threadSafe = true)
public final class DeploymentsMojo extends WorkerMojo {
    /**
     * How many deployments are listed at most.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.limit", defaultValue = "10")
    private int limit;

    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            List<Deployment> deployments = target.api().worker(config.name()).deployments().stream()
                    .limit(limit)
                    .toList();
            Tables.deployments(deployments).print(bench.console());
            ObjectNode result = ResultFile.start("deployments").put("worker", config.name());
            ArrayNode list = result.putArray("deployments");
            deployments.forEach(d -> list.add(Tables.json(d)));
            bench.result(result);
        }
    }
}
