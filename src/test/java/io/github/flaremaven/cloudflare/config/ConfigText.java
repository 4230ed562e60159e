package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A config in a test: its text, and what is asked of it. Nothing is read from the disk. */
record ConfigText(String file, String text, EnvironmentChoice environment, List<ConfigOverride> overrides) {

    static ConfigText toml(String text) {
        return new ConfigText("wrangler.toml", text, new EnvironmentChoice.Named(""), List.of());
    }

    static ConfigText json(String text) {
        return new ConfigText("wrangler.json", text, new EnvironmentChoice.Named(""), List.of());
    }

    ConfigText in(String name) {
        return in(new EnvironmentChoice.Named(name));
    }

    ConfigText in(EnvironmentChoice choice) {
        return new ConfigText(file, text, choice, overrides);
    }

    ConfigText with(ConfigOverride... more) {
        return new ConfigText(file, text, environment, List.of(more));
    }

    LoadedConfig load() {
        Path folder = Path.of("project").toAbsolutePath();
        return ConfigLoader.load(
                new ConfigRequest(folder, Optional.empty(), environment, overrides, false), folder.resolve(file), text);
    }

    /** Errors and warnings as {@code line:column message}, in the order of the file. */
    List<String> findings() {
        List<Diagnostic> diagnostics;
        try {
            diagnostics = load().warnings();
        } catch (InputFailure e) {
            diagnostics = e.diagnostics();
        }
        return diagnostics.stream()
                .map(d -> d.position().map(p -> p.line() + ":" + p.column()).orElse("-") + " " + d.message())
                .toList();
    }
}
