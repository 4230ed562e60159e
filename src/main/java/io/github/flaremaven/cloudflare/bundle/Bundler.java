package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.config.EntryModule;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Makes a {@link WorkerBundle} of a project, in the order in which wrangler does: build command, format, bundle, checks. */
public final class Bundler {
    private final WorkerConfig config;
    private final BundleSettings settings;

    public Bundler(WorkerConfig config, BundleSettings settings) {
        this.config = config;
        this.settings = settings;
    }

    /**
     * Bundles, or collects the modules of a Worker that is not to be bundled.
     *
     * @return absent for a Worker that is only assets
     * @throws InputFailure when the code has errors, with file, line, column and code frame
     */
    public Optional<WorkerBundle> bundle() {
        if (config.build().command().isPresent()) {
            CustomBuildRunner.run(config.build(), settings.purpose(), settings.buildOutput());
        }
        return bundleAgain();
    }

    /** The same without the build command, for a development loop that saw only what the command made change. */
    public Optional<WorkerBundle> bundleAgain() {
        return config.main().map(main -> bundle(entry(main))).map(b -> b.warning(b.sizeWarnings()));
    }

    private Path entry(Path main) {
        return EntryModule.find(main)
                .orElseThrow(() -> new InputFailure("the entry module " + main + " (\"main\") "
                        + EntryModule.whatIsWrong(main)
                        + config.build()
                                .command()
                                .map(c -> "; the build command \"" + c + "\" should have made it")
                                .orElse("")));
    }

    private WorkerBundle bundle(Path entry) {
        if (entry.toString().endsWith(".py")) {
            return new FileBundle(config, entry).python();
        }
        try (Esbuild esbuild = settings.esbuild().get()) {
            FormatGuess guess = FormatGuess.of(esbuild, entry, config);
            checkFormat(guess.format());
            return config.bundling().noBundle()
                    ? new FileBundle(config, entry).javaScript(guess)
                    : new EsbuildBundle(config, settings, esbuild).bundle(entry, guess);
        }
    }

    /** A script has no way to export a class. */
    private void checkFormat(WorkerFormat format) {
        if (format == WorkerFormat.MODULES) {
            return;
        }
        boolean ownClass = config.bindings().stream()
                .anyMatch(b ->
                        b instanceof Binding.DurableObject d && d.scriptName().isEmpty());
        if (ownClass || !config.lifecycle().migrations().isEmpty()) {
            throw new InputFailure(
                    "the Worker has Durable Objects, which need an ES module, and its entry module has no "
                            + "default export; export a handler: export default { fetch(request, env, ctx) { … } }, or add "
                            + "script_name to the binding if another Worker has the class");
        }
    }
}
