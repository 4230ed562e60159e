package io.github.flaremaven.cloudflare.config.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Static assets.
 *
 * @param directory the folder whose files are served
 * @param binding the name in {@code env} through which the Worker reaches them
 * @param htmlHandling {@code auto-trailing-slash}, {@code force-trailing-slash}, {@code drop-trailing-slash}, {@code none}
 * @param notFoundHandling {@code single-page-application}, {@code 404-page}, {@code none}
 * @param basePath the path the assets are mounted at, as the config has it, such as {@code /docs}
 */
public record Assets(
        Path directory,
        Optional<String> binding,
        Optional<String> htmlHandling,
        Optional<String> notFoundHandling,
        Optional<RunWorkerFirst> runWorkerFirst,
        Optional<String> basePath) {

    /** When the Worker is asked before the assets. */
    public sealed interface RunWorkerFirst {
        record Always(boolean value) implements RunWorkerFirst {}

        record Rules(List<String> patterns) implements RunWorkerFirst {
            public Rules {
                patterns = List.copyOf(patterns);
            }
        }
    }
}
