package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import io.github.flaremaven.cloudflare.release.ReleaseListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What happens in a {@link TestBed}: warnings for everybody, the rest for those who look for a fault. */
public record BedLog(Consumer<String> warnings, Consumer<String> details)
        implements EmbeddedCloudflare.Listener, ReleaseListener {
    void debug(String line) {
        details.accept(line);
    }

    @Override
    public void warning(String message) {
        warnings.accept(message);
    }

    @Override
    public void log(String line) {
        details.accept("workerd: " + line);
    }

    @Override
    public void trouble(String sentence) {
        warnings.accept(sentence);
    }

    @Override
    public void crashed() {
        warnings.accept("workerd ended by itself and is started anew");
    }

    @Override
    public void started(int versions, Duration took) {
        details.accept("workerd runs " + versions + " versions, started in " + took.toMillis() + " ms");
    }

    @Override
    public void answered(String method, String path, int status) {
        details.accept("embedded API: " + method + " " + path + " → " + status);
    }

    @Override
    public void faulted(String method, String path, Fault fault, Optional<Integer> done) {
        details.accept("embedded API: " + method + " " + path + " met the fault " + fault);
    }

    @Override
    public void assetsUploaded(int done, int total, int known) {
        details.accept("Uploaded " + done + " of " + total + " assets");
    }

    @Override
    public void resourceMade(String what, String binding) {
        details.accept("Made the " + what + " for the binding " + binding);
    }

    @Override
    public void versionUploaded(String worker, String versionId, long bytes, Duration took) {
        details.accept("Uploaded version " + versionId + " of " + worker);
    }

    @Override
    public void unchanged(String worker, String versionId) {
        details.accept("Nothing changed in " + worker);
    }

    @Override
    public void deployed(String worker, String versionId) {
        details.accept("Deployed version " + versionId + " of " + worker);
    }

    @Override
    public void triggerSet(String description) {
        details.accept(description);
    }
}
