package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.BundleArchive;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.release.Release;
import io.github.flaremaven.cloudflare.release.ReleaseRequest;
import java.nio.file.Path;
import java.util.Optional;

/** Deploys what a project has, or what an archive of another build holds. */
public final class Deployer {
    private final Workbench bench;
    private final Optional<BundleArchive.Unpacked> archive;
    private final LoadedConfig loaded;
    private final WorkerConfig config;

    /** {@code archiveFile} is absent where the project itself is bundled. */
    public Deployer(Workbench bench, Optional<Path> archiveFile) {
        this.archive = archiveFile.map(
                file -> BundleArchive.read(file, bench.surroundings().output().resolve("unpacked")));
        this.bench = archive.flatMap(BundleArchive.Unpacked::config)
                .filter(c -> !bench.hasConfig())
                .map(bench::withConfig)
                .orElse(bench);
        this.loaded = this.bench.config(archive.isEmpty());
        this.config = loaded.worker();
        if (config.name().isEmpty()) {
            throw new InputFailure("the Worker needs a name: set \"name\" in the config or -Dcloudflare.name");
        }
    }

    public WorkerConfig config() {
        return config;
    }

    /** Where the assets of an archive were unpacked. */
    public Optional<Path> assetsFolder() {
        return archive.flatMap(BundleArchive.Unpacked::assets);
    }

    /** Absent for a Worker that is only assets, and for a version that was uploaded before. */
    public Optional<WorkerBundle> bundle() {
        if (archive.isPresent()) {
            return archive.get().bundle();
        }
        return bench.uploadedVersion(config).id().isPresent() ? Optional.empty() : bench.bundle(config, "deploy");
    }

    /** Makes ready what is released later, together with other modules. */
    public void prepare() {
        bench.announceLater(loaded);
        bundle();
    }

    /** Keeps what is released to from being stopped in between. */
    public Hold hold() {
        return bench.hold();
    }

    /** Deploys, and writes the result. */
    public void deploy(ReleaseRequest request) {
        try (Target target = bench.open(loaded)) {
            Release release = bench.release(request, target);
            Optional<String> uploaded = bench.uploadedVersion(config).id();
            Release.Deployed deployed = uploaded.isPresent() ? release.deploy(uploaded.get()) : release.deploy();
            ObjectNode result = ResultFile.start("deploy");
            result.put("worker", deployed.worker()).put("versionId", deployed.versionId());
            config.environment().ifPresent(e -> result.put("environment", e));
            result.put("created", deployed.created()).put("unchanged", deployed.unchanged());
            result.set("targets", Json.array(deployed.targets()));
            bench.result(result.put("dryRun", bench.isDryRun()));
            if (!bench.isDryRun()) {
                bench.sayWhatIsNext(config, target);
            }
        }
    }
}
