package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Hears how a development loop gets on. Called by one thread at a time. */
public interface DevListener {
    /**
     * A config was read.
     *
     * @param localNames names of the values that count on this machine only
     * @param localFiles where these come from
     * @param missing secrets that the Worker requires and that have no value
     */
    record Settings(
            String worker,
            List<Diagnostic> warnings,
            List<String> localNames,
            List<Path> localFiles,
            List<String> missing) {}

    /**
     * A Worker answers with new code, settings or files.
     *
     * @param root the folder that files are shown relative to
     * @param changed what was saved; empty for the first time and on request
     * @param total from the moment a change was seen to the moment new requests get the new answer
     * @param bundle of that, bundling and looking through the assets
     * @param swap of that, uploading, starting the runtime and leading requests over
     * @param first whether nothing of it ran before
     */
    record Reload(
            String worker,
            Path root,
            Set<Path> changed,
            Duration total,
            Duration bundle,
            Duration swap,
            boolean first) {
        public Reload {
            changed = Set.copyOf(changed);
        }
    }

    /** The settings are good; the Worker is brought up with them next. */
    void configured(Settings settings);

    void reloaded(Reload reload);

    /** What puts places in the sources for places in the code that runs, in any text, from now on. */
    void places(String worker, UnaryOperator<String> remap);

    /** What was asked to be built anew, or was broken and is mended, gave what runs already. */
    void unchanged(String worker);

    /**
     * A step failed; the loop goes on.
     *
     * @param worker its name; empty while that is not known
     * @param runs whether an earlier state of the Worker answers meanwhile
     */
    void failed(String worker, RuntimeException failure, boolean runs);

    void warnings(List<Diagnostic> warnings);

    void warning(String message);

    /** A resource was made for a binding. */
    void made(String what, String binding);
}
