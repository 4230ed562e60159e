package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildRequest;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks on while the bundler works: which files it reads, and the source map, which is made even where none is uploaded. The
 * bundle itself is what it would be without.
 */
final class DevEsbuild implements Esbuild {
    private static final String MAP = ".map";

    private final Esbuild esbuild;
    private final Set<Path> inputs = new LinkedHashSet<>();
    private Optional<Map> map = Optional.empty();

    /** A source map, and the folder that its sources count from. */
    record Map(Bytes json, Path folder) {}

    DevEsbuild(Esbuild esbuild) {
        this.esbuild = esbuild;
    }

    @Override
    public EsbuildResult build(EsbuildRequest request) {
        boolean bundles = request.flags().contains("--bundle");
        boolean wantsMap = request.flags().stream().anyMatch(f -> f.startsWith("--sourcemap"));
        EsbuildResult result = esbuild.build(bundles && !wantsMap ? withMap(request) : request);
        result.metafile().path("inputs").fieldNames().forEachRemaining(name -> input(request.workingDirectory(), name));
        if (!bundles) {
            return result;
        }
        map = result.outputs().stream()
                .filter(o -> o.path().toString().endsWith(MAP))
                .findFirst()
                .map(o -> new Map(o.contents(), o.path().resolveSibling("")));
        return wantsMap
                ? result
                : new EsbuildResult(
                        result.errors(),
                        result.warnings(),
                        result.metafile(),
                        result.outputs().stream()
                                .filter(o -> !o.path().toString().endsWith(MAP))
                                .toList());
    }

    /** Virtual modules have a namespace in front. */
    private void input(Path folder, String name) {
        if (!name.matches("[\\w-]{2,}:.*") && !name.startsWith("<")) {
            inputs.add(folder.resolve(name).normalize());
        }
    }

    private static EsbuildRequest withMap(EsbuildRequest request) {
        List<String> flags = new ArrayList<>(request.flags());
        flags.add("--sourcemap=external");
        return new EsbuildRequest(
                request.entry(), request.workingDirectory(), flags, request.nodePaths(), request.plugins());
    }

    /** The files that were read since this was made. */
    Set<Path> inputs() {
        return Set.copyOf(inputs);
    }

    /** The map of the last bundle. */
    Optional<Map> map() {
        return map;
    }

    /** The esbuild behind it stays. */
    @Override
    public void close() {}
}
