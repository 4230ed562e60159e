package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.bundle.BundleSettings;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.dev.DevProject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A module of the build whose Worker is developed. */
public final class DevModule implements DevProject {
    private final Workbench bench;
    private final Tools tools;
    private final List<Path> envFiles;
    private Optional<List<Path>> npmPackages = Optional.empty();
    private Consumer<LoadedConfig> configs = config -> {};

    DevModule(Workbench bench, Tools tools, List<Path> envFiles) {
        this.bench = bench;
        this.tools = tools;
        this.envFiles = List.copyOf(envFiles);
    }

    Workbench bench() {
        return bench;
    }

    @Override
    public Path folder() {
        return bench.surroundings().folder().toAbsolutePath().normalize();
    }

    @Override
    public LoadedConfig config() {
        LoadedConfig config = bench.config(true);
        configs.accept(config);
        return config;
    }

    /** Every config that is read from now on is shown here too. */
    void onConfig(Consumer<LoadedConfig> consumer) {
        configs = consumer;
    }

    @Override
    public LocalVars vars(WorkerConfig config) {
        Path folder = config.file().map(f -> f.resolveSibling("")).orElse(folder());
        return LocalVars.read(folder, config, envFiles, bench.environment());
    }

    @Override
    public EsbuildService startEsbuild() {
        return tools.esbuild().get();
    }

    @Override
    public BundleSettings bundling(Esbuild esbuild) {
        List<Path> packages = npmPackages.orElseGet(tools::npmPackages);
        npmPackages = Optional.of(packages);
        return new BundleSettings(
                () -> esbuild,
                tools.polyfills(),
                packages,
                System.getenv(),
                "dev",
                line -> bench.console().info("build: " + line));
    }

    @Override
    public Set<Path> outputs() {
        Path output = bench.surroundings().output().toAbsolutePath().normalize();
        return Set.of(output, output.resolveSibling(""), bench.localCloudflare().folder());
    }

    @Override
    public Optional<Path> assetIndex() {
        return Optional.of(bench.surroundings().output().resolve("assets.index"));
    }
}
