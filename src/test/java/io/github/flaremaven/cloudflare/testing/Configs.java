package io.github.flaremaven.cloudflare.testing;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Configs as users write them, read by the real loader. */
public final class Configs {
    /** What every config of a test begins with. */
    public static final String HEAD = """
            name = "rec"
            main = "index.js"
            compatibility_date = "2026-01-01"
            """;

    private Configs() {}

    /** A config for a Worker that needs more keys than {@link #HEAD}. */
    public static WorkerConfig worker(Path folder, String toml) {
        return read(folder, HEAD + toml, "");
    }

    /** A config in one of its environments; the empty word means the top level. */
    public static WorkerConfig read(Path folder, String toml, String environment) {
        try {
            Files.writeString(folder.resolve("wrangler.toml"), toml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return ConfigLoader.load(new ConfigRequest(
                            folder, Optional.empty(), new EnvironmentChoice.Named(environment), List.of(), false))
                    .worker();
        } catch (InputFailure e) {
            throw new IllegalArgumentException(e.diagnostics() + "\n" + toml, e);
        }
    }
}
