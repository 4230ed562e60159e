package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.bundle.BundleArchive;
import io.github.flaremaven.cloudflare.bundle.BundleFolder;
import io.github.flaremaven.cloudflare.bundle.BundleSize;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.TextTable;
import io.github.flaremaven.cloudflare.maven.BundleArtifact;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Bundles the Worker to <code>target/cloudflare/&lt;environment&gt;</code> and attaches the bundle to the build as a zip,
 * which <code>deploy</code> takes in another build.
 *
 * @since 0.1.0
 */
@Mojo(name = "bundle", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class BundleMojo extends ConfiguredMojo {
    private static final int LARGEST_INPUTS = 5;

    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(true);
        WorkerConfig config = loaded.worker();
        bench.announce(loaded);
        Optional<WorkerBundle> bundle = bench.bundle(config, "deploy");
        Path folder = bench.bundleFolder(config);
        Optional<BundleSize> size = bundle.map(b -> BundleFolder.write(b, folder));
        Path archive = folder.resolveSibling(folder.getFileName() + ".zip");
        BundleArchive.write(archive, bundle.map(b -> folder), config.assets().map(Assets::directory), config.file());
        BundleArtifact.attach(bench.surroundings(), archive);
        ObjectNode result = ResultFile.start("bundle").put("worker", config.name());
        config.environment().ifPresent(e -> result.put("environment", e));
        result.put("archive", archive.toString());
        bundle.ifPresent(b -> report(bench, b, size.orElseThrow(), folder, result));
        bench.result(result);
    }

    private static void report(Workbench bench, WorkerBundle bundle, BundleSize size, Path folder, ObjectNode result) {
        bench.console().info("Bundled to " + folder + ": " + size);
        size.gzipWarning().ifPresent(bench.console()::warn);
        TextTable table = new TextTable("Module", "Type", "KiB");
        ArrayNode modules = result.put("folder", folder.toString())
                .put("rawBytes", size.raw())
                .put("gzipBytes", size.gzip())
                .putArray("modules");
        bundle.parts().forEach(m -> {
            table.row(m.name(), m.type().label(), kib(m.content().size()));
            modules.addObject()
                    .put("name", m.name())
                    .put("type", m.type().label())
                    .put("bytes", m.content().size());
        });
        table.print(bench.console());
        ArrayNode inputs = result.putArray("largestInputs");
        bundle.inputs().stream()
                .limit(LARGEST_INPUTS)
                .forEach(i -> inputs.addObject().put("path", i.path()).put("bytes", i.bytes()));
    }

    private static String kib(long bytes) {
        return String.format(Locale.ROOT, "%.2f", bytes / 1024.0);
    }
}
