package io.github.flaremaven.cloudflare.bundle;

import java.nio.file.Path;
import java.util.Optional;

/** Asks for the polyfills once; a bundle needs them at every second import. */
final class RememberedPolyfills implements Polyfills {
    private final Polyfills source;
    private Optional<Path> found = Optional.empty();

    RememberedPolyfills(Polyfills source) {
        this.source = source;
    }

    @Override
    public synchronized Path folder() {
        Path folder = found.orElseGet(source::folder);
        found = Optional.of(folder);
        return folder;
    }
}
