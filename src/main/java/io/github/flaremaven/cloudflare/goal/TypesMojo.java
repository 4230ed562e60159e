package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.GeneratedTypes;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Java source for tests with the names of the Worker's bindings, so that a binding that is renamed in the config is a
 * compile error in its tests: a constant for each name and, where the project depends on this plugin for tests, a record of
 * handles to what tests read and write.
 *
 * @since 0.1.0
 */
@Mojo(name = "types", defaultPhase = LifecyclePhase.GENERATE_TEST_SOURCES, threadSafe = true)
public final class TypesMojo extends WorkerMojo {
    /**
     * The package of the class. Default: the project's group id.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.types.package")
    private @Nullable String typesPackage;

    /**
     * The name of the class.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.types.class", defaultValue = "Env")
    private String typesClass;

    /**
     * The folder of the source, which becomes one of the project's for tests.
     *
     * @since 0.1.0
     */
    @Parameter(
            property = "cloudflare.types.directory",
            defaultValue = "${project.build.directory}/generated-test-sources/cloudflare")
    private File typesDirectory;

    @Override
    void work(Workbench bench) {
        new GeneratedTypes(bench, typesDirectory.toPath()).write(Optional.ofNullable(typesPackage), typesClass);
    }
}
