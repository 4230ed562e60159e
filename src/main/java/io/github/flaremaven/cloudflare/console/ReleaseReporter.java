package io.github.flaremaven.cloudflare.console;

import io.github.flaremaven.cloudflare.release.ReleaseListener;
import java.time.Duration;
import java.util.Locale;

/** Tells how a release gets on, a line for each step. */
public final class ReleaseReporter implements ReleaseListener {
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

    private final Console console;
    private long lastProgress;

    public ReleaseReporter(Console console) {
        this.console = console;
    }

    @Override
    public void warning(String message) {
        console.warn(message);
    }

    /** At most one line a second, and always the last one. */
    @Override
    public synchronized void assetsUploaded(int done, int total, int known) {
        long now = System.nanoTime();
        if (done == 0 && total == 0) {
            return;
        }
        if (done < total && done > 0 && now - lastProgress < PROGRESS_INTERVAL.toNanos()) {
            return;
        }
        lastProgress = now;
        console.info("Uploaded " + done + " of " + total + " assets"
                + (known > 0 ? " (" + known + " were there already)" : ""));
    }

    @Override
    public void resourceMade(String what, String binding) {
        console.info("Made the " + what + " for the binding " + binding);
    }

    @Override
    public void versionUploaded(String worker, String versionId, long bytes, Duration took) {
        console.info(String.format(
                Locale.ROOT,
                "Uploaded version %s of %s (%.2f KiB in %.2f s)",
                versionId,
                worker,
                bytes / 1024.0,
                took.toMillis() / 1000.0));
    }

    @Override
    public void unchanged(String worker, String versionId) {
        console.info("Nothing changed: version " + versionId + " of " + worker
                + " is live at 100 % and is what would be uploaded");
    }

    @Override
    public void deployed(String worker, String versionId) {
        console.info("Deployed version " + versionId + " of " + worker + " at 100 %");
    }

    @Override
    public void triggerSet(String description) {
        console.info("  " + console.bold(description));
    }
}
