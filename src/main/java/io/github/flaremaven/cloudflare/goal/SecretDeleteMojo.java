package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a secret of the deployed Worker.
 *
 * @since 0.1.0
 */
@Mojo(name = "secret-delete", threadSafe = true)
public final class SecretDeleteMojo extends WorkerMojo {
    /**
     * The secret's name.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.secret")
    private @Nullable String secret;

    @Override
    void work(Workbench bench) {
        if (secret == null || secret.isBlank()) {
            throw new InputFailure("which secret? Add -Dcloudflare.secret=<name>");
        }
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            target.api().worker(config.name()).secrets().delete(secret);
            bench.console()
                    .info((bench.isDryRun() ? "Would delete" : "Deleted") + " the secret " + secret + " of "
                            + config.name());
            bench.result(ResultFile.start("secret-delete")
                    .put("worker", config.name())
                    .put("secret", secret)
                    .put("dryRun", bench.isDryRun()));
        }
    }
}
