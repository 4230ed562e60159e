package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.release.Allowance;
import io.github.flaremaven.cloudflare.release.ReleaseRequest;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals that upload a version share. */
abstract class ReleaseMojo extends ConfiguredMojo {
    /**
     * The version's tag, at most 100 bytes. Default: the project's version, and the commit's short hash where there is one.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.tag")
    private @Nullable String tag;

    /**
     * The version's message. Default: the commit's subject and the project's version.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.message")
    private @Nullable String message;

    /**
     * What the goal may take from others: <code>end-gradual-deployment</code>, <code>take-domain</code>,
     * <code>replace-dns-record</code>, <code>take-workflow</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.allow")
    private @Nullable List<String> allow;

    /**
     * Stops where it would otherwise only warn: changes made in the dashboard, bindings that replace secrets.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.strict", defaultValue = "false")
    private boolean strict;

    /**
     * A file with secrets that travel with the version: a JSON object of strings, or <code>KEY=value</code> lines.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.secretsFile")
    private @Nullable File secretsFile;

    ReleaseRequest request(
            Workbench bench,
            WorkerConfig config,
            Supplier<Optional<WorkerBundle>> bundler,
            Optional<Path> assetsFolder,
            boolean force) {
        return new ReleaseRequest(
                config,
                bundler,
                assetsFolder,
                bench.annotations(Optional.ofNullable(tag), Optional.ofNullable(message)),
                secrets(bench),
                Allowance.parse(allow == null ? List.of() : allow),
                force,
                strict);
    }

    private List<Binding.SecretText> secrets(Workbench bench) {
        List<Binding.SecretText> secrets = new ArrayList<>();
        path(secretsFile)
                .ifPresent(file -> bench.secretSource().many(file).forEach((name, value) -> {
                    Secret secret = value.orElseThrow(() -> new InputFailure(
                            "the secret " + name + " in " + file + " is null; a version needs a value"));
                    secrets.add(new Binding.SecretText(name, secret));
                }));
        return secrets;
    }
}
