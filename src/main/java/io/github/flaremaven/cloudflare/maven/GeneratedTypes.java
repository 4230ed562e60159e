package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.types.BindingTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugin.descriptor.PluginDescriptor;

/** Generated source of a project's tests. */
public final class GeneratedTypes {
    private final Workbench bench;
    private final Surroundings surroundings;
    private final Path folder;

    public GeneratedTypes(Workbench bench, Path folder) {
        this.bench = bench;
        this.surroundings = bench.surroundings();
        this.folder = folder;
    }

    /**
     * Writes the source where it is not what it was, so that nothing is compiled again for nothing.
     *
     * @param packageName absent: the group id
     * @throws InputFailure when Java has no such names
     */
    public void write(Optional<String> packageName, String className) {
        String inPackage =
                packageName.orElseGet(() -> surroundings.project().getGroupId().replace('-', '_'));
        if (!BindingTypes.isName(inPackage, className)) {
            throw new InputFailure("\"" + inPackage + "." + className
                    + "\" is no name of a Java class; set cloudflare.types.package and cloudflare.types.class");
        }
        LoadedConfig loaded = bench.configForTests(false);
        bench.announce(loaded);
        String source = new BindingTypes(inPackage, className, dependsOnTestSupport()).source(loaded.worker());
        Path file = folder.resolve(inPackage.replace('.', '/')).resolve(className + ".java");
        try {
            if (Files.exists(file) && Files.readString(file).equals(source)) {
                bench.console().info("Unchanged: " + file);
            } else {
                Files.createDirectories(file.resolveSibling(""));
                Files.writeString(file, source);
                bench.console().info("Wrote " + file);
            }
        } catch (IOException e) {
            throw new ToolFailure("the source " + file + " cannot be written: " + e, e);
        }
        surroundings.project().addTestCompileSourceRoot(folder.toString());
    }

    private boolean dependsOnTestSupport() {
        PluginDescriptor plugin = surroundings.execution().getMojoDescriptor().getPluginDescriptor();
        return surroundings.project().getDependencies().stream()
                .anyMatch(d -> d.getGroupId().equals(plugin.getGroupId())
                        && d.getArtifactId().equals(plugin.getArtifactId()));
    }
}
