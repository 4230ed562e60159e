package io.github.flaremaven.cloudflare.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to read and for whom.
 *
 * @param directory the project's folder; the search for a config starts here, and messages name files relative to it
 * @param file a config file named by the user; switches off the search and redirects
 * @param environment the environment the build means
 * @param overrides values of the build, the last one for a key counts
 * @param forDeployment whether what only a deployment needs (name, compatibility date, entry module) must be there
 */
public record ConfigRequest(
        Path directory,
        Optional<Path> file,
        EnvironmentChoice environment,
        List<ConfigOverride> overrides,
        boolean forDeployment) {}
