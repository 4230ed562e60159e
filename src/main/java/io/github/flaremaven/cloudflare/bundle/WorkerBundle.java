package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Worker's code, ready to be uploaded.
 *
 * @param format how the Worker is written
 * @param main the entry module
 * @param modules further modules in upload order
 * @param sourceMaps maps of the main module and, without bundling, of others; not counted in the size
 * @param exports what the entry module exports; empty when it was not looked at ({@code no_bundle})
 * @param warnings of the bundler
 * @param inputs the modules the bundle is made of, largest first
 */
public record WorkerBundle(
        WorkerFormat format,
        WorkerModule main,
        List<WorkerModule> modules,
        List<WorkerModule> sourceMaps,
        List<String> exports,
        List<Diagnostic> warnings,
        List<Input> inputs) {
    /** How many inputs a warning about the size names. */
    private static final int LARGEST = 5;

    /** A source file and the bytes it contributes. */
    public record Input(String path, long bytes) {}

    public WorkerBundle {
        modules = List.copyOf(modules);
        sourceMaps = List.copyOf(sourceMaps);
        exports = List.copyOf(exports);
        warnings = List.copyOf(warnings);
        inputs = List.copyOf(inputs);
    }

    /** Entry, then further modules, then source maps: the order in which wrangler uploads them. */
    public Stream<WorkerModule> parts() {
        return Stream.of(Stream.of(main), modules.stream(), sourceMaps.stream()).flatMap(s -> s);
    }

    /** What the upload weighs; this compresses it. */
    public BundleSize size() {
        return BundleSize.of(Stream.concat(modules.stream(), Stream.of(main)).map(WorkerModule::content));
    }

    /** What to say about a Worker that comes near what Cloudflare takes, with its largest inputs as wrangler lists them. */
    List<String> sizeWarnings() {
        long raw = main.content().size()
                + modules.stream().mapToLong(m -> m.content().size()).sum();
        Stream<String> largest = inputs.isEmpty()
                ? Stream.of()
                : Stream.of(inputs.stream()
                        .limit(LARGEST)
                        .map(i -> i.path() + " (" + i.bytes() / 1024 + " KiB)")
                        .collect(Collectors.joining(", ", "the largest parts of the Worker are ", "")));
        return BundleSize.warning(raw).stream()
                .flatMap(w -> Stream.concat(Stream.of(w), largest))
                .toList();
    }

    /** The same with further warnings. */
    WorkerBundle warning(List<String> messages) {
        List<Diagnostic> all = new ArrayList<>(warnings);
        messages.forEach(m -> all.add(new Diagnostic(Diagnostic.Severity.WARNING, "", Optional.empty(), m, "")));
        return new WorkerBundle(format, main, modules, sourceMaps, exports, all, inputs);
    }

    /** The source map of a module, by wrangler's naming. */
    public Optional<Bytes> sourceMapOf(String module) {
        return sourceMaps.stream()
                .filter(m -> m.type() == ModuleType.SOURCE_MAP && m.name().equals(module + ".map"))
                .map(WorkerModule::content)
                .findFirst();
    }
}
