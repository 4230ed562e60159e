package io.github.flaremaven.cloudflare.config.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the entry module becomes what is uploaded. Absent options have wrangler's defaults, which the bundler applies.
 *
 * @param baseDir module root; default: the folder of the entry module
 * @param define identifiers and the raw JavaScript text that replaces them
 * @param pythonExclude globs of vendored Python files that are left out
 */
public record Bundling(
        Optional<Path> baseDir,
        Optional<Boolean> findAdditionalModules,
        boolean preserveFileNames,
        List<ModuleRule> rules,
        boolean noBundle,
        boolean minify,
        Optional<Boolean> keepNames,
        Optional<Boolean> uploadSourceMaps,
        Optional<Path> tsconfig,
        Optional<String> jsxFactory,
        Optional<String> jsxFragment,
        Map<String, String> define,
        Map<String, String> alias,
        List<String> pythonExclude) {

    /** Source maps are made and uploaded unless the config says no. */
    public boolean sourceMaps() {
        return uploadSourceMaps.orElse(true);
    }
}
