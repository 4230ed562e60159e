package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Contents;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Import;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnLoad;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import io.github.flaremaven.cloudflare.config.model.ModuleRule;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes imports of WebAssembly, text and data out of the bundle: each becomes a module of its own, and the import stays in
 * the bundle under the module's name.
 */
final class ModuleCollector {
    private final ModuleRules rules;
    private final WorkerFormat format;
    /** Modules found on disk beforehand ({@code find_additional_modules}); their imports stay as they are. */
    private final Set<Path> found;

    private final CollectedModules collected;
    private final LegacyImports legacy;

    ModuleCollector(ModuleRules rules, WorkerFormat format, WorkerConfig config, Path entry, Collection<Path> found) {
        this.rules = rules;
        this.format = format;
        this.found = Set.copyOf(found);
        this.collected = new CollectedModules(config);
        this.legacy = new LegacyImports(rules, entry, config.projectRoot());
    }

    /** What the build has collected. */
    CollectedModules collected() {
        return collected;
    }

    List<String> warnings() {
        return Stream.concat(collected.warnings().stream(), legacy.warnings().stream())
                .toList();
    }

    EsbuildPlugin plugin() {
        List<OnResolve> onResolve = new ArrayList<>();
        List<OnLoad> onLoad = new ArrayList<>();
        legacy.filter()
                .ifPresent(filter -> onResolve.add(new OnResolve(
                        filter, (i, esbuild) -> legacy.meant(i).map(m -> collect(m.type(), m.path(), m.file())))));
        for (ModuleRule rule : rules.active()) {
            if (rule.type().isJavaScript() && found.isEmpty()) {
                continue;
            }
            for (String glob : rule.globs()) {
                String filter = Glob.forImports(glob);
                onResolve.add(new OnResolve(filter, (i, esbuild) -> resolve(rule, i, esbuild)));
                if (format == WorkerFormat.SERVICE_WORKER) {
                    onLoad.add(new OnLoad(filter, namespace(rule.type()), ModuleCollector::global));
                }
            }
        }
        for (ModuleRule rule : rules.removed()) {
            for (String glob : rule.globs()) {
                onResolve.add(new OnResolve(Glob.forImports(glob), (i, esbuild) -> refuse(rule, i)));
            }
        }
        return new EsbuildPlugin("module-collector", onResolve, onLoad);
    }

    private Optional<Resolution> resolve(ModuleRule rule, Import i, EsbuildPlugin.Asker esbuild) {
        String path = withoutQuery(i.path());
        Path folder = Path.of(i.resolveDir());
        Path file = folder.resolve(path).normalize();
        if (found.contains(file)) {
            return Optional.of(Resolution.external(path));
        }
        if (rule.type().isJavaScript()) {
            return Optional.empty();
        }
        // esbuild knows what packages map elsewhere in their "exports", and the paths of a tsconfig.
        Path resolved = NodeResolver.plainFile(path, folder)
                .or(() -> esbuild.resolve(path, i.resolveDir())
                        .filter(r -> !r.external())
                        .map(r -> Path.of(r.path())))
                .orElse(file);
        return Optional.of(collect(rule.type(), path, resolved));
    }

    private Resolution collect(ModuleType type, String path, Path file) {
        String name = collected.add(type, path, file);
        return format == WorkerFormat.MODULES
                ? Resolution.external(name)
                : new Resolution(name, false, namespace(type));
    }

    /** In a script the module is a global that the upload binds; its name is the module's, made an identifier. */
    private static Contents global(String name) {
        return new Contents("export default " + name.replaceAll("[^a-zA-Z0-9_$]", "_") + ";", "js", Optional.empty());
    }

    private static Optional<Resolution> refuse(ModuleRule rule, Import i) {
        throw new InputFailure("the import \"" + i.path() + "\" matches only the "
                + rule.type().ruleName()
                + " rule for " + String.join(", ", rule.globs())
                + ", which an earlier rule of the same type shuts out; add fallthrough = true to the earlier one");
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private static String namespace(ModuleType type) {
        return "wrangler-module-" + type.ruleName();
    }
}
