package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Subdomain;
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

/**
 * Shows what is live: the versions of the present deployment with their shares, and the Worker's address.
 *
 * @since 0.1.0
 */
@Mojo(name = "status", threadSafe = true)
public final class StatusMojo extends WorkerMojo {
    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            WorkerApi worker = target.api().worker(config.name());
            Deployment current = worker.deployments().stream()
                    .findFirst()
                    .orElseThrow(() -> new InputFailure(
                            "the Worker " + config.name() + " is not deployed; deploy it with mvn cloudflare:deploy"));
            List<Version> versions = current.shares().stream()
                    .map(s -> worker.version(s.versionId()))
                    .toList();
            Tables.versions(versions, current.shares()).print(bench.console());
            Subdomain subdomain = worker.subdomain();
            ObjectNode result = ResultFile.start("status").put("worker", config.name());
            if (subdomain.enabled()) {
                subdomain.url().ifPresent(url -> {
                    bench.console().info("Live at " + bench.console().bold(url));
                    result.put("url", url);
                });
            }
            result.set("deployment", Tables.json(current));
            ArrayNode list = result.putArray("versions");
            versions.forEach(v -> list.add(Tables.json(v)));
            bench.result(result);
        }
    }
}
