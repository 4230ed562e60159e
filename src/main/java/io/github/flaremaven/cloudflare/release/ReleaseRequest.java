package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is to be released and how.
 *
 * @param bundler makes the bundle, while the account is being looked at; absent for a Worker that is only assets
 * @param assetsFolder files that take the place of those of the config's folder, when they come from an archive
 * @param secrets values that travel with the version, so that code and secrets change together
 * @param allowed see {@link Allowance}
 * @param force whether to upload what is live already
 * @param strict whether warnings about what would be overwritten stop the release
 */
public record ReleaseRequest(
        WorkerConfig config,
        Supplier<Optional<WorkerBundle>> bundler,
        Optional<Path> assetsFolder,
        Annotations annotations,
        List<Binding.SecretText> secrets,
        Set<Allowance> allowed,
        boolean force,
        boolean strict) {
    public ReleaseRequest {
        secrets = List.copyOf(secrets);
        allowed = Set.copyOf(allowed);
    }
}
