package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
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
 * Lists the versions of the Worker, newest first, with the share of the traffic that each has.
 *
 * @since 0.1.0
 */
@Mojo(name = "versions", threadSafe = true)
public final class VersionsMojo extends WorkerMojo {
    /**
     * How many versions are listed at most.
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
            WorkerApi worker = target.api().worker(config.name());
            List<Version> versions = worker.versions().stream().limit(limit).toList();
            List<Deployment.Share> shares = worker.deployments().stream()
                    .findFirst()
                    .map(Deployment::shares)
                    .orElse(List.of());
            Tables.versions(versions, shares).print(bench.console());
            ObjectNode result = ResultFile.start("versions").put("worker", config.name());
            ArrayNode list = result.putArray("versions");
            versions.forEach(v -> list.add(Tables.json(v)));
            result.set("traffic", Tables.shares(shares));
            bench.result(result);
        }
    }
}
