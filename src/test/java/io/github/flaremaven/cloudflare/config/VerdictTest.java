package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.VerdictTable.Row;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the reader of configs to the tables of verdicts, see {@link VerdictTable}. */
class VerdictTest {
    @TempDir
    Path folder;

    static Stream<Row> rows() {
        return VerdictTable.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void judges(Row row) {
        row.writeTo(folder);

        Outcome outcome = outcome(row);

        assertThat(outcome.diagnostics()).as("%s", row).zipSatisfy(row.verdicts(), VerdictTest::assertSays);
        if (row.attribute("because").isEmpty()) {
            assertThat(row.summary())
                    .as("%s: why not as wrangler?", row)
                    .isEqualTo(row.attribute("wrangler").orElse(""));
        }
        outcome.worker().ifPresent(worker -> {
            row.attribute("worker")
                    .ifPresent(name -> assertThat(worker.name()).as("%s", row).isEqualTo(name));
            row.attribute("bindings")
                    .ifPresent(names -> assertThat(worker.bindings())
                            .as("%s", row)
                            .extracting(Binding::name)
                            .containsExactlyInAnyOrder(names.split(" ", -1)));
        });
    }

    private static void assertSays(String diagnostic, String verdict) {
        String[] parts = verdict.split(" ", verdict.startsWith("failure") ? 2 : 3);
        String part = parts[parts.length - 1];
        String start = verdict.substring(0, verdict.length() - part.length());
        assertThat(diagnostic).startsWith(start).contains(part);
    }

    /** What came of a row: diagnostics in the notation of the tables, and the Worker if the config was taken. */
    record Outcome(List<String> diagnostics, Optional<WorkerConfig> worker) {}

    Outcome outcome(Row row) {
        Path start = folder.resolve(row.attribute("directory").orElse(""));
        try {
            ConfigRequest request = new ConfigRequest(
                    start, row.attribute("config").map(Path::of), choice(row, start), overrides(row, start), true);
            LoadedConfig loaded = ConfigLoader.load(request);
            return new Outcome(notation(loaded.warnings()), Optional.of(loaded.worker()));
        } catch (InputFailure e) {
            List<String> said = e.diagnostics().isEmpty()
                    ? List.of(("failure " + e.getMessage()).replace(folder + "/", ""))
                    : notation(e.diagnostics());
            return new Outcome(said, Optional.empty());
        }
    }

    /** All values that a build may have, as {@code ConfiguredMojo} gathers them. */
    private static List<ConfigOverride> overrides(Row row, Path start) {
        return new BuildValues(start, row.properties(), Map.of())
                .text("name", Optional.empty())
                .text("compatibilityDate", Optional.empty())
                .texts("compatibilityFlags", Optional.empty())
                .file("main", Optional.empty())
                .assets("assets", Optional.empty())
                .vars("var", Optional.empty())
                .pairs("define", Optional.empty())
                .flag("minify", Optional.empty())
                .texts("routes", Optional.empty())
                .domains("domains", Optional.empty())
                .crons("triggers", Optional.empty())
                .codeUpdateMode("durableObjectsCodeUpdateMode", Optional.empty())
                .overrides();
    }

    private static EnvironmentChoice choice(Row row, Path folder) {
        Map<String, String> process = row.attribute("variable")
                .map(v -> v.split("=", 2))
                .map(v -> Map.of(v[0], v[1]))
                .orElse(Map.of());
        Optional<String> named = row.attribute("env").map(e -> e.equals("\"\"") ? "" : e);
        return named.or(() -> ToolEnvironment.of(folder, named, List.of(), process)
                        .get("CLOUDFLARE_ENV")
                        .map(v -> v.reveal()))
                .<EnvironmentChoice>map(EnvironmentChoice.Named::new)
                .orElseGet(EnvironmentChoice.Unnamed::new);
    }

    private static List<String> notation(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .map(d -> (d.isError() ? "error " : "warning ")
                        + d.position().map(p -> p.line() + ":" + p.column()).orElse("-") + " " + d.message())
                .toList();
    }
}
