package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.Bundling;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Worker that is uploaded file by file, as it lies on disk: with {@code no_bundle}, and always in Python. */
final class FileBundle {
    private final WorkerConfig config;
    private final Bundling bundling;
    private final Path entry;

    FileBundle(WorkerConfig config, Path entry) {
        this.config = config;
        this.bundling = config.bundling();
        this.entry = entry;
    }

    /** A Worker in JavaScript. */
    WorkerBundle javaScript(FormatGuess guess) {
        ModuleRules rules = ModuleRules.of(bundling.rules(), false);
        AdditionalModules additional = new AdditionalModules(config, entry);
        List<AdditionalModules.Found> found = isSearched() ? additional.find(rules) : List.of();
        List<String> warnings = new ArrayList<>(guess.warnings());
        warnings.addAll(rules.warnings());
        warnings.addAll(additional.warnings());
        if (bundling.minify()) {
            warnings.add("\"minify\" has no effect together with \"no_bundle\"");
        }
        if (config.compatibilityFlags().contains("nodejs_compat_v2")) {
            warnings.add("\"nodejs_compat_v2\" polyfills nothing together with \"no_bundle\"");
        }
        ModuleType type = guess.format() == WorkerFormat.MODULES ? ModuleType.ES_MODULE : ModuleType.COMMON_JS;
        return bundle(guess.format(), type, found, warnings);
    }

    /**
     * A Worker in Python.
     *
     * @throws InputFailure when the runtime is not told by a flag, or packages lie where they cannot be used
     */
    WorkerBundle python() {
        if (!config.compatibilityFlags().contains("python_workers")) {
            throw new InputFailure("a Python Worker needs compatibility_flags = [\"python_workers\"] beside main = \""
                    + entry.getFileName() + "\"");
        }
        ModuleRules rules = ModuleRules.of(bundling.rules(), true);
        AdditionalModules additional = new AdditionalModules(config, entry);
        List<AdditionalModules.Found> found = new ArrayList<>();
        if (isSearched()) {
            List<AdditionalModules.Found> packages = additional.findPythonPackages();
            // Where the module root is the project, its walk meets the packages too.
            additional.find(rules).stream()
                    .filter(f -> packages.stream()
                            .noneMatch(p -> p.module().name().equals(f.module().name())))
                    .forEach(found::add);
            found.addAll(packages);
        }
        List<String> warnings = new ArrayList<>(rules.warnings());
        warnings.addAll(additional.warnings());
        if (Files.exists(config.projectRoot().resolve("cf-requirements.txt"))) {
            warnings.add("cf-requirements.txt is not used any more; put dependencies in pyproject.toml");
        }
        return bundle(WorkerFormat.MODULES, ModuleType.PYTHON, found, warnings);
    }

    private boolean isSearched() {
        return bundling.findAdditionalModules().orElse(true);
    }

    private WorkerBundle bundle(
            WorkerFormat format, ModuleType type, List<AdditionalModules.Found> found, List<String> warnings) {
        WorkerModule main = new WorkerModule(entry.getFileName().toString(), type, read(entry));
        List<WorkerModule> maps = sourceMaps(main, found);
        return new WorkerBundle(
                format,
                main,
                // A map that was found as data is uploaded as the map that it is.
                found.stream()
                        .map(AdditionalModules.Found::module)
                        .filter(m -> maps.stream().noneMatch(map -> map.name().equals(m.name())))
                        .toList(),
                maps,
                List.of(),
                warnings.stream()
                        .map(w -> new Diagnostic(Diagnostic.Severity.WARNING, "", Optional.empty(), w, ""))
                        .toList(),
                List.of());
    }

    private List<WorkerModule> sourceMaps(WorkerModule main, List<AdditionalModules.Found> found) {
        if (!bundling.sourceMaps()) {
            return List.of();
        }
        boolean strict = bundling.uploadSourceMaps().isPresent();
        return Stream.concat(Stream.of(new AdditionalModules.Found(entry, main)), found.stream())
                .map(f -> SourceMaps.ofModule(f.module(), f.file(), strict))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Bytes read(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("the entry module " + file + " cannot be read: " + e);
        }
    }
}
