package io.github.flaremaven.cloudflare.console;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.dev.DevListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Tells how a development loop gets on: a line for each change, with the time it took. */
public final class DevReporter implements DevListener {
    /** Changed files that a line names. */
    private static final int MOST_NAMES = 3;

    private static final double MILLION = 1_000_000.0;

    private final Console console;
    private final WorkerOutput output;
    private final boolean several;

    /** {@code several} Workers are told apart by their names. */
    public DevReporter(Console console, WorkerOutput output, boolean several) {
        this.console = console;
        this.output = output;
        this.several = several;
    }

    @Override
    public void configured(Settings settings) {
        Findings.warn(settings.warnings(), console);
        if (!settings.localNames().isEmpty()) {
            console.info("Values of this machine from "
                    + settings.localFiles().stream()
                            .map(f -> f.getFileName().toString())
                            .collect(Collectors.joining(", "))
                    + ": " + settings.localNames().stream().sorted().collect(Collectors.joining(", ")));
        }
        if (!settings.missing().isEmpty()) {
            console.warn("the Worker requires the secrets " + String.join(", ", settings.missing())
                    + " (secrets.required); give them values in .dev.vars");
        }
    }

    @Override
    public void places(String worker, UnaryOperator<String> remap) {
        output.places(worker, remap);
    }

    @Override
    public void reloaded(Reload reload) {
        String name = several ? " " + reload.worker() : "";
        console.info((reload.first() ? "Ready" : "Reloaded") + name + " in "
                + console.bold(milliseconds(reload.total()) + " ms") + " (bundle " + milliseconds(reload.bundle())
                + ", workerd " + milliseconds(reload.swap()) + ")" + names(reload.root(), reload.changed()));
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
    public void unchanged(String worker) {
        console.info("Nothing changed" + (several ? " in " + worker : ""));
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
