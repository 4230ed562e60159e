package io.github.flaremaven.cloudflare.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.dev.DevListener.Reload;
import io.github.flaremaven.cloudflare.dev.DevListener.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DevReporterTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private final RecordingConsole console = new RecordingConsole();
    private final DevReporter one = new DevReporter(console, new WorkerOutput(console), false);
    private final DevReporter several = new DevReporter(console, new WorkerOutput(console), true);

    private static Reload reload(boolean first, String... changed) {
        Set<Path> files = new TreeSet<>();
        List.of(changed).forEach(c -> files.add(ROOT.resolve(c)));
        return new Reload(
                "app", ROOT, files, Duration.ofMillis(93), Duration.ofNanos(11_600_000), Duration.ofMillis(70), first);
    }

    @Test
    void tellsTheTimeOfEachPart() {
        one.reloaded(reload(true));
        one.reloaded(reload(false, "src/a.js"));
        several.reloaded(reload(false, "1", "2", "3", "4", "5"));
        assertThat(console.lines())
                .containsExactly(
                        "info Ready in *93 ms* (bundle 12, workerd 70)",
                        "info Reloaded in *93 ms* (bundle 12, workerd 70): src"
                                + ROOT.getFileSystem().getSeparator() + "a.js",
                        "info Reloaded app in *93 ms* (bundle 12, workerd 70): 1, 2, 3 and 2 more");
    }

    @Test
    void namesValuesOfThisMachineButNotWhatTheyAre() {
        one.configured(new Settings(
                "app", List.of(), List.of("TOKEN", "A"), List.of(ROOT.resolve(".dev.vars")), List.of("KEY")));
        assertThat(console.lines())
                .containsExactly(
                        "info Values of this machine from .dev.vars: A, TOKEN",
                        "warn the Worker requires the secrets KEY (secrets.required); give them values in .dev.vars");
    }

    @Test
    void aFailureSaysWhetherSomethingRuns() {
        one.failed("app", new InputFailure("wrong"), true);
        several.failed("app", new InputFailure("wrong"), false);
        one.failed("", new IllegalStateException("odd"), false);
        assertThat(console.lines())
                .containsExactly(
                        "print ✘ wrong",
                        "info The last good version goes on; waiting for a change",
                        "print ✘ wrong",
                        "info app: Waiting for a change",
                        "print ✘ the loop itself has an error: java.lang.IllegalStateException: odd",
                        "info Waiting for a change");
    }
}
