package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.local.LocalAddress;
import io.github.flaremaven.cloudflare.local.state.StateReset;
import java.nio.file.Path;
import java.util.Locale;

/** Takes the state of the embedded Cloudflare away. */
public final class LocalReset {
    private static final double KIB = 1024;

    private final Workbench bench;

    public LocalReset(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Removes it, and says what that was.
     *
     * @throws InputFailure when a process uses it
     */
    public void run() {
        Path folder = bench.localCloudflare().folder();
        LocalAddress.find(folder).ifPresent(running -> {
            throw new InputFailure("the embedded Cloudflare of " + folder + " is running in the process "
                    + running.process() + "; end it first (Ctrl-C)");
        });
        StateReset.Removed removed = StateReset.run(folder, !bench.isDryRun());
        if (removed.files() == 0) {
            bench.console().info("The embedded Cloudflare keeps nothing in " + folder);
        } else {
            bench.console()
                    .info((bench.isDryRun() ? "Would remove " : "Removed ") + "the state of the embedded Cloudflare in "
                            + folder + ": "
                            + String.format(
                                    Locale.ROOT,
                                    "%d files, %.0f KiB",
                                    removed.files(),
                                    Math.ceil(removed.bytes() / KIB))
                            + (removed.workers().isEmpty()
                                    ? ", no Worker"
                                    : ", Workers " + String.join(", ", removed.workers())));
        }
        ObjectNode result = ResultFile.start("local-reset").put("folder", folder.toString());
        removed.workers().forEach(result.putArray("workers")::add);
        bench.result(result.put("files", removed.files())
                .put("bytes", removed.bytes())
                .put("dryRun", bench.isDryRun()));
    }
}
