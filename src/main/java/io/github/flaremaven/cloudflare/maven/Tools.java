package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.NpmClient;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.NpmJars;
import io.github.flaremaven.cloudflare.bundle.Polyfills;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.console.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** What bundling needs beside the project's sources: esbuild, polyfills, npm packages. Each is found when it is asked for. */
final class Tools {
    private static final String PRESET = "@cloudflare/unenv-preset";

    private final Surroundings surroundings;
    private final Parameters parameters;
    private final Console console;

    Tools(Surroundings surroundings, Parameters parameters, Console console) {
        this.surroundings = surroundings;
        this.parameters = parameters;
        this.console = console;
    }

    /** By default below the local repository, so that a CI that keeps that keeps the tools too. */
    Path cache() {
        return parameters
                .cache()
                .orElseGet(() -> surroundings
                        .session()
                        .getRepositorySession()
                        .getLocalRepository()
                        .getBasedir()
                        .toPath()
                        .resolve(".cache")
                        .resolve("cloudflare-maven-plugin"));
    }

    Supplier<EsbuildService> esbuild() {
        return () -> {
            ToolVersions versions = ToolVersions.load();
            return EsbuildService.start(
                    new EsbuildFinder(surroundings, parameters.esbuild(), cache(), versions).find(),
                    versions.esbuild());
        };
    }

    /** npm packages that are dependencies in the POM, laid out as npm would. */
    List<Path> npmPackages() {
        List<Path> jars = new NpmDependencies(surroundings).jars();
        if (jars.isEmpty()) {
            return List.of();
        }
        Path folder = surroundings.output().resolve("node_modules");
        new NpmJars(folder).layOut(jars);
        return List.of(folder);
    }

    /** From the project's own {@code node_modules}, or installed once. */
    Polyfills polyfills() {
        return () -> {
            for (Path folder = surroundings.folder().toAbsolutePath(); folder != null; folder = folder.getParent()) {
                Path modules = folder.resolve("node_modules");
                if (Files.isDirectory(modules.resolve(PRESET)) && Files.isDirectory(modules.resolve("unenv"))) {
                    return modules;
                }
            }
            return installedPolyfills().resolve("node_modules");
        };
    }

    private Path installedPolyfills() {
        String version = ToolVersions.load().unenvPreset();
        Path installed = cache().resolve("unenv-preset-" + version);
        if (!Files.isDirectory(installed)) {
            if (surroundings.session().isOffline()) {
                throw new InputFailure("the Worker needs polyfills for Node.js modules (npm package " + PRESET
                        + ") and Maven is offline; run the goal once online, or use a compatibility_date of 2026-03-17 or "
                        + "later, from which on the runtime has them");
            }
            console.info("Installing " + PRESET + " with npm (once)");
            NpmClient.install(PRESET + "@" + version, installed);
        }
        return installed;
    }
}
