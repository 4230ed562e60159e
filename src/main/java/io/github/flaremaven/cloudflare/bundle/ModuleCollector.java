package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes imports of WebAssembly, text and data out of the bundle: each becomes a module of its own, named by the SHA-1 of
 * its content, and the import stays in the bundle under that name.
 */
final class ModuleCollector {
    private final ModuleRules rules;
    private final WorkerFormat format;
    private final boolean preserveFileNames;
    private final Path entry;
    private final Path root;
    /** Modules found on disk beforehand ({@code find_additional_modules}); their imports stay as they are. */
    private final Set<Path> found;

    private final List<Matcher> matchers;
    private final Map<String, Collected> collected = new ConcurrentHashMap<>();
    private final Set<String> warnings = ConcurrentHashMap.newKeySet();

    /** A glob of a rule as it is matched against imports. */
    private record Matcher(Pattern glob, ModuleType type) {}

    /** A module and where it comes from. */
    private record Collected(WorkerModule module, Path file) {}

    ModuleCollector(ModuleRules rules, WorkerFormat format, WorkerConfig config, Path entry, Collection<Path> found) {
        this.rules = rules;
        this.format = format;
        this.preserveFileNames = config.bundling().preserveFileNames();
        this.entry = entry;
        this.root = config.projectRoot();
        this.found = Set.copyOf(found);
        this.matchers = rules.active().stream()
                .flatMap(r -> r.globs().stream().map(g -> new Matcher(Pattern.compile(Glob.forImports(g)), r.type())))
                .toList();
    }

    /** The modules of the build, in the order of their names: builds visit files in an order of their own. */
    List<WorkerModule> modules() {
        return new TreeMap<>(collected).values().stream().map(Collected::module).toList();
    }

    /** What the modules contribute to the upload. */
    List<WorkerBundle.Input> inputs() {
        return collected.values().stream()
                .map(c -> new WorkerBundle.Input(
                        Slashes.relative(root, c.file()), c.module().content().size()))
                .toList();
    }

    List<String> warnings() {
        return warnings.stream().sorted().toList();
    }

    EsbuildPlugin plugin() {
        List<OnResolve> onResolve = new ArrayList<>();
        List<OnLoad> onLoad = new ArrayList<>();
        legacyNames().ifPresent(filter -> onResolve.add(new OnResolve(filter, (i, esbuild) -> legacy(i))));
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
        Bytes content = read(path, file);
        String name = name(path, content);
        collected.merge(name, new Collected(new WorkerModule(name, type, content), file), this::keepOne);
        return format == WorkerFormat.MODULES
                ? Resolution.external(name)
                : new Resolution(name, false, namespace(type));
    }

    /** With {@code preserve_file_names} two files may have one name; builds visit them in an order of their own. */
    private Collected keepOne(Collected one, Collected other) {
        if (one.module().content().equals(other.module().content())) {
            return one;
        }
        Collected kept = one.file().compareTo(other.file()) <= 0 ? one : other;
        Collected lost = kept.equals(one) ? other : one;
        warnings.add(
                "two files are imported as \"" + kept.module().name() + "\", and preserve_file_names lets only one "
                        + "have the name: " + Slashes.relative(root, kept.file()) + " is uploaded, "
                        + Slashes.relative(root, lost.file()) + " is not; rename one of them");
        return kept;
    }

    private String name(String path, Bytes content) {
        String base = path.substring(path.lastIndexOf('/') + 1);
        if (!preserveFileNames) {
            return "./" + content.digest("SHA-1") + "-" + base;
        }
        return Path.of(path).isAbsolute() ? "./" + content.digest("SHA-1") + "/" + base : path;
    }

    private static Bytes read(String path, Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("Could not resolve \"" + path + "\": " + file
                    + (Files.exists(file) ? " cannot be read: " + e.getMessage() : " does not exist"));
        }
    }

    /** In a script the module is a global that the upload binds; its name is the module's, made an identifier. */
    private static Contents global(String path) {
        return new Contents("export default " + identifier(path) + ";", "js", Optional.empty());
    }

    /** The global variable under which a service-worker script finds a collected module. */
    static String identifier(String moduleName) {
        return moduleName.replaceAll("[^a-zA-Z0-9_$]", "_");
    }

    private static Optional<Resolution> refuse(ModuleRule rule, Import i) {
        throw new InputFailure("the import \"" + i.path() + "\" matches only the "
                + rule.type().ruleName()
                + " rule for " + String.join(", ", rule.globs())
                + ", which an earlier rule of the same type shuts out; add fallthrough = true to the earlier one");
    }

    /** Before modules had paths, {@code import x from "hello.txt"} meant the file beside the entry module. */
    private Optional<String> legacyNames() {
        Path folder = entry.resolveSibling("");
        try (Stream<Path> siblings = Files.list(folder)) {
            List<String> names = siblings.filter(
                            f -> Files.isRegularFile(f) && !f.getFileName().equals(entry.getFileName()))
                    .map(f -> f.getFileName().toString())
                    .filter(name -> typeOf("./" + name).isPresent())
                    .sorted()
                    .map(Pattern::quote)
                    .toList();
            return names.isEmpty() ? Optional.empty() : Optional.of("^(" + String.join("|", names) + ")$");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<ModuleType> typeOf(String specifier) {
        return matchers.stream()
                .filter(m -> m.glob().matcher(specifier).matches())
                .map(Matcher::type)
                .findFirst();
    }

    private Optional<Resolution> legacy(Import i) {
        if (!i.kind().equals("import-statement") && !i.kind().equals("require-call")) {
            return Optional.empty();
        }
        String path = withoutQuery(i.path());
        Optional<ModuleType> type = typeOf("./" + path).filter(t -> !t.isJavaScript());
        type.ifPresent(t -> warnings.add("the import of \"" + i.path() + "\" in "
                + Slashes.relative(root, Path.of(i.importer()))
                + " means a file beside the entry module by an old rule that will go; write \"./" + i.path() + "\""));
        return type.map(t -> collect(t, path, entry.resolveSibling(path)));
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private static String namespace(ModuleType type) {
        return "wrangler-module-" + type.ruleName();
    }
}
