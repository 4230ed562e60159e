package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.config.ConfigOverride;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The parameters that all goals share, as values.
 *
 * @param environment from the POM; the command line is asked for itself, because an empty value counts there
 * @param local whether the embedded Cloudflare is the target
 * @param config a config file named by the user
 * @param localFolder state of the embedded Cloudflare
 * @param localAnswers answers of the embedded Cloudflare for products that exist only at Cloudflare
 * @param localFaults what goes wrong on purpose in the embedded Cloudflare
 * @param workerd the binary, when the user names one
 * @param esbuild the binary, when the user names one
 * @param cache where tools are kept, when the user says
 * @param overrides values that take the place of the config's
 */
public record Parameters(
        Optional<String> environment,
        boolean local,
        Optional<Path> config,
        String serverId,
        Optional<String> accountId,
        Optional<String> apiBaseUrl,
        boolean dryRun,
        Optional<Path> localFolder,
        Optional<Path> localAnswers,
        Optional<String> localFaults,
        Optional<Path> workerd,
        Optional<Path> esbuild,
        Optional<Path> cache,
        List<ConfigOverride> overrides) {
    public Parameters {
        overrides = List.copyOf(overrides);
    }

    Parameters withConfig(Path file) {
        return new Parameters(
                environment,
                local,
                Optional.of(file),
                serverId,
                accountId,
                apiBaseUrl,
                dryRun,
                localFolder,
                localAnswers,
                localFaults,
                workerd,
                esbuild,
                cache,
                overrides);
    }
}
