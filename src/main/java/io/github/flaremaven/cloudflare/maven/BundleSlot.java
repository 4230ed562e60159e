package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps the bundle of a project for the later goals of the build. */
final class BundleSlot {
    private Optional<Optional<WorkerBundle>> bundle = Optional.empty();

    synchronized Optional<WorkerBundle> get(Supplier<Optional<WorkerBundle>> maker) {
        if (bundle.isEmpty()) {
            bundle = Optional.of(maker.get());
        }
        return bundle.orElseThrow();
    }
}
