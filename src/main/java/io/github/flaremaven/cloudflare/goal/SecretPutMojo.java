package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.secret.SecretSource;
import java.io.File;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Sets a secret of the deployed Worker. The value comes from an environment variable, a file or standard input, never from
 * the command line.
 *
 * @since 0.1.0
 */
@Mojo(name = "secret-put", threadSafe = true)
public final class SecretPutMojo extends WorkerMojo {
    /**
     * The secret's name.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.secret")
    private @Nullable String secret;

    /**
     * The environment variable that holds the value.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.secretVariable")
    private @Nullable String secretVariable;

    /**
     * The file that holds the value.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.secretFile")
    private @Nullable File secretFile;

    @Override
    void work(Workbench bench) {
        if (secret == null || secret.isBlank()) {
            throw new InputFailure("which secret? Add -Dcloudflare.secret=<name>");
        }
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            target.api().worker(config.name()).secrets().put(secret, value(bench.secretSource()));
            bench.console()
                    .info((bench.isDryRun() ? "Would set" : "Set") + " the secret " + secret + " of " + config.name());
            bench.result(ResultFile.start("secret-put")
                    .put("worker", config.name())
                    .put("secret", secret)
                    .put("dryRun", bench.isDryRun()));
        }
    }

    private Secret value(SecretSource source) {
        if (secretVariable != null && secretFile != null) {
            throw new InputFailure("give cloudflare.secretVariable or cloudflare.secretFile, not both");
        }
        if (secretVariable != null) {
            return source.fromVariable(secretVariable);
        }
        return secretFile != null ? source.fromFile(secretFile.toPath()) : source.fromStandardInput();
    }
}
