package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.names;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large, odd and simultaneous input. */
class BundlerRobustnessTest {
    @TempDir
    Path temp;

    private Path folder;
    private WorkerProject project;

    @BeforeEach
    void start() throws IOException {
        folder = temp.toRealPath();
        project = new WorkerProject(folder).config("src/index.ts", "");
    }

    @Test
    void takesHundredsOfModules() {
        String imports = IntStream.range(0, 400)
                .mapToObj(i -> "import { f" + i + " } from './m/m" + i + "';\n")
                .collect(Collectors.joining());
        for (int i = 0; i < 400; i++) {
            project.file(
                    "src/m/m" + i + ".ts",
                    "import t from '../t" + i % 40 + ".txt'; export const f" + i + " = (x: number) => x + " + i
                            + " + t;");
        }
        for (int i = 0; i < 40; i++) {
            project.file("src/t" + i + ".txt", "text " + i);
        }
        String calls = IntStream.range(0, 400).mapToObj(i -> "f" + i + "(1)").collect(Collectors.joining(", "));
        project.file("src/index.ts", imports + "export default { fetch: () => [" + calls + "] };");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.modules()).hasSize(40);
        assertThat(bundle.inputs()).hasSize(441);
        assertThat(bundle.main().content().text()).contains("x + 399 + ");
    }

    @Test
    void takesALargeModule() {
        byte[] large = new byte[46 * 1024 * 1024];
        project.file("src/index.ts", "import d from './large.bin'; export default { fetch: () => d };")
                .file("src/large.bin", large);

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.modules())
                .singleElement()
                .satisfies(m -> assertThat(m.content().size()).isEqualTo(large.length));
        assertThat(bundle.size().raw()).isGreaterThan(large.length);
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "the Worker has 46.00 MiB, 71 % of the 64 MiB that Cloudflare takes",
                        "the largest parts of the Worker are src/large.bin (47104 KiB), src/index.ts (0 KiB)");
    }

    @Test
    void followsCircles() {
        project.file("src/index.ts", "import { a } from './a'; export default { fetch: () => a() };")
                .file("src/a.ts", "import { b } from './b'; import e from './index'; export const a = () => [b(), e];")
                .file("src/b.ts", "import { a } from './a'; export const b = (): unknown => a;");

        assertThat(project.code()).contains("// src/a.ts", "// src/b.ts");
    }

    @Test
    void followsLinksOfPackages() throws IOException {
        project.file(
                        "src/index.ts",
                        "import l from 'linked'; import t from 'linked/t.txt'; export default { fetch: () => l + t };")
                .file("packages/linked/index.js", "import d from 'dependency'; export default d;")
                .file("packages/linked/t.txt", "t")
                .file("packages/linked/node_modules/dependency/index.js", "module.exports = 'of the linked package';")
                .file("node_modules/other/index.js", "");
        Files.createSymbolicLink(folder.resolve("node_modules/linked"), folder.resolve("packages/linked"));

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.main().content().text()).contains("// packages/linked/index.js", "of the linked package");
        assertThat(names(bundle)).hasSize(1);
    }

    @Test
    void takesNamesWithSpacesAndLetters() {
        WorkerProject odd = new WorkerProject(folder.resolve("mein prøjekt 日本"))
                .config("src/wörk er.ts", "")
                .file("src/wörk er.ts", "import t from './té xt.txt'; export default { fetch: () => t + '日本' };")
                .file("src/té xt.txt", "é");

        WorkerBundle bundle = odd.bundle();

        assertThat(bundle.main().name()).isEqualTo("wörk er.js");
        assertThat(bundle.main().content().text()).contains("// src/wörk er.ts");
        assertThat(names(bundle)).containsExactly("./bf15be717ac1b080b4f1c456692825891ff5073d-té xt.txt");
        assertThat(text(bundle, "./bf15be717ac1b080b4f1c456692825891ff5073d-té xt.txt"))
                .isEqualTo("é");
    }

    @Test
    void takesAnEntryOutsideTheProject() {
        project.file("shared/index.ts", "import t from './t.txt'; export default { fetch: () => t };")
                .file("shared/t.txt", "t");
        WorkerProject inner = new WorkerProject(folder.resolve("app")).config("../shared/index.ts", "");

        WorkerBundle bundle = inner.bundle();

        assertThat(bundle.main().content().text()).contains("// ../shared/index.ts");
        assertThat(bundle.sourceMapOf("index.js").orElseThrow().text())
                .contains("\"sources\":[\"../shared/index.ts\"]");
        assertThat(names(bundle)).hasSize(1);
    }

    @Test
    void refusesAPathOfAnotherSystem() {
        project.config("src\\\\index.ts", "").file("src/index.ts", EMPTY);

        if (folder.getFileSystem().getSeparator().equals("/")) {
            assertThat(project.failure()).hasMessageContaining("src\\index.ts").hasMessageContaining("does not exist");
        } else {
            assertThat(project.bundle().main().name()).isEqualTo("index.js");
        }
    }

    @Test
    void bundlesSeveralProjectsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> codes = IntStream.range(0, 4)
                    .mapToObj(i -> new WorkerProject(folder.resolve("p" + i))
                            .config("src/index.ts", "")
                            .file(
                                    "src/index.ts",
                                    "import t from './t.txt'; export default { fetch: () => t + 'worker " + i + "' };")
                            .file("src/t.txt", "t" + i))
                    .map(p -> threads.submit(p::code))
                    .toList();
            for (int i = 0; i < 4; i++) {
                assertThat(codes.get(i).get()).contains("\"worker " + i + "\"");
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void isTheSameEveryTime() {
        project.file(
                        "src/index.ts",
                        "import a from './a.txt'; import b from './b'; export default { fetch: () => a + b };")
                .file("src/b.ts", "import c from './c.txt'; export default c;")
                .file("src/a.txt", "a")
                .file("src/c.txt", "c");

        WorkerBundle first = project.bundle();

        for (int i = 0; i < 3; i++) {
            assertThat(project.bundle()).isEqualTo(first);
        }
    }
}
