package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the bundler needs beside the config.
 *
 * @param esbuild starts esbuild; the bundler closes it
 * @param polyfills asked only when a Worker needs them
 * @param nodePaths folders that bare imports are looked for in after the {@code node_modules} of the project
 * @param environment the build's environment variables; {@code NODE_ENV}, {@code WRANGLER_BUILD_CONDITIONS} and
 *     {@code WRANGLER_BUILD_PLATFORM} count
 * @param purpose what the custom build is told, see {@link CustomBuildRunner}
 * @param buildOutput gets each line that the custom build prints
 */
public record BundleSettings(
        Supplier<? extends Esbuild> esbuild,
        Polyfills polyfills,
        List<Path> nodePaths,
        Map<String, String> environment,
        String purpose,
        Consumer<String> buildOutput) {
    public BundleSettings {
        nodePaths = List.copyOf(nodePaths);
        environment = Map.copyOf(environment);
    }
}
