package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.bundle.BundleSettings;
import io.github.flaremaven.cloudflare.bundle.TestEsbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.ToolEnvironment;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A project in a folder of a test, with the real esbuild. */
final class TestProject implements DevProject {
    private final Path folder;

    TestProject(Path folder) {
        this.folder = folder;
    }

    /** Writes a file at once, as most editors do: elsewhere, then moved over it. */
    TestProject save(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Path partial = Files.createDirectories(folder.resolve(".saving")).resolve("file");
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file in place, as other editors do. */
    TestProject write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject delete(String name) {
        try {
            Files.delete(folder.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public LoadedConfig config() {
        return ConfigLoader.load(
                new ConfigRequest(folder, Optional.empty(), new EnvironmentChoice.Unnamed(), List.of(), true));
    }

    @Override
    public LocalVars vars(WorkerConfig config) {
        return LocalVars.read(
                folder, config, List.of(), ToolEnvironment.of(folder, Optional.empty(), List.of(), Map.of()));
    }

    @Override
    public EsbuildService startEsbuild() {
        return TestEsbuild.start();
    }

    @Override
    public BundleSettings bundling(Esbuild esbuild) {
        return new BundleSettings(
                () -> esbuild,
                () -> {
                    throw new AssertionError("no polyfill is needed");
                },
                List.of(),
                Map.of(),
                "dev",
                line -> {});
    }

    @Override
    public Set<Path> outputs() {
        return Set.of(folder.resolve("target"));
    }

    @Override
    public Optional<Path> assetIndex() {
        return Optional.empty();
    }
}
