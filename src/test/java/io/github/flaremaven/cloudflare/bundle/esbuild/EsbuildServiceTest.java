package io.github.flaremaven.cloudflare.bundle.esbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.TestEsbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Contents;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnLoad;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EsbuildServiceTest {
    @TempDir
    Path folder;

    private Path entry;

    @BeforeEach
    void writeEntry() throws IOException {
        entry = Files.writeString(folder.resolve("index.js"), "import a from 'virtual'; export default a;");
    }

    @Test
    void asksPluginsForImportsAndContents() {
        EsbuildPlugin plugin = new EsbuildPlugin(
                "p",
                List.of(new OnResolve("^virtual$", (i, esbuild) -> {
                    assertThat(i.importer()).isEqualTo(entry.toString());
                    assertThat(i.resolveDir()).isEqualTo(folder.toString());
                    assertThat(i.kind()).isEqualTo("import-statement");
                    return Optional.of(new Resolution("v", false, "mine"));
                })),
                List.of(new OnLoad(
                        ".*", "mine", path -> new Contents("export default '" + path + "!'", "js", Optional.empty()))));

        EsbuildResult result = build(plugin);

        assertThat(result.errors()).isEmpty();
        assertThat(result.outputs())
                .singleElement()
                .satisfies(o -> assertThat(o.contents().text()).contains("\"v!\""));
        assertThat(result.metafile().path("inputs").has("mine:v")).isTrue();
    }

    @Test
    void letsAPluginAskWithoutBeingAskedAgain() {
        EsbuildPlugin plugin = resolving((i, esbuild) -> esbuild.resolve("./other.js", i.resolveDir()));

        assertThat(build(plugin).errors()).singleElement().hasToString("index.js:1:15: Could not resolve \"virtual\"");
    }

    @Test
    void showsAFailureOfTheUserAtTheImport() {
        EsbuildPlugin plugin = resolving((i, esbuild) -> {
            throw new InputFailure("not this one");
        });

        assertThat(build(plugin).errors()).singleElement().hasToString("index.js:1:15: not this one");
    }

    @Test
    void endsWithWhatBrokeInAPlugin() {
        assertThatThrownBy(() -> build(resolving((i, esbuild) -> {
                    throw new ToolFailure("npm is not well");
                })))
                .isInstanceOf(ToolFailure.class)
                .hasMessage("npm is not well");
        assertThatThrownBy(() -> build(resolving((i, esbuild) -> {
                    throw new IllegalStateException("oops");
                })))
                .isInstanceOf(ToolFailure.class)
                .hasMessage("the bundler broke while it resolved an import: java.lang.IllegalStateException: oops");
        assertThatThrownBy(() -> build(resolving((i, esbuild) -> {
                    throw new StackOverflowError();
                })))
                .isInstanceOf(ToolFailure.class)
                .hasMessageContaining("StackOverflowError");
    }

    @Test
    void tellsWhenTheProcessDiesInTheMiddle() {
        Set<Long> before = esbuilds();
        EsbuildPlugin plugin = resolving((i, esbuild) -> {
            Set<Long> ours = esbuilds();
            ours.removeAll(before);
            ours.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            return Optional.empty();
        });

        assertThatThrownBy(() -> build(plugin))
                .isInstanceOf(ToolFailure.class)
                .hasMessageStartingWith("esbuild ended unexpectedly");
    }

    @Test
    void tellsWhenTheProcessIsGoneAlready() {
        EsbuildService service = TestEsbuild.start();
        service.close();

        assertThatThrownBy(() -> service.build(request()))
                .isInstanceOf(ToolFailure.class)
                .hasMessageStartingWith("esbuild ended unexpectedly");
    }

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> EsbuildService.start(TestEsbuild.executable(), "0.1.2"))
                .isInstanceOf(ToolFailure.class)
                .hasMessageStartingWith("esbuild at " + TestEsbuild.executable() + " is not version 0.1.2")
                .hasMessageContaining(ToolVersions.load().esbuild());
    }

    @Test
    void refusesWhatIsNoEsbuild() throws IOException {
        assertThatThrownBy(() -> EsbuildService.start(folder.resolve("none"), "1"))
                .isInstanceOf(ToolFailure.class)
                .hasMessageStartingWith("esbuild at " + folder.resolve("none") + " cannot be started");
        Path text = Files.writeString(folder.resolve("text"), "no program");
        assertThat(text.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> EsbuildService.start(text, "1")).isInstanceOf(ToolFailure.class);
    }

    @Test
    void tellsWhichFlagIsUnknown() {
        try (EsbuildService service = TestEsbuild.start()) {
            EsbuildRequest request = new EsbuildRequest(entry, folder, List.of("--no-such-flag"), List.of(), List.of());

            assertThatThrownBy(() -> service.build(request))
                    .isInstanceOf(ToolFailure.class)
                    .hasMessageStartingWith("esbuild refuses the build: ")
                    .hasMessageContaining("no-such-flag");
        }
    }

    @Test
    void runsSeveralBuildsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (EsbuildService service = TestEsbuild.start()) {
            List<Future<EsbuildResult>> results = List.of("one", "two", "three", "four").stream()
                    .map(name -> threads.submit(() -> service.build(request(virtual(name)))))
                    .toList();
            for (int i = 0; i < 4; i++) {
                assertThat(results.get(i).get().outputs().get(0).contents().text())
                        .contains(List.of("one", "two", "three", "four").get(i));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void leavesNoProcessBehind() throws Exception {
        Set<Long> before = esbuilds();
        EsbuildService service = TestEsbuild.start();
        Set<Long> ours = esbuilds();
        ours.removeAll(before);
        CompletableFuture<?>[] ends = ours.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture[]::new);
        assertThat(ends).isNotEmpty();

        service.close();

        CompletableFuture.allOf(ends).get();
    }

    private EsbuildResult build(EsbuildPlugin plugin) {
        try (EsbuildService service = TestEsbuild.start()) {
            return service.build(request(plugin));
        }
    }

    private EsbuildRequest request(EsbuildPlugin... plugins) {
        return new EsbuildRequest(
                entry,
                folder,
                List.of(
                        "--bundle",
                        "--metafile",
                        "--log-level=silent",
                        "--format=esm",
                        "--outdir=" + folder.resolve("out")),
                List.of(),
                List.of(plugins));
    }

    private static EsbuildPlugin resolving(EsbuildPlugin.Resolver resolver) {
        return new EsbuildPlugin("p", List.of(new OnResolve("^(virtual|\\./other.*)$", resolver)), List.of());
    }

    private static EsbuildPlugin virtual(String content) {
        return new EsbuildPlugin(
                "p",
                List.of(new OnResolve("^virtual$", (i, esbuild) -> Optional.of(new Resolution("v", false, "mine")))),
                List.of(new OnLoad(
                        ".*",
                        "mine",
                        path -> new Contents("export default '" + content + "'", "js", Optional.empty()))));
    }

    /** The processes that this one has started and that are still there. */
    private static Set<Long> esbuilds() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
