package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.Ahead;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.release.Preflight.Situation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers what is needed before anything is sent that changes something: bundle, files, and the state of the account. */
final class Preparation {
    private final ReleaseRequest request;
    private final WorkerSettings settings;
    private final Supplier<AssetScanner> scanner;
    private final Optional<Path> assetIndex;

    Preparation(
            ReleaseRequest request,
            WorkerSettings settings,
            Supplier<AssetScanner> scanner,
            Optional<Path> assetIndex) {
        this.request = request;
        this.settings = settings;
        this.scanner = scanner;
        this.assetIndex = assetIndex;
    }

    /**
     * What was gathered.
     *
     * @param files absent for a Worker without static assets
     * @param annotations with the fingerprint in the tag, where it belongs there
     */
    record Prepared(
            Situation situation,
            Optional<WorkerBundle> bundle,
            Optional<AssetManifest> files,
            Annotations annotations,
            String fingerprint) {}

    /** Looks at the account while the Worker is bundled. When both fail, the Worker's own error is the one to tell. */
    Prepared run(Supplier<Situation> look, HeldWarnings warnings) {
        try (Ahead<Situation> looking = Ahead.begin("cloudflare-preflight", look)) {
            Optional<WorkerBundle> bundle = request.bundler().get();
            Optional<AssetManifest> files = scan(request.config());
            return prepared(looking.get(), bundle, files);
        } finally {
            warnings.open();
        }
    }

    private Optional<AssetManifest> scan(WorkerConfig config) {
        return config.assets()
                .map(assets -> scanner.get().scan(request.assetsFolder().orElse(assets.directory()), assetIndex));
    }

    private Prepared prepared(Situation situation, Optional<WorkerBundle> bundle, Optional<AssetManifest> files) {
        String fingerprint = Fingerprint.of(
                request.config(),
                bundle,
                PlannedBinding.known(situation.bindings()),
                files,
                settings.wanted(List.of()));
        return new Prepared(situation, bundle, files, request.annotations().stamp(fingerprint), fingerprint);
    }
}
