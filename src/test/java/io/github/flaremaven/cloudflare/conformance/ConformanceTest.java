package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.conformance.Side.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrangler and the plugin do the same to every project under {@code src/it/conformance}, each with an account of its own,
 * and have to send the same. {@code -Dconformance.projects=one,two} runs those only.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ConformanceTest {
    private static final Path PROJECTS = Path.of("src", "it", "conformance");

    private final AcceptedDifferences accepted = AcceptedDifferences.read(PROJECTS.resolve("accepted-differences.md"));
    private final Map<ConformanceProject, List<RecordedCall>> calls = new ConcurrentHashMap<>();
    private final Coverage coverage = Coverage.load();
    private final String chosen = System.getProperty("conformance.projects", "");
    private ConformanceTools tools;

    ConformanceTest() {
        this.tools = ConformanceTools.find();
    }

    @BeforeAll
    void install() throws IOException {
        delete(tools.work().resolve("projects"));
    }

    Stream<ConformanceProject> projects() {
        List<String> names = Arrays.asList(chosen.split(","));
        return ConformanceProject.all(PROJECTS).stream().filter(p -> chosen.isEmpty() || names.contains(p.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("projects")
    void sendsWhatWranglerSends(ConformanceProject project) {
        Path folder = tools.work().resolve("projects").resolve(project.name());
        List<String> unexpected = new ArrayList<>();
        CallComparison comparison = new CallComparison();
        List<RecordedCall> crossed = new ArrayList<>();
        try (Side wrangler = Side.open(true, project, tools, folder);
                Side plugin = Side.open(false, project, tools, folder)) {
            for (int i = 0; i < project.steps().size(); i++) {
                Step step = project.steps().get(i);
                Outcome theirs = wrangler.run(step);
                Outcome ours = plugin.run(step);
                checkWrangler(step, theirs);
                crossed.addAll(theirs.calls());
                String prefix = project.steps().size() == 1 ? "" : "step " + (i + 1) + ": ";
                Stream.concat(endings(theirs, ours).stream(), comparison.compare(theirs.calls(), ours.calls()).stream())
                        .map(d -> prefix + d)
                        .filter(d -> !accepted.isAccepted(project.name(), d))
                        .forEach(unexpected::add);
            }
        }
        calls.put(project, crossed);
        System.out.println(project + ": "
                + (unexpected.isEmpty() ? "as wrangler, " + comparison.sameness() : String.join("\n    ", unexpected)));
        assertThat(unexpected).as("differences in %s", project.name()).isEmpty();
    }

    private static void checkWrangler(Step step, Outcome outcome) {
        if (step.end() != Step.End.EITHER) {
            assertThat(outcome.process().failed())
                    .as("wrangler fails%n%s", outcome.process().log())
                    .isEqualTo(step.end() == Step.End.REFUSED);
        }
    }

    private static Optional<String> endings(Outcome wrangler, Outcome plugin) {
        if (wrangler.process().failed() == plugin.process().failed()) {
            return Optional.empty();
        }
        return Optional.of(
                wrangler.process().failed()
                        ? "end: wrangler refuses, plugin goes through"
                        : "end: wrangler goes through, plugin refuses: "
                                + plugin.process().firstError());
    }

    @AfterAll
    void tellCoverage() {
        coverage.print(calls);
        if (chosen.isEmpty()) {
            assertThat(accepted.unseen())
                    .as("accepted differences that do not occur")
                    .isEmpty();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
