package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Import;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;

/** Without polyfills: imports with the prefix {@code node:} are left to the runtime unless a file is found for them. */
final class PlainNodeImports implements NodeImports {
    private final NodeCompatibility mode;
    private final Path root;
    /** Modules that could not be found on disk, with their importers. */
    private final Map<String, Set<String>> unresolved = new ConcurrentSkipListMap<>();

    /** {@code root} is the folder that importers in warnings are relative to. */
    PlainNodeImports(NodeCompatibility mode, Path root) {
        this.mode = mode;
        this.root = root;
    }

    @Override
    public NodeCompatibility mode() {
        return mode;
    }

    @Override
    public List<EsbuildPlugin> plugins() {
        EsbuildPlugin all =
                new EsbuildPlugin("node-imports", List.of(new OnResolve("node:.*", this::findOrLeave)), List.of());
        return mode == NodeCompatibility.ASYNC_LOCAL_STORAGE ? List.of(asyncLocalStorage(), all) : List.of(all);
    }

    @Override
    public List<String> injects() {
        return List.of();
    }

    @Override
    public Collection<String> forModulesOnly() {
        return unresolved.keySet();
    }

    @Override
    public List<String> warnings() {
        return mode == NodeCompatibility.V1
                ? List.of()
                : unresolved.entrySet().stream()
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

    private Optional<Resolution> findOrLeave(Import i, EsbuildPlugin.Asker esbuild) {
        Optional<Resolution> found = esbuild.resolve(i.path(), i.resolveDir());
        if (found.isPresent()) {
            return found;
        }
        unresolved.computeIfAbsent(i.path(), p -> new ConcurrentSkipListSet<>()).add(i.importer());
        return Optional.of(Resolution.external(i.path()));
    }
}
