package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.bundle.Bundler;
import io.github.flaremaven.cloudflare.bundle.SourceMapIndex;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.WorkerModule;
import io.github.flaremaven.cloudflare.bundle.esbuild.IncrementalEsbuild;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The newest bundle of a Worker that could be made, and where its code comes from. */
final class DevBundle implements AutoCloseable {
    private final DevProject project;
    private final WatchedProject watched;
    private final IncrementalEsbuild esbuild;
    private Optional<WorkerBundle> bundle = Optional.empty();
    private Optional<SourceMapIndex> places = Optional.empty();

    /** What is read is watched from then on. */
    DevBundle(DevProject project, WatchedProject watched) {
        this.project = project;
        this.watched = watched;
        this.esbuild = new IncrementalEsbuild(project::startEsbuild);
    }

    /**
     * Bundles. After a failure the bundle is the one before.
     *
     * @param withCommand whether the build command runs first
     * @throws io.github.flaremaven.cloudflare.base.Failure when there is no bundle
     */
    void make(WorkerConfig config, boolean withCommand) {
        DevEsbuild eyes = new DevEsbuild(esbuild);
        Bundler bundler = new Bundler(config, project.bundling(eyes));
        try {
            bundle = withCommand ? bundler.bundle() : bundler.bundleAgain();
            watched.bundled(config, inputs(config, eyes));
        } catch (RuntimeException e) {
            watched.alsoBundled(config, eyes.inputs());
            throw e;
        }
        places = bundle.flatMap(b ->
                eyes.map().map(m -> SourceMapIndex.of(b.main().name(), m.json(), m.folder(), config.projectRoot())));
    }

    /** Modules that are not bundled, such as WebAssembly, count too. */
    private Set<Path> inputs(WorkerConfig config, DevEsbuild eyes) {
        Set<Path> inputs = new HashSet<>(eyes.inputs());
        bundle.ifPresent(b -> b.inputs()
                .forEach(i -> inputs.add(config.projectRoot().resolve(i.path()).normalize())));
        return inputs;
    }

    /** Absent for a Worker that is only assets. */
    Optional<WorkerBundle> bundle() {
        return bundle;
    }

    /** Without source maps: a comment that comes or goes changes only where the code comes from. */
    List<WorkerModule> code() {
        return bundle.stream()
                .flatMap(b -> Stream.concat(Stream.of(b.main()), b.modules().stream()))
                .toList();
    }

    List<Diagnostic> warnings() {
        return bundle.map(WorkerBundle::warnings).orElse(List.of());
    }

    /** Puts places in the sources for places in the code. */
    String remap(String text) {
        return places.map(p -> p.remap(text)).orElse(text);
    }

    /** Where the code of this very bundle comes from, whatever is bundled later. */
    Optional<SourceMapIndex> places() {
        return places;
    }

    @Override
    public void close() {
        esbuild.close();
    }
}
