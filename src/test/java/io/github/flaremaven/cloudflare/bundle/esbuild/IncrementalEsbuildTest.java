package io.github.flaremaven.cloudflare.bundle.esbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.bundle.TestEsbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncrementalEsbuildTest {
    @TempDir
    Path folder;

    private final AtomicInteger starts = new AtomicInteger();
    private final List<ProcessHandle> processes = new ArrayList<>();
    private final IncrementalEsbuild esbuild = new IncrementalEsbuild(() -> {
        starts.incrementAndGet();
        return TestEsbuild.start();
    });

    @AfterEach
    void close() {
        esbuild.close();
    }

    private EsbuildRequest request(List<EsbuildPlugin> plugins, String... more) {
        List<String> flags = new ArrayList<>(List.of("--bundle", "--format=esm", "--metafile", "--outdir=" + folder));
        flags.addAll(List.of(more));
        return new EsbuildRequest(folder.resolve("index.js"), folder, flags, List.of(), plugins);
    }

    private static String code(EsbuildResult result) {
        assertThat(result.errors()).isEmpty();
        return result.outputs().get(0).contents().text();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void everyBuildSeesTheFilesAsTheyAre() throws Exception {
        write("index.js", "import a from './a.js'; export default a;");
        write("a.js", "export default 'one';");
        assertThat(code(esbuild.build(request(List.of())))).contains("one");
        write("a.js", "export default 'second';");
        assertThat(code(esbuild.build(request(List.of())))).contains("second").doesNotContain("one");
        write("a.js", "export default ;");
        assertThat(esbuild.build(request(List.of())).errors())
                .singleElement()
                .hasToString("a.js:1:16: Unexpected \";\"");
        write("a.js", "export default 'third';");
        assertThat(code(esbuild.build(request(List.of())))).contains("third");
        assertThat(starts).hasValue(1);
    }

    @Test
    void givesWhatABuildOfItsOwnGives() throws Exception {
        write("index.js", "import a from './a.js'; export default a;");
        write("a.js", "export default 'one';");
        esbuild.build(request(List.of()));
        write("a.js", "export default { two: 2 };");
        EsbuildResult again = esbuild.build(request(List.of()));
        try (EsbuildService service = TestEsbuild.start()) {
            EsbuildResult alone = service.build(request(List.of()));
            assertThat(code(again)).isEqualTo(code(alone));
            assertThat(again.metafile()).isEqualTo(alone.metafile());
        }
    }

    @Test
    void asksThePluginsOfTheRequest() throws Exception {
        write("index.js", "import a from 'virtual'; export default a;");
        for (String name : List.of("first", "second")) {
            EsbuildPlugin plugin = new EsbuildPlugin(
                    "p",
                    List.of(new OnResolve("^virtual$", (i, asker) -> Optional.of(Resolution.external(name)))),
                    List.of());
            assertThat(code(esbuild.build(request(List.of(plugin))))).contains("from \"" + name + "\"");
        }
    }

    @Test
    void otherFlagsAreAnotherBuild() throws Exception {
        write("index.js", "export default DEFINED;");
        for (int i = 0; i < 6; i++) {
            assertThat(code(esbuild.build(request(List.of(), "--define:DEFINED=" + i))))
                    .contains(String.valueOf(i));
        }
        assertThatThrownBy(() -> esbuild.build(request(List.of(), "--no-such-flag")))
                .isInstanceOf(ToolFailure.class)
                .hasMessageContaining("no-such-flag");
        assertThat(code(esbuild.build(request(List.of(), "--define:DEFINED=1"))))
                .contains("1");
    }

    @Test
    void startsAgainAfterItBroke() throws Exception {
        write("index.js", "export default 1;");
        ProcessHandle.current().children().forEach(processes::add);
        esbuild.build(request(List.of()));
        ProcessHandle child = ProcessHandle.current()
                .children()
                .filter(p -> !processes.contains(p))
                .findFirst()
                .orElseThrow();
        child.destroyForcibly();
        child.onExit().join();
        assertThatThrownBy(() -> esbuild.build(request(List.of()))).isInstanceOf(ToolFailure.class);
        assertThat(code(esbuild.build(request(List.of())))).contains("1");
        assertThat(starts).hasValue(2);
    }
}
