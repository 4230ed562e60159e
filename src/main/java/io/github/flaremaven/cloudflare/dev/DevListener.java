package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.bundle.SourceMapIndex;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hears how a development loop gets on. Called by one thread at a time. */
public interface DevListener {
    /**
     * A Worker answers with new code, settings or files.
     *
     * @param changed what was saved; empty for the first time and on request
     * @param total from the moment a change was seen to the moment new requests get the new answer
     * @param bundle of that, bundling
     * @param swap of that, uploading, starting the runtime and leading requests over
     * @param first whether nothing of it ran before
     */
    record Reload(
            WorkerConfig worker, Set<Path> changed, Duration total, Duration bundle, Duration swap, boolean first) {
        public Reload {
            changed = Set.copyOf(changed);
        }
    }

    /** The config was read; its Worker is brought up next. */
    void configured(LoadedConfig config, LocalVars vars);

    void reloaded(Reload reload, Optional<SourceMapIndex> places);

    /** Bundling gave what runs already. */
    void unchanged(WorkerConfig worker);

    /**
     * A step failed; the loop goes on.
     *
     * @param runs whether an earlier state of the Worker answers meanwhile
     */
    void failed(String worker, RuntimeException failure, boolean runs);

    void warnings(List<Diagnostic> warnings);

    void warning(String message);

    /** A resource was made for a binding. */
    void made(String what, String binding);
}
