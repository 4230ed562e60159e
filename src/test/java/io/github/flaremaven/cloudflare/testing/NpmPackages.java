package io.github.flaremaven.cloudflare.testing;

import io.github.flaremaven.cloudflare.base.NpmClient;
import java.nio.file.Files;
import java.nio.file.Path;

/** What npm installs for the tests of the profile {@code conformance}: once, below the build's own folder. */
public final class NpmPackages {
    private NpmPackages() {}

    /** The folder of a package. */
    public static Path installed(String name, String version) {
        Path folder = Path.of(System.getProperty("conformance.directory", "target/conformance"))
                .resolve("npm")
                .resolve(name + "-" + version);
        if (!Files.isDirectory(folder)) {
            NpmClient.install(name + "@" + version, folder);
        }
        return folder.resolve("node_modules").resolve(name);
    }
}
