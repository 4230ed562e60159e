package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are found on disk and not through imports. */
class AdditionalModulesTest {
    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void write() {
        project = new WorkerProject(folder)
                .file("src/index.ts", """
                        import { b } from "./sub/b";
                        export default { async fetch(name: string) {
                          return [await import(`./lazy/${name}.js`), await import("./lazy/a.js"), b];
                        } };
                        """)
                .file("src/sub/b.ts", "import * as a from '../lazy/a.js'; export const b = a.v;")
                .file("src/lazy/a.js", "export const v = 1;")
                .file("src/lazy/c.js", "export const v = 2;")
                .file("src/t.txt", "t");
    }

    @Test
    void findsWhatARuleMatchesAndLeavesItsImports() {
        project.config(
                "src/index.ts",
                "find_additional_modules = true\nrules = [{ type = 'ESModule', globs = ['**/lazy/*.js'] }]");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.modules())
                .extracting(WorkerModule::name, WorkerModule::type)
                .containsExactly(
                        tuple("lazy/a.js", ModuleType.ES_MODULE),
                        tuple("lazy/c.js", ModuleType.ES_MODULE),
                        tuple("t.txt", ModuleType.TEXT));
        assertThat(bundle.main().content().text())
                .contains("await import(\"./lazy/a.js\")")
                .contains("from \"../lazy/a.js\"")
                .contains("__glob");
        assertThat(bundle.warnings()).isEmpty();
    }

    @Test
    void bundlesAndAttachesWhatAGlobMatchesOnDiskOnly() {
        project.config(
                "src/index.ts",
                "find_additional_modules = true\nrules = [{ type = 'ESModule', globs = ['lazy/*.js'] }]");

        WorkerBundle bundle = project.bundle();

        assertThat(names(bundle)).containsExactly("lazy/a.js", "lazy/c.js", "t.txt");
        assertThat(bundle.main().content().text()).doesNotContain("import(\"./lazy/a.js\")");
    }

    @Test
    void searchesBelowBaseDirButNotInToolFolders() {
        project.config(
                        "src/index.ts",
                        "find_additional_modules = true\nbase_dir = '.'\n"
                                + "rules = [{ type = 'Data', globs = ['**/*.dat'], fallthrough = true }]")
                .file("x/y.dat", "1")
                .file("node_modules/p/z.dat", "2")
                .file(".wrangler/z.dat", "3")
                .file(".cloudflare/z.dat", "4");

        assertThat(names(project.bundle())).containsExactly("node_modules/p/z.dat", "src/t.txt", "x/y.dat");
    }

    @Test
    void saysWhenSeveralGlobsMatch() {
        project.config(
                "src/index.ts",
                "find_additional_modules = true\nrules = [{ type = 'ESModule', globs = ['**/lazy/*.js', '**/c.js'] }]");

        assertThat(project.warnings())
                .containsExactly(
                        "the module lazy/c.js matches several globs of \"rules\"; the first one makes it ESModule");
    }

    @Test
    void needsAnEsModule() {
        project.config("src/sw.js", "find_additional_modules = true")
                .file("src/sw.js", "addEventListener('fetch', () => {})");

        assertThat(project.failure())
                .hasMessage(
                        "find_additional_modules = true needs an ES module, and the entry module has no default export");
    }

    @Test
    void followsLinksToFilesOnly() throws IOException {
        project.config("src/index.js", "find_additional_modules = true").file("src/index.js", EMPTY);
        project.file("elsewhere/l.txt", "l");
        Files.createSymbolicLink(folder.resolve("src/l.txt"), folder.resolve("elsewhere/l.txt"));
        Files.createSymbolicLink(folder.resolve("src/again.txt"), folder.resolve("src"));

        assertThat(names(project.bundle())).containsExactly("l.txt", "t.txt");
    }
}
