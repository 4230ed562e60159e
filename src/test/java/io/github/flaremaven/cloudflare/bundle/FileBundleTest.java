package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.WASM;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are uploaded file by file. */
class FileBundleTest {
    private static final String SCRIPTS = "\nrules = [{ type = 'ESModule', globs = ['**/*.js'] }]";

    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder);
    }

    @Test
    void takesTheEntryAsItIs() {
        String code = "const n: number = 1;\n" + EMPTY;
        project.config("src/index.ts", "no_bundle = true").file("src/index.ts", code);

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.main().name()).isEqualTo("index.ts");
        assertThat(bundle.main().type()).isEqualTo(ModuleType.ES_MODULE);
        assertThat(bundle.main().content().text()).isEqualTo(code);
        assertThat(bundle.parts()).hasSize(1);
    }

    @Test
    void takesScriptsOnlyWithARule() {
        project.file("src/index.js", "import './sub/x.js';\n" + EMPTY)
                .file("src/sub/x.js", "export {}")
                .file("src/w.wasm", WASM)
                .config("src/index.js", "no_bundle = true");
        assertThat(names(project.bundle())).containsExactly("w.wasm");

        project.config("src/index.js", "no_bundle = true" + SCRIPTS);
        assertThat(names(project.bundle())).containsExactly("sub/x.js", "w.wasm");

        project.config("src/index.js", "no_bundle = true\nfind_additional_modules = false" + SCRIPTS);
        assertThat(names(project.bundle())).isEmpty();
    }

    @Test
    void knowsAServiceWorker() {
        project.config("src/index.js", "no_bundle = true").file("src/index.js", "addEventListener('fetch', () => {});");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.format()).isEqualTo(WorkerFormat.SERVICE_WORKER);
        assertThat(bundle.main().type()).isEqualTo(ModuleType.COMMON_JS);
    }

    @Test
    void uploadsTheSourceMapsThatModulesName() {
        project.config("src/index.js", "no_bundle = true" + SCRIPTS)
                .file("src/index.js", EMPTY + "//# sourceMappingURL=none.map\n")
                .file("src/sub/x.js", "export {};\n//# sourceMappingURL=x.js.map\n//# other\n\n")
                .file(
                        "src/sub/x.js.map",
                        "{\"version\": 3, \"sources\": [\"./../ts/x.ts\", \"../../a.ts\", \".././b.ts\"], "
                                + "\"mappings\": \"AAAA\", \"sourceRoot\": \"../r\"}")
                .file("src/inline.js", "export {};\n//# sourceMappingURL=data:application/json,{}")
                .file("src/old.js", "//# sourceMappingURL=old.js.map\nexport {};");

        assertThat(project.bundle().sourceMaps())
                .extracting(WorkerModule::name, m -> m.content().text())
                .containsExactly(tuple(
                        "sub/x.js.map",
                        "{\"version\":3,\"sources\":[\"ts/x.ts\",\"a.ts\",\"./b.ts\"],\"mappings\":\"AAAA\","
                                + "\"sourceRoot\":\"r\",\"file\":\"sub/x.js\"}"));

        project.config("src/index.js", "no_bundle = true\nupload_source_maps = false" + SCRIPTS);
        assertThat(project.bundle().sourceMaps()).isEmpty();
    }

    @Test
    void wantsTheSourceMapsThatTheConfigAsksFor() {
        project.config("src/index.js", "no_bundle = true\nupload_source_maps = true")
                .file("src/index.js", EMPTY + "//# sourceMappingURL=none.map\n");
        assertThat(project.failure())
                .hasMessage("the source map " + folder.resolve("src/none.map") + " that "
                        + folder.resolve("src/index.js") + " names does not exist");

        project.file("src/none.map", "[]");
        assertThat(project.failure())
                .hasMessageStartingWith("the source map " + folder.resolve("src/none.map") + " cannot be read");

        project.file("src/index.js", EMPTY + "//# sourceMappingURL=data:application/json,{}\n");
        assertThat(project.failure())
                .hasMessage("the source map of " + folder.resolve("src/index.js") + " is inline; write it to a file");
    }

    @Test
    void doesNotLookForExportedClasses() {
        project.config("src/index.js", """
                        no_bundle = true
                        [[durable_objects.bindings]]
                        name = "D"
                        class_name = "Elsewhere"
                        [[migrations]]
                        tag = "v1"
                        new_sqlite_classes = ["Elsewhere"]
                        """).file("src/index.js", EMPTY);

        assertThat(project.bundle().exports()).isEmpty();
    }

    @Test
    void warnsOfOptionsWithoutEffect() {
        project.config("src/index.js", "no_bundle = true\nminify = true\ncompatibility_flags = ['nodejs_compat_v2']")
                .file("src/index.js", EMPTY);

        assertThat(project.warnings())
                .containsExactly(
                        "\"minify\" has no effect together with \"no_bundle\"",
                        "\"nodejs_compat_v2\" polyfills nothing together with \"no_bundle\"");
    }

    @Test
    void uploadsPythonWithItsPackages() {
        project.config("src/entry.py", "compatibility_flags = ['python_workers']")
                .file("src/entry.py", "def on_fetch(r): pass\n")
                .file("src/lib/x.py", "x = 1")
                .file("src/t.txt", "t")
                .file("src/skipped.js", "1")
                .file("cf-requirements.txt", "numpy")
                .file("python_modules/p/a.py", "a")
                .file("python_modules/p/a.pyc", "c")
                .file("python_modules/p/b.js", "1")
                .file("python_modules/workers/sdk.mjs", "export {};\n//# sourceMappingURL=sdk.mjs.map")
                .file("python_modules/workers/sdk.mjs.map", "{\"version\":3,\"sources\":[\"a\"],\"mappings\":\"\"}");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.format()).isEqualTo(WorkerFormat.MODULES);
        assertThat(bundle.parts())
                .extracting(WorkerModule::name, WorkerModule::type)
                .containsExactly(
                        tuple("entry.py", ModuleType.PYTHON),
                        tuple("lib/x.py", ModuleType.PYTHON),
                        tuple("t.txt", ModuleType.TEXT),
                        tuple("python_modules/p/a.py", ModuleType.DATA),
                        tuple("python_modules/p/b.js", ModuleType.DATA),
                        tuple("python_modules/workers/sdk.mjs", ModuleType.ES_MODULE),
                        tuple("python_modules/workers/sdk.mjs.map", ModuleType.SOURCE_MAP));
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly("cf-requirements.txt is not used any more; put dependencies in pyproject.toml");
    }

    @Test
    void takesPythonPackagesOnceWhereTheModuleRootIsTheProject() {
        project.config("entry.py", "compatibility_flags = ['python_workers']\n[python_modules]\nexclude = ['*.md']")
                .file("entry.py", "pass")
                .file("lib.py", "pass")
                .file("python_modules/p/a.py", "a")
                .file("python_modules/p/a.pyc", "c")
                .file("python_modules/x.md", "x");

        assertThat(project.bundle().modules())
                .extracting(WorkerModule::name, WorkerModule::type)
                .containsExactly(
                        tuple("lib.py", ModuleType.PYTHON),
                        tuple("python_modules/p/a.py", ModuleType.DATA),
                        tuple("python_modules/p/a.pyc", ModuleType.DATA));
    }

    @Test
    void uploadsPythonAloneOnRequest() {
        project.config("entry.py", "compatibility_flags = ['python_workers']\nfind_additional_modules = false")
                .file("entry.py", "pass")
                .file("lib.py", "pass")
                .file("python_modules/a.py", "a");

        assertThat(names(project.bundle())).isEmpty();
    }

    @Test
    void refusesPackagesInTheModuleRoot() {
        project.config("src/entry.py", "compatibility_flags = ['python_workers']")
                .file("src/entry.py", "pass")
                .file("src/python_modules/a.py", "a");

        assertThat(project.failure())
                .hasMessage("the folder " + folder.resolve("src/python_modules")
                        + " lies in the module root; delete it, packages belong in "
                        + folder.resolve("python_modules"));
    }
}
