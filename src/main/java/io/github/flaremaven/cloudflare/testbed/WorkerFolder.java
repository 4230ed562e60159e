package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.BundleFolder;
import io.github.flaremaven.cloudflare.bundle.BundleSettings;
import io.github.flaremaven.cloudflare.bundle.Bundler;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Worker as it lies in a project's folder: its config, and what {@code cloudflare:bundle} left of it. */
public final class WorkerFolder {
    private final Path folder;
    private final Path output;
    private final EnvironmentChoice environment;

    /** {@code output} is where goals write to, {@code target/cloudflare}. */
    public WorkerFolder(Path folder, Path output, EnvironmentChoice environment) {
        this.folder = folder;
        this.output = output;
        this.environment = environment;
    }

    /** Whether the config lies in the folder itself, and not further up where it is somebody else's. */
    public boolean isWorkerItself() {
        return Stream.of("wrangler.json", "wrangler.jsonc", "wrangler.toml")
                .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * Reads the config; the code comes from what was bundled before.
     *
     * @throws InputFailure when there is no config, or it has errors
     */
    public BuiltWorker bundled() {
        WorkerConfig config = config();
        return new BuiltWorker(config, () -> onDisk(config));
    }

    /** The same with the code bundled anew where esbuild is at hand, so that it is never an old one. */
    public BuiltWorker fresh(CachedTools tools, Map<String, String> variables) {
        WorkerConfig config = config();
        Optional<Path> esbuild = tools.esbuild();
        return new BuiltWorker(
                config, () -> esbuild.isPresent() ? bundle(config, esbuild.get(), tools, variables) : onDisk(config));
    }

    private WorkerConfig config() {
        if (!ConfigLoader.hasFile(request())) {
            throw new InputFailure("there is no wrangler.toml, wrangler.json or wrangler.jsonc in " + folder
                    + "; name the Worker's folder in @WorkerTest(project = …)");
        }
        return ConfigLoader.load(request()).worker();
    }

    private ConfigRequest request() {
        return new ConfigRequest(folder, Optional.empty(), environment, List.of(), true);
    }

    private Optional<WorkerBundle> onDisk(WorkerConfig config) {
        if (config.main().isEmpty()) {
            return Optional.empty();
        }
        Path bundle = output.resolve(config.environment().orElse("top-level"));
        if (!Files.isDirectory(bundle)) {
            throw new InputFailure("the Worker " + config.name() + " is not bundled: there is no " + bundle
                    + "; run mvn cloudflare:bundle first"
                    + config.environment()
                            .map(e -> " with -Denv=" + e)
                            .orElse(config.environments().isEmpty() ? "" : " with -Denv="));
        }
        return Optional.of(BundleFolder.read(bundle));
    }

    private Optional<WorkerBundle> bundle(
            WorkerConfig config, Path esbuild, CachedTools tools, Map<String, String> variables) {
        List<Path> packages = Stream.of(output.resolve("node_modules"))
                .filter(Files::isDirectory)
                .toList();
        return new Bundler(
                        config,
                        new BundleSettings(
                                () -> EsbuildService.start(
                                        esbuild, ToolVersions.load().esbuild()),
                                tools.polyfills(),
                                packages,
                                variables,
                                "deploy",
                                line -> {}))
                .bundle();
    }
}
