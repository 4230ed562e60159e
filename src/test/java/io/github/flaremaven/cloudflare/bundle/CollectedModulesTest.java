package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.WASM;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.names;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports of text, data and WebAssembly become modules of their own. */
class CollectedModulesTest {
    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder).config("src/index.js", "");
    }

    @Test
    void takesOutTheDefaultTypesUnderTheirHash() {
        project.file("src/index.js", """
                        import text from "./a.txt";
                        import page from "../page.html";
                        import query from "./q.sql";
                        import data from "./d.bin";
                        import wasm from "./w.wasm";
                        import same from "./w.wasm?module";
                        import { nested } from "./deep/n.js";
                        export default { fetch: () => [text, page, query, data, wasm, same, nested] };
                        """)
                .file(
                        "src/deep/n.js",
                        "import t from '../a.txt'; import u from './a.txt'; export const nested = t + u;")
                .file("src/a.txt", "hello")
                .file("src/deep/a.txt", "other")
                .file("page.html", "<p>")
                .file("src/q.sql", "select 1")
                .file("src/d.bin", new byte[] {0, 1, 2})
                .file("src/w.wasm", WASM);

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.modules())
                .extracting(WorkerModule::name, WorkerModule::type)
                .containsExactlyInAnyOrder(
                        tuple("./aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d-a.txt", ModuleType.TEXT),
                        tuple("./d0941e68da8f38151ff86a61fc59f7c5cf9fcaa2-a.txt", ModuleType.TEXT),
                        tuple("./63ada55c0ba212a5b1f8d5a70890788f00972bf4-page.html", ModuleType.TEXT),
                        tuple("./3232003928f9fe86a9cb634f450d5a53a4025819-q.sql", ModuleType.TEXT),
                        tuple("./0c7a623fd2bbc05b06423be359e4021d36e721ad-d.bin", ModuleType.DATA),
                        tuple("./c6006650182737e2b09bada7fc0774812b802917-w.wasm", ModuleType.COMPILED_WASM));
        assertThat(bundle.main().content().text())
                .contains("import wasm from \"./c6006650182737e2b09bada7fc0774812b802917-w.wasm\";")
                .contains("import same from \"./c6006650182737e2b09bada7fc0774812b802917-w.wasm\";");
        assertThat(bundle.warnings()).isEmpty();
    }

    @Test
    void keepsImportsOfEveryKind() {
        project.file("src/index.js", """
                        import source program from "./w.wasm";
                        export default { async fetch() {
                          return [program, await import("./t.txt"), require("./t.txt"), await import("./lazy")];
                        } };
                        """)
                .file("src/lazy.js", "export const lazy = 1;")
                .file("src/t.txt", "t")
                .file("src/w.wasm", WASM);

        WorkerBundle bundle = project.bundle();

        String text = "./8efd86fb78a56a5145ed7739dcb00c78581c5375-t.txt";
        assertThat(names(bundle)).containsExactly(text, "./c6006650182737e2b09bada7fc0774812b802917-w.wasm");
        assertThat(bundle.main().content().text())
                .contains("import source program from \"./c6006650182737e2b09bada7fc0774812b802917-w.wasm\";")
                .contains("await import(\"" + text + "\")")
                .contains("__require(\"" + text + "\")")
                .contains("Promise.resolve().then(() => (init_lazy(), lazy_exports))");
    }

    @Test
    void findsFilesInPackages() {
        project.file("src/index.js", """
                        import mapped from "pkg/a.wasm";
                        import plain from "pkg/t.txt";
                        import old from "old/deep/y.txt";
                        export default { fetch: () => [mapped, plain, old] };
                        """)
                .file(
                        "node_modules/pkg/package.json",
                        "{\"name\":\"pkg\",\"exports\":{\"./a.wasm\":\"./dist/b.wasm\",\"./t.txt\":\"./dist/t.txt\"}}")
                .file("node_modules/pkg/dist/b.wasm", WASM)
                .file("node_modules/pkg/dist/t.txt", "as the package exports it")
                .file("node_modules/pkg/t.txt", "where its name says")
                .file("node_modules/old/package.json", "{\"name\":\"old\"}")
                .file("node_modules/old/deep/y.txt", "y");

        WorkerBundle bundle = project.bundle();

        assertThat(names(bundle))
                .contains("./c6006650182737e2b09bada7fc0774812b802917-a.wasm")
                .hasSize(3);
        assertThat(bundle.modules())
                .extracting(m -> m.content().text())
                .contains("where its name says", "y")
                .doesNotContain("as the package exports it");
    }

    @Test
    void followsThePathsOfATsconfig() {
        project.file("tsconfig.json", "{\"compilerOptions\":{\"paths\":{\"@/*\":[\"./src/lib/*\"]}}}")
                .file("src/index.js", "import t from '@/t.txt'; export default { fetch: () => t };")
                .file("src/lib/t.txt", "t");

        assertThat(names(project.bundle())).containsExactly("./8efd86fb78a56a5145ed7739dcb00c78581c5375-t.txt");
    }

    @Test
    void matchesGlobsAgainstTheTextOfTheImport() {
        project.config("src/index.js", "rules = [{ type = 'Text', globs = ['src/*.md'], fallthrough = true }]")
                .file("src/index.js", "import m from './a.md'; export default { fetch: () => m };")
                .file("src/a.md", "a");

        assertThat(project.failure()).hasMessageContaining("No loader is configured for \".md\" files: src/a.md");

        project.config("src/index.js", "rules = [{ type = 'Text', globs = ['./*.md'], fallthrough = true }]");
        assertThat(names(project.bundle())).containsExactly("./86f7e437faa5a7fce15d1ddcb9eaeaea377667b8-a.md");
    }

    @Test
    void cutsAQueryThatARuleNames() {
        project.config("src/index.js", "rules = [{ type = 'Text', globs = ['**/*.md?raw'], fallthrough = true }]")
                .file("src/index.js", "import m from './a.md?raw'; export default { fetch: () => m };")
                .file("src/a.md", "a");

        assertThat(names(project.bundle())).containsExactly("./86f7e437faa5a7fce15d1ddcb9eaeaea377667b8-a.md");
    }

    @Test
    void letsTheFirstRuleDecide() {
        project.config("src/index.js", "rules = [{ type = 'Data', globs = ['**/*.txt'] }]")
                .file("src/index.js", "import t from './a.txt'; export default { fetch: () => t };")
                .file("src/a.txt", "a");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.modules()).extracting(WorkerModule::type).containsExactly(ModuleType.DATA);
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "the Data rule for **/*.txt shuts out the later globs **/*.bin; add fallthrough = true "
                                + "to keep them, or fallthrough = false if that is meant");
    }

    @Test
    void refusesImportsThatOnlyAShutOutRuleMatches() {
        project.file(
                        "src/index.js",
                        "import m from './m.md';\nimport t from './a.txt';\nexport default { fetch: () => m + t };")
                .file("src/m.md", "m")
                .file("src/a.txt", "a")
                .config("src/index.js", "rules = [{ type = 'Text', globs = ['**/*.md'] }]");
        assertThat(project.failure())
                .hasMessage(
                        "src/index.js:2:15: the import \"./a.txt\" matches only the Text rule for **/*.txt, **/*.html, "
                                + "**/*.sql, which an earlier rule of the same type shuts out; add fallthrough = true to the "
                                + "earlier one");

        project.config("src/index.js", "rules = [{ type = 'Text', globs = ['**/*.md'], fallthrough = true }]");
        assertThat(names(project.bundle())).hasSize(2);
    }

    @Test
    void saysWhichFileIsMissing() {
        project.file("src/index.js", "import w from \"./no.wasm\";\n" + EMPTY);

        assertThat(project.failure())
                .hasMessage("src/index.js:1:15: Could not resolve \"./no.wasm\": " + folder.resolve("src/no.wasm")
                        + " does not exist");
    }

    @Test
    void keepsFileNamesOnRequest() {
        project.config("src/index.js", "preserve_file_names = true")
                .file("src/index.js", """
                        import a from "./hello.txt";
                        import w from "./lib/w.wasm?module";
                        import { s } from "./lib/s.js";
                        export default { fetch: () => [a, w, s] };
                        """)
                .file("src/hello.txt", "hi")
                .file("src/lib/w.wasm", WASM)
                .file("src/lib/s.js", "import t from '../hello.txt'; export const s = t;");

        WorkerBundle bundle = project.bundle();

        assertThat(names(bundle)).containsExactly("../hello.txt", "./hello.txt", "./lib/w.wasm");
        assertThat(bundle.main().content().text())
                .contains("from \"./hello.txt\"", "from \"./lib/w.wasm\"", "from \"../hello.txt\"");
    }

    @Test
    void saysWhenTwoFilesWouldHaveOneName() {
        project.config("src/index.js", "preserve_file_names = true")
                .file(
                        "src/index.js",
                        "import a from './t.txt'; import b from './d/i.js'; export default { fetch: () => a + b };")
                .file("src/t.txt", "one")
                .file("src/d/i.js", "import t from './t.txt'; export default t")
                .file("src/d/t.txt", "two");

        WorkerBundle bundle = project.bundle();

        assertThat(text(bundle, "./t.txt")).isEqualTo("two");
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "two files are imported as \"./t.txt\", and preserve_file_names lets only one have the "
                                + "name: src/d/t.txt is uploaded, src/t.txt is not; rename one of them");
    }

    @Test
    void understandsBareNamesOfFilesBesideTheEntry() {
        project.file("src/index.js", "import a from 'hello.txt'; export default { fetch: () => a };")
                .file("src/hello.txt", "a");

        WorkerBundle bundle = project.bundle();

        assertThat(names(bundle)).containsExactly("./86f7e437faa5a7fce15d1ddcb9eaeaea377667b8-hello.txt");
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "the import of \"hello.txt\" in src/index.js means a file beside the entry module by an "
                                + "old rule that will go; write \"./hello.txt\"");
    }

    @Test
    void leavesStyleSheetsOutAndJsonIn() {
        project.file(
                        "src/index.js",
                        "import c from './c.css'; import j from './j.json'; export default { fetch: () => [c, j] };")
                .file("src/c.css", "a { color: red }")
                .file("src/j.json", "{\"a\": [1, \"ü\"]}");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.parts()).extracting(WorkerModule::name).containsExactly("index.js", "index.js.map");
        assertThat(bundle.main().content().text()).contains("a: [1, \"\\xFC\"]");
    }

    @Test
    void countsModulesAmongTheLargestInputs() {
        project.file("src/index.js", "import t from './big.txt'; export default { fetch: () => t };")
                .file("src/big.txt", "x".repeat(5000));

        assertThat(project.bundle().inputs())
                .extracting(WorkerBundle.Input::path)
                .containsExactly("src/big.txt", "src/index.js");
        assertThat(project.bundle().inputs().get(0).bytes()).isEqualTo(5000);
    }
}
