package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle.Input;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildRequest;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildResult;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bundles one entry module with esbuild. */
final class EsbuildBundle {
    private final WorkerConfig config;
    private final BundleSettings settings;
    private final EsbuildService esbuild;
    /** Imports of {@code cloudflare:…}, which only the runtime has. */
    private final Set<String> runtimeImports = new ConcurrentSkipListSet<>();

    EsbuildBundle(WorkerConfig config, BundleSettings settings, EsbuildService esbuild) {
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
        NodeCompatibility mode = NodeCompatibility.of(config.compatibilityDate(), config.compatibilityFlags());
        NodePlugins node = new NodePlugins(
                mode, new NodeModules(config.compatibilityDate(), config.compatibilityFlags()), settings.polyfills());
        Path output = config.projectRoot().resolve(".wrangler").resolve("tmp").resolve("bundle");
        EsbuildResult result = esbuild.build(new EsbuildRequest(
                entry,
                config.projectRoot(),
                EsbuildFlags.forBundle(config, settings.environment(), format, entry, output, node.injects()),
                settings.nodePaths(),
                plugins(collector, node)));
        BundleErrors.throwIfAny(result.errors(), mode);
        checkImports(format, node);
        List<String> exports = FormatGuess.exports(result.metafile());
        new ExportCheck(config).check(exports, entry);
        return new WorkerBundle(
                format,
                main(result, entry, exports),
                Stream.concat(found.stream().map(AdditionalModules.Found::module), collector.modules().stream())
                        .toList(),
                sourceMap(result, entry, output).map(List::of).orElse(List.of()),
                exports,
                warnings(
                        List.of(
                                guess.warnings(),
                                rules.warnings(),
                                additional.warnings(),
                                collector.warnings(),
                                node.warnings(config.projectRoot())),
                        result.warnings()),
                inputs(result.metafile(), collector));
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

    private List<EsbuildPlugin> plugins(ModuleCollector collector, NodePlugins node) {
        List<EsbuildPlugin> plugins = new ArrayList<>();
        Map<String, String> aliases = config.bundling().alias();
        if (!aliases.isEmpty()) {
            plugins.add(alias(aliases));
        }
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

    /**
     * Exact names only; esbuild's own option would match sub-paths as well. What Node.js does not find, such as a
     * TypeScript file without its extension, esbuild may.
     */
    private EsbuildPlugin alias(Map<String, String> aliases) {
        String filter = "^(" + aliases.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")) + ")$";
        Path root = config.projectRoot();
        return new EsbuildPlugin(
                "alias",
                List.of(new OnResolve(filter, (i, asker) -> {
                    String target = aliases.getOrDefault(i.path(), "");
                    return Optional.of(NodeResolver.require(target, root)
                            .map(file -> new Resolution(file.toString(), false, "file"))
                            .or(() -> asker.resolve(target, root.toString()))
                            .orElseThrow(() -> new InputFailure("the alias of \"" + i.path() + "\" leads to \"" + target
                                    + "\", which cannot be found from " + root)));
                })),
                List.of());
    }

    private void checkImports(WorkerFormat format, NodePlugins node) {
        if (format == WorkerFormat.SERVICE_WORKER && !runtimeImports.isEmpty()) {
            throw new InputFailure(ServiceWorkerImports.message(runtimeImports));
        }
        node.check(format);
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
    private static List<Input> inputs(JsonNode metafile, ModuleCollector collector) {
        List<Input> inputs = new ArrayList<>(collector.inputs());
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
