package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Contents;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Import;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnLoad;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a build makes of imports of Node.js modules, and what is to be said about them afterwards. */
final class NodePlugins {
    private static final String REQUIRED_BUILT_IN = "node-built-in-modules";
    private static final String REQUIRED_SHIM = "required-unenv-alias";
    private static final String GLOBALS = "_virtual_unenv_global_polyfill-";

    private final NodeCompatibility mode;
    private final NodeModules modules;
    private final Polyfills polyfills;
    /** Node.js modules that were imported; in service-worker format there is no way to import them. */
    private final Set<String> imported = new ConcurrentSkipListSet<>();
    /** Modules that could not be found on disk, with their importers. */
    private final Map<String, Set<String>> unresolved = new ConcurrentSkipListMap<>();

    NodePlugins(NodeCompatibility mode, NodeModules modules, Polyfills polyfills) {
        this.mode = mode;
        this.modules = modules;
        this.polyfills = polyfills;
    }

    List<EsbuildPlugin> plugins() {
        return switch (mode) {
            case NONE, V1 -> List.of(externalUnlessFound());
            case ASYNC_LOCAL_STORAGE -> List.of(asyncLocalStorage(), externalUnlessFound());
            case V2 -> List.of(hybrid());
        };
    }

    /** Files and virtual modules that run before the Worker's own code. */
    List<String> injects() {
        if (mode != NodeCompatibility.V2) {
            return List.of();
        }
        List<String> injects = new ArrayList<>();
        modules.injectedGlobals().values().forEach(from -> injects.add(globalsModule(from)));
        modules.injectedPolyfills()
                .forEach(p -> injects.add(polyfills.resolve(p).toString()));
        return injects;
    }

    /**
     * Refuses imports that a service-worker script cannot have.
     *
     * @throws InputFailure naming them
     */
    void check(WorkerFormat format) {
        Set<String> names = new TreeSet<>(mode == NodeCompatibility.V2 ? imported : unresolved.keySet());
        if (format == WorkerFormat.SERVICE_WORKER && !names.isEmpty()) {
            throw new InputFailure(ServiceWorkerImports.message(names));
        }
    }

    /** What to tell about modules that may be missing at run time; importers relative to {@code root}. */
    List<String> warnings(Path root) {
        if (mode == NodeCompatibility.V1) {
            return List.of();
        }
        return new TreeMap<>(unresolved)
                .entrySet().stream()
                        .map(e -> "\"" + e.getKey() + "\" is built into Node.js and may be missing at run time; add "
                                + "compatibility_flags = [\"nodejs_compat\"] (imported from "
                                + e.getValue().stream()
                                        .map(importer -> Slashes.relative(root, Path.of(importer)))
                                        .collect(Collectors.joining(", "))
                                + ")")
                        .toList();
    }

    private static EsbuildPlugin asyncLocalStorage() {
        return new EsbuildPlugin(
                "async-local-storage",
                List.of(new OnResolve(
                        "^node:async_hooks(/|$)", (i, esbuild) -> Optional.of(Resolution.external(i.path())))),
                List.of());
    }

    private EsbuildPlugin externalUnlessFound() {
        return new EsbuildPlugin("node-imports", List.of(new OnResolve("node:.*", this::findOrLeave)), List.of());
    }

    private Optional<Resolution> findOrLeave(Import i, EsbuildPlugin.Asker esbuild) {
        Optional<Resolution> found = esbuild.resolve(i.path(), i.resolveDir());
        if (found.isPresent()) {
            return found;
        }
        unresolved.computeIfAbsent(i.path(), p -> new ConcurrentSkipListSet<>()).add(i.importer());
        return Optional.of(Resolution.external(i.path()));
    }

    private EsbuildPlugin hybrid() {
        String names = alternatives(NodeModules.unprefixed());
        Map<String, String> stands = standIns();
        Set<String> present = modules.nativeModules();
        List<OnResolve> onResolve = new ArrayList<>();
        onResolve.add(new OnResolve("^(" + names + "|node:.+)$", (i, esbuild) -> builtIn(i)));
        onResolve.add(new OnResolve(
                "^(?:node:)?(" + alternatives(present) + ")$",
                (i, esbuild) -> Optional.of(Resolution.external(i.path()))));
        if (!stands.isEmpty()) {
            onResolve.add(
                    new OnResolve("^(" + alternatives(stands.keySet()) + ")$", (i, esbuild) -> standIn(i, stands)));
        }
        onResolve.add(
                new OnResolve(GLOBALS + "(.+)$", (i, esbuild) -> Optional.of(new Resolution(i.path(), false, "file"))));
        return new EsbuildPlugin(
                "node-compat",
                onResolve,
                List.of(
                        new OnLoad(".*", REQUIRED_BUILT_IN, NodePlugins::requiredBuiltIn),
                        new OnLoad(".*", REQUIRED_SHIM, NodePlugins::requiredShim),
                        new OnLoad(GLOBALS + "(.+)$", "file", this::globals)));
    }

    private Optional<Resolution> builtIn(Import i) {
        imported.add(i.path());
        return i.kind().equals("require-call")
                ? Optional.of(new Resolution(i.path(), false, REQUIRED_BUILT_IN))
                : Optional.empty();
    }

    private Optional<Resolution> standIn(Import i, Map<String, String> stands) {
        String target = stands.getOrDefault(i.path(), "");
        if (i.kind().equals("require-call") && (target.startsWith("unenv/npm/") || target.startsWith("unenv/mock/"))) {
            return Optional.of(new Resolution(i.path(), false, REQUIRED_SHIM));
        }
        return Optional.of(new Resolution(polyfills.resolve(target).toString(), false, "file"));
    }

    private Map<String, String> standIns() {
        Map<String, String> stands = new LinkedHashMap<>(modules.npmShims());
        modules.polyfills().forEach((name, target) -> {
            stands.put(name, target);
            stands.put("node:" + name, target);
        });
        if (modules.polyfillsSqlite()) {
            stands.put("node:sqlite", "unenv/node/sqlite");
        }
        return stands;
    }

    private static Contents requiredBuiltIn(String path) {
        return new Contents(
                "import libDefault from '" + path + "';\nmodule.exports = libDefault;", "js", Optional.empty());
    }

    private static Contents requiredShim(String path) {
        String text = """
                import * as esm from '%s';
                module.exports = Object.entries(esm)
                			.filter(([k,]) => k !== 'default')
                			.reduce((cjs, [k, value]) =>
                				Object.defineProperty(cjs, k, { value, enumerable: true }),
                				"default" in esm ? esm.default : {}
                			);""".formatted(path);
        return new Contents(text, "js", Optional.empty());
    }

    /**
     * A module that exists only in the build. Its path, which is in the output, is the one that wrangler would have beside
     * the polyfills.
     */
    private String globalsModule(String polyfill) {
        return polyfills
                .folder()
                .resolve("wrangler")
                .resolve(GLOBALS + polyfill.replace('/', '-'))
                .toString();
    }

    private Contents globals(String path) {
        Map.Entry<String, String> global = modules.injectedGlobals().entrySet().stream()
                .filter(e -> globalsModule(e.getValue()).equals(path))
                .findFirst()
                .orElseThrow();
        String text = """
                import { default as defaultExport } from "%s";
                globalThis.%s = defaultExport;""".formatted(global.getValue(), global.getKey());
        return new Contents(text, "js", Optional.of(polyfills.folder().toString()));
    }

    private static String alternatives(Iterable<String> names) {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(all.isEmpty() ? "" : "|").append(name.matches("[\\w/]+") ? name : Pattern.quote(name));
        }
        return all.toString();
    }
}
