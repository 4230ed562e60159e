package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.config.EntryModule;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        return config.main().map(main -> bundle(entry(main)));
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
            return python(entry);
        }
        try (EsbuildService esbuild = settings.esbuild().get()) {
            FormatGuess guess = FormatGuess.of(esbuild, entry, config);
            checkFormat(guess.format());
            WorkerBundle bundle = config.bundling().noBundle()
                    ? unbundled(entry, guess)
                    : new EsbuildBundle(config, settings, esbuild).bundle(entry, guess);
            return bundle;
        }
    }

    private WorkerBundle python(Path entry) {
        if (!config.compatibilityFlags().contains("python_workers")) {
            throw new InputFailure("a Python Worker needs compatibility_flags = [\"python_workers\"] beside main = \""
                    + entry.getFileName() + "\"");
        }
        AdditionalModules additional = new AdditionalModules(config, entry);
        ModuleRules rules = ModuleRules.of(config.bundling().rules(), true);
        List<WorkerModule> modules = new ArrayList<>(additional.find(rules).values());
        modules.addAll(additional.findPythonPackages());
        List<String> warnings = new ArrayList<>(rules.warnings());
        if (Files.exists(config.projectRoot().resolve("cf-requirements.txt"))) {
            warnings.add("cf-requirements.txt is not used any more; put dependencies in pyproject.toml");
        }
        return new WorkerBundle(
                WorkerFormat.MODULES,
                new WorkerModule(entry.getFileName().toString(), ModuleType.PYTHON, read(entry)),
                modules,
                List.of(),
                List.of(),
                Warnings.of(warnings),
                List.of());
    }

    private WorkerBundle unbundled(Path entry, FormatGuess guess) {
        ModuleRules rules = ModuleRules.of(config.bundling().rules(), false);
        Map<Path, WorkerModule> found =
                config.bundling().findAdditionalModules().orElse(true)
                        ? new AdditionalModules(config, entry).find(rules)
                        : Map.of();
        ModuleType type = guess.format() == WorkerFormat.MODULES ? ModuleType.ES_MODULE : ModuleType.COMMON_JS;
        WorkerModule main = new WorkerModule(entry.getFileName().toString(), type, read(entry));
        List<WorkerModule> maps = new ArrayList<>();
        if (config.bundling().sourceMaps()) {
            boolean strict = config.bundling().uploadSourceMaps().isPresent();
            SourceMaps.ofModule(main, entry, strict).ifPresent(maps::add);
            found.forEach(
                    (file, module) -> SourceMaps.ofModule(module, file, strict).ifPresent(maps::add));
        }
        List<String> warnings = new ArrayList<>(guess.warnings());
        warnings.addAll(rules.warnings());
        if (config.bundling().minify()) {
            warnings.add("\"minify\" has no effect together with \"no_bundle\"");
        }
        return new WorkerBundle(
                guess.format(), main, List.copyOf(found.values()), maps, List.of(), Warnings.of(warnings), List.of());
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
                            + "default export; export a handler: export default { fetch(request, env, ctx) { … } }");
        }
    }

    private static Bytes read(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("the entry module " + file + " cannot be read: " + e);
        }
    }

    /** Warnings of ours that have no place in a file. */
    static final class Warnings {
        private Warnings() {}

        static List<Diagnostic> of(List<String> messages) {
            return messages.stream()
                    .map(m -> new Diagnostic(Diagnostic.Severity.WARNING, "", Optional.empty(), m, ""))
                    .toList();
        }
    }
}
