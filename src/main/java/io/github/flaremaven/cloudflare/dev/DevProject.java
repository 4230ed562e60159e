package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.bundle.BundleSettings;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The project of a Worker that is developed. What it gives is read anew with every call. */
public interface DevProject {
    /** The project's folder, in which its config is looked for. */
    Path folder();

    /**
     * Reads the config.
     *
     * @throws io.github.flaremaven.cloudflare.base.InputFailure when it has errors
     */
    LoadedConfig config();

    /** Reads the values that count on this machine only. */
    LocalVars vars(WorkerConfig config);

    /** Starts esbuild. */
    EsbuildService startEsbuild();

    /** What bundling needs beside the config. */
    BundleSettings bundling(Esbuild esbuild);

    /** Folders in which nothing is looked for unless the Worker names it: what builds write. */
    Set<Path> outputs();

    /** The file that remembers the hashes of assets. */
    Optional<Path> assetIndex();
}
