package io.github.flaremaven.cloudflare.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** The versions the plugin was built with: its own, and those of the tools it drives. */
public final class ToolVersions {
    private final Properties properties;

    private ToolVersions(Properties properties) {
        this.properties = properties;
    }

    /** Reads them from the jar. */
    public static ToolVersions load() {
        Properties properties = new Properties();
        try (InputStream in =
                ToolVersions.class.getResourceAsStream("/io/github/flaremaven/cloudflare/tools.properties")) {
            if (in == null) {
                throw new IllegalStateException("tools.properties is missing from the plugin's jar");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ToolVersions(properties);
    }

    public String plugin() {
        return properties.getProperty("plugin", "");
    }

    public String esbuild() {
        return properties.getProperty("esbuild", "");
    }

    /** The npm version, such as {@code 1.20261117.1}. */
    public String workerd() {
        return properties.getProperty("workerd", "");
    }

    /** The npm version of the package that polyfills Node.js modules. */
    public String unenvPreset() {
        return properties.getProperty("unenvPreset", "");
    }

    /** The SHA-256 that the esbuild binary of a platform must have, in lower-case hex; known for the usual ones. */
    public Optional<String> esbuildSha256(String platform) {
        return Optional.ofNullable(properties.getProperty("esbuild.sha256." + platform));
    }
}
