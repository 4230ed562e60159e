package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Sets several secrets of the deployed Worker at once, as one new version.
 *
 * @since 0.1.0
 */
@Mojo(name = "secret-bulk", threadSafe = true)
public final class SecretBulkMojo extends WorkerMojo {
    /**
     * A JSON object of strings, where null deletes, or <code>KEY=value</code> lines.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.secretsFile")
    private @Nullable File secretsFile;

    @Override
    void work(Workbench bench) {
        if (secretsFile == null) {
            throw new InputFailure("which secrets? Add -Dcloudflare.secretsFile=<file>");
        }
        Map<String, Optional<Secret>> secrets = bench.secretSource().many(secretsFile.toPath());
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            target.api().worker(config.name()).secrets().bulk(secrets);
            bench.console()
                    .info((bench.isDryRun() ? "Would set " : "Set ") + secrets.size() + " secrets of " + config.name()
                            + ": " + String.join(", ", secrets.keySet()));
            ObjectNode result = ResultFile.start("secret-bulk").put("worker", config.name());
            result.set("secrets", Json.array(secrets.keySet()));
            bench.result(result.put("dryRun", bench.isDryRun()));
        }
    }
}
