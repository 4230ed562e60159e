package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Contents;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Import;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnLoad;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * With every module of Node.js: what the runtime has at the date is left to it, and polyfills stand in for the rest. Some npm
 * packages that exist for Node.js only have stand-ins too.
 */
final class PolyfilledNodeImports implements NodeImports {
    private static final String REQUIRED_BUILT_IN = "node-built-in-modules";
    private static final String REQUIRED_SHIM = "required-unenv-alias";
    private static final String GLOBALS = "_virtual_unenv_global_polyfill-";

    private final NodeModules modules;
    private final Polyfills polyfills;
    private final Set<String> imported = new ConcurrentSkipListSet<>();

    PolyfilledNodeImports(NodeModules modules, Polyfills polyfills) {
        this.modules = modules;
        this.polyfills = polyfills;
    }

    @Override
    public NodeCompatibility mode() {
        return NodeCompatibility.V2;
    }

    @Override
    public List<String> injects() {
        List<String> injects = new ArrayList<>();
        modules.injectedGlobals().values().forEach(from -> injects.add(globalsModule(from)));
        modules.injectedPolyfills()
                .forEach(p -> injects.add(polyfills.resolve(p).toString()));
        return injects;
    }

    @Override
    public Collection<String> forModulesOnly() {
        return imported;
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public List<EsbuildPlugin> plugins() {
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
        return List.of(new EsbuildPlugin(
                "node-compat",
                onResolve,
                List.of(
                        new OnLoad(".*", REQUIRED_BUILT_IN, PolyfilledNodeImports::requiredBuiltIn),
                        new OnLoad(".*", REQUIRED_SHIM, PolyfilledNodeImports::requiredShim),
                        new OnLoad(GLOBALS + "(.+)$", "file", this::globals))));
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
