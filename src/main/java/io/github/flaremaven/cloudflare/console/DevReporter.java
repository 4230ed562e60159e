package io.github.flaremaven.cloudflare.console;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.SourceMapIndex;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.dev.DevListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells how a development loop gets on: a line for each change, with the time it took. */
public final class DevReporter implements DevListener {
    /** Changed files that a line names. */
    private static final int MOST_NAMES = 3;

    private static final double MILLION = 1_000_000.0;

    private final Console console;
    private final WorkerOutput output;
    private final boolean several;
    private final Consumer<LoadedConfig> configs;

    /**
     * Tells it here.
     *
     * @param several whether Workers are told apart by their names
     * @param configs gets every config that was read
     */
    public DevReporter(Console console, WorkerOutput output, boolean several, Consumer<LoadedConfig> configs) {
        this.configs = configs;
        this.console = console;
        this.output = output;
        this.several = several;
    }

    @Override
    public void configured(LoadedConfig config, LocalVars vars) {
        configs.accept(config);
        Findings.warn(config.warnings(), console);
        if (!vars.bindings().isEmpty()) {
            console.info("Values of this machine from "
                    + vars.files().stream()
                            .map(f -> f.getFileName().toString())
                            .collect(Collectors.joining(", ")) + ": "
                    + vars.bindings().stream().map(b -> b.name()).sorted().collect(Collectors.joining(", ")));
        }
        if (!vars.missing().isEmpty()) {
            console.warn("the Worker requires the secrets " + String.join(", ", vars.missing())
                    + " (secrets.required); give them values in .dev.vars");
        }
    }

    @Override
    public void reloaded(Reload reload, Optional<SourceMapIndex> places) {
        places.ifPresent(p -> output.places(reload.worker().name(), p));
        String name = several ? " " + reload.worker().name() : "";
        console.info((reload.first() ? "Ready" : "Reloaded") + name + " in "
                + console.bold(milliseconds(reload.total()) + " ms") + " (bundle " + milliseconds(reload.bundle())
                + ", workerd " + milliseconds(reload.swap()) + ")"
                + names(reload.worker().projectRoot(), reload.changed()));
    }

    private static String names(Path root, Set<Path> changed) {
        if (changed.isEmpty()) {
            return "";
        }
        Path base = root.toAbsolutePath().normalize();
        String first = new TreeSet<>(changed)
                .stream()
                        .limit(MOST_NAMES)
                        .map(f -> f.startsWith(base) ? base.relativize(f).toString() : f.toString())
                        .collect(Collectors.joining(", "));
        int more = changed.size() - MOST_NAMES;
        return ": " + first + (more > 0 ? " and " + more + " more" : "");
    }

    private static String milliseconds(Duration duration) {
        return String.format(Locale.ROOT, "%.0f", duration.toNanos() / MILLION);
    }

    @Override
    public void unchanged(WorkerConfig worker) {
        console.info("Nothing changed" + (several ? " in " + worker.name() : ""));
    }

    @Override
    public void failed(String worker, RuntimeException failure, boolean runs) {
        String message = failure instanceof InputFailure input
                ? Findings.message(input, console)
                : failure instanceof Failure f ? f.sentence() : "the loop itself has an error: " + failure;
        console.print(console.red("✘ " + message));
        console.info((several && !worker.isEmpty() ? worker + ": " : "")
                + (runs ? "The last good version goes on; waiting for a change" : "Waiting for a change"));
    }

    @Override
    public void warnings(List<Diagnostic> warnings) {
        Findings.warn(warnings, console);
    }

    @Override
    public void warning(String message) {
        console.warn(message);
    }

    @Override
    public void made(String what, String binding) {
        console.info("Made the " + what + " for the binding " + binding);
    }
}
