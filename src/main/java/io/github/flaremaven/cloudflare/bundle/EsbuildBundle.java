package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle.Input;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildRequest;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildResult;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bundles one entry module with esbuild. */
final class EsbuildBundle {
    private final WorkerConfig config;
    private final BundleSettings settings;
    private final Esbuild esbuild;
    /** Imports of {@code cloudflare:…}, which only the runtime has. */
    private final Set<String> runtimeImports = new ConcurrentSkipListSet<>();

    EsbuildBundle(WorkerConfig config, BundleSettings settings, Esbuild esbuild) {
        this.config = config;
        this.settings = settings;
        this.esbuild = esbuild;
    }

    WorkerBundle bundle(Path entry, FormatGuess guess) {
        WorkerFormat format = guess.format();
        ModuleRules rules = ModuleRules.of(config.bundling().rules(), false);
        AdditionalModules additional = new AdditionalModules(config, entry);
        List<AdditionalModules.Found> found = find(additional, format, rules);
        ModuleCollector collector = new ModuleCollector(
                rules,
                format,
                config,
                entry,
                found.stream().map(AdditionalModules.Found::file).toList());
        NodeImports node = NodeImports.of(config, settings.polyfills());
        Path output = config.projectRoot().resolve(".wrangler").resolve("tmp").resolve("bundle");
        EsbuildResult result = esbuild.build(new EsbuildRequest(
                entry,
                config.projectRoot(),
                EsbuildFlags.forBundle(config, settings.environment(), format, entry, output, node.injects()),
                settings.nodePaths(),
                plugins(collector, node)));
        BundleErrors.throwIfAny(result.errors(), node.mode());
        if (format == WorkerFormat.SERVICE_WORKER) {
            refuse(runtimeImports);
            refuse(node.forModulesOnly());
        }
        List<String> exports = FormatGuess.exports(result.metafile());
        new ExportCheck(config).check(exports, entry);
        return new WorkerBundle(
                format,
                main(result, entry, exports),
                Stream.concat(
                                found.stream().map(AdditionalModules.Found::module),
                                collector.collected().modules().stream())
                        .toList(),
                sourceMap(result, entry, output).map(List::of).orElse(List.of()),
                exports,
                warnings(
                        List.of(
                                guess.warnings(),
                                rules.warnings(),
                                additional.warnings(),
                                collector.warnings(),
                                node.warnings()),
                        result.warnings()),
                inputs(result.metafile(), collector.collected()));
    }

    private List<AdditionalModules.Found> find(AdditionalModules additional, WorkerFormat format, ModuleRules rules) {
        if (!config.bundling().findAdditionalModules().orElse(false)) {
            return List.of();
        }
        if (format == WorkerFormat.SERVICE_WORKER) {
            throw new InputFailure(
                    "find_additional_modules = true needs an ES module, and the entry module has no default export");
        }
        return additional.find(rules);
    }

    private List<EsbuildPlugin> plugins(ModuleCollector collector, NodeImports node) {
        List<EsbuildPlugin> plugins = new ArrayList<>();
        new AliasPlugin(config.bundling().alias(), config.projectRoot())
                .plugin()
                .ifPresent(plugins::add);
        plugins.add(collector.plugin());
        plugins.addAll(node.plugins());
        plugins.add(new EsbuildPlugin(
                "cloudflare-imports",
                List.of(new OnResolve("^cloudflare:.*", (i, esbuild) -> {
                    runtimeImports.add(i.path());
                    return Optional.of(Resolution.external(i.path()));
                })),
                List.of()));
        return plugins;
    }

    private static void refuse(Collection<String> imports) {
        if (!imports.isEmpty()) {
            throw new InputFailure("the Worker imports "
                    + imports.stream().sorted().map(i -> '"' + i + '"').collect(Collectors.joining(", "))
                    + ", which only an ES module can do, and it is a service-worker script because its entry module has no "
                    + "default export; export a handler: export default { fetch(request, env, ctx) { … } }");
        }
    }

    private static WorkerModule main(EsbuildResult result, Path entry, List<String> exports) {
        String name = EsbuildFlags.baseName(entry) + ".js";
        Bytes code =
                output(result, name).orElseThrow(() -> new ToolFailure("esbuild gave no " + name + " for " + entry));
        return new WorkerModule(name, exports.isEmpty() ? ModuleType.COMMON_JS : ModuleType.ES_MODULE, code);
    }

    private Optional<WorkerModule> sourceMap(EsbuildResult result, Path entry, Path output) {
        String name = EsbuildFlags.baseName(entry) + ".js";
        return output(result, name + ".map").map(map -> SourceMaps.ofBundle(name, map, output, config.projectRoot()));
    }

    private static Optional<Bytes> output(EsbuildResult result, String name) {
        return result.outputs().stream()
                .filter(o -> o.path().getFileName().toString().equals(name))
                .map(EsbuildResult.OutputFile::contents)
                .findFirst();
    }

    private static List<Diagnostic> warnings(List<List<String>> own, List<Diagnostic> ofEsbuild) {
        Stream<Diagnostic> ours = own.stream()
                .flatMap(List::stream)
                .map(w -> new Diagnostic(Diagnostic.Severity.WARNING, "", Optional.empty(), w, ""));
        return Stream.concat(ours, ofEsbuild.stream()).toList();
    }

    /** Sources by what they are in the bundle, and the modules beside it; largest first. */
    private static List<Input> inputs(JsonNode metafile, CollectedModules collected) {
        List<Input> inputs = new ArrayList<>(collected.inputs());
        for (JsonNode output : metafile.path("outputs")) {
            if (output.has("entryPoint")) {
                output.path("inputs")
                        .properties()
                        .forEach(e -> inputs.add(new Input(
                                e.getKey(), e.getValue().path("bytesInOutput").asLong())));
            }
        }
        inputs.sort(Comparator.comparingLong(Input::bytes).reversed().thenComparing(Input::path));
        return inputs;
    }
}
