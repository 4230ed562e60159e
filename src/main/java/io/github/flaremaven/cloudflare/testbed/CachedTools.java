package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.NpmClient;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.Polyfills;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlatform;
import io.github.flaremaven.cloudflare.local.runtime.WorkerdLocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The tools that goals of earlier builds have put into the cache, for a process that is no Maven build. The properties of the
 * goals count: {@code cloudflare.cache}, {@code cloudflare.workerd}, {@code cloudflare.esbuild}.
 */
public final class CachedTools {
    private final Path project;
    private final Properties properties;
    private final Map<String, String> environment;

    /** {@code properties} are those of the JVM. */
    public CachedTools(Path project, Properties properties, Map<String, String> environment) {
        this.project = project;
        this.properties = properties;
        this.environment = Map.copyOf(environment);
    }

    /** Below the local repository: the one that surefire and failsafe tell, or Maven's default. */
    Path cache() {
        return property("cloudflare.cache")
                .map(Path::of)
                .orElseGet(() -> property("maven.repo.local")
                        .or(() -> property("localRepository"))
                        .map(Path::of)
                        .orElseGet(() -> Path.of(properties.getProperty("user.home", ""), ".m2", "repository"))
                        .resolve(".cache")
                        .resolve("cloudflare-maven-plugin"));
    }

    /** The binary, if there is one: the first goal that bundles puts it there. */
    Optional<Path> esbuild() {
        EsbuildPlatform platform = EsbuildPlatform.current();
        Path unpacked = cache().resolve("esbuild-" + ToolVersions.load().esbuild() + "-" + platform.id())
                .resolve(Path.of(platform.binary()).getFileName());
        return property("cloudflare.esbuild")
                .map(Path::of)
                .or(() -> Optional.of(unpacked))
                .filter(Files::isRegularFile);
    }

    /**
     * The workerd binary, installed with npm where it is missing.
     *
     * @throws InputFailure when it is nowhere and there is no npm
     */
    public Path workerd() {
        return new WorkerdLocator(new WorkerdLocator.Options(
                        property("cloudflare.workerd").map(Path::of),
                        project,
                        WorkerdLocator.path(Optional.ofNullable(environment.get("PATH"))),
                        cache(),
                        ToolVersions.load().workerd(),
                        NpmClient::install))
                .find();
    }

    /** What an earlier goal installed. */
    Polyfills polyfills() {
        Path installed = cache().resolve("unenv-preset-" + ToolVersions.load().unenvPreset())
                .resolve("node_modules");
        return () -> {
            if (!Files.isDirectory(installed)) {
                throw new InputFailure(
                        "the Worker needs polyfills for Node.js modules, which are not installed yet; run "
                                + "mvn cloudflare:bundle once");
            }
            return installed;
        };
    }

    private Optional<String> property(String name) {
        return Optional.ofNullable(properties.getProperty(name)).filter(v -> !v.isBlank());
    }
}
