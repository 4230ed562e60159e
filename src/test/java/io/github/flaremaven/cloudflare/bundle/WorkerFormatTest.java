package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static io.github.flaremaven.cloudflare.bundle.WorkerProject.WASM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ES modules and service-worker scripts. */
class WorkerFormatTest {
    private static final String LISTENER = "addEventListener('fetch', e => e.respondWith(new Response('x')));\n";
    private static final String NEEDS_MODULE =
            ", which only an ES module can do, and it is a service-worker script because its entry module has no default "
                    + "export; export a handler: export default { fetch(request, env, ctx) { … } }";

    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder).config("src/index.js", "");
    }

    @Test
    void isToldByTheExportsOfTheEntry() {
        assertThat(format(EMPTY)).isEqualTo(WorkerFormat.MODULES);
        assertThat(format("export const named = 1;")).isEqualTo(WorkerFormat.MODULES);
        assertThat(format("export { default } from './x'; export * from './x';"))
                .isEqualTo(WorkerFormat.MODULES);
        assertThat(format(LISTENER)).isEqualTo(WorkerFormat.SERVICE_WORKER);
        assertThat(format("globalThis.addEventListener('fetch', () => {})")).isEqualTo(WorkerFormat.SERVICE_WORKER);
        assertThat(format("module.exports = { fetch() {} }")).isEqualTo(WorkerFormat.SERVICE_WORKER);
        assertThat(format("")).isEqualTo(WorkerFormat.SERVICE_WORKER);
    }

    @Test
    void doesNotFollowExportStar() {
        assertThat(format("export * from './x';")).isEqualTo(WorkerFormat.SERVICE_WORKER);
    }

    @Test
    void isAScriptWithAWarningWhenItHasNamesAndAListener() {
        project.file("src/index.js", "export const named = 1;\n" + LISTENER);

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.format()).isEqualTo(WorkerFormat.SERVICE_WORKER);
        assertThat(bundle.main().type()).isEqualTo(ModuleType.COMMON_JS);
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly("index.js exports names like an ES module but has no default export, and calls "
                        + "addEventListener; it is built as a service-worker script");
    }

    @Test
    void takesAListenerOfItsOwnForNone() {
        project.file("src/index.js", "const addEventListener = () => {}; addEventListener(); export const named = 1;");

        assertThat(project.bundle().format()).isEqualTo(WorkerFormat.MODULES);
    }

    @Test
    void givesAScriptItsModulesAsGlobals() {
        project.file("src/index.js", """
                        import text from "./t.txt";
                        import wasm from "./w.wasm";
                        const data = require("./d-x.bin");
                        addEventListener("fetch", async () => [text, wasm, data, await import("./t.txt")]);
                        """)
                .file("src/t.txt", "t")
                .file("src/w.wasm", WASM)
                .file("src/d-x.bin", "d");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.modules())
                .extracting(WorkerModule::name, WorkerModule::type)
                .containsExactly(
                        tuple("./3c363836cf4e16666669a25da280a1865c2d2874-d-x.bin", ModuleType.DATA),
                        tuple("./8efd86fb78a56a5145ed7739dcb00c78581c5375-t.txt", ModuleType.TEXT),
                        tuple("./c6006650182737e2b09bada7fc0774812b802917-w.wasm", ModuleType.COMPILED_WASM));
        assertThat(bundle.main().content().text())
                .startsWith("(() => {")
                .contains("_t_default = __8efd86fb78a56a5145ed7739dcb00c78581c5375_t_txt;")
                .contains("_w_default = __c6006650182737e2b09bada7fc0774812b802917_w_wasm;")
                .contains("_d_x_default = __3c363836cf4e16666669a25da280a1865c2d2874_d_x_bin;")
                .doesNotContain("import(");
    }

    @Test
    void refusesWhatAScriptCannotImport() {
        project.file("src/index.js", "import 'cloudflare:sockets'; import 'cloudflare:email';\n" + LISTENER);
        assertThat(project.failure())
                .hasMessage("the Worker imports \"cloudflare:email\", \"cloudflare:sockets\"" + NEEDS_MODULE);

        project.file("src/index.js", "import 'node:buffer';\n" + LISTENER);
        assertThat(project.failure()).hasMessage("the Worker imports \"node:buffer\"" + NEEDS_MODULE);

        project.config("src/index.js", "compatibility_flags = ['nodejs_compat']")
                .file("src/index.js", "import 'buffer';\n" + LISTENER);
        assertThat(project.failure()).hasMessage("the Worker imports \"buffer\"" + NEEDS_MODULE);
    }

    @Test
    void refusesDurableObjectsInAScript() {
        project.file("src/index.js", LISTENER).config("src/index.js", """
                [[durable_objects.bindings]]
                name = "D"
                class_name = "Counter"
                [[migrations]]
                tag = "v1"
                new_sqlite_classes = ["Counter"]
                """);

        assertThat(project.failure())
                .hasMessageStartingWith("the Worker has Durable Objects, which need an ES module")
                .hasMessageContaining("script_name");
    }

    @Test
    void leavesTheManifestOfASiteToTheUpload() {
        project.file("src/index.js", "import m from '__STATIC_CONTENT_MANIFEST'; export default { fetch: () => m };");

        assertThat(project.code()).contains("// src/index.js\nimport m from \"__STATIC_CONTENT_MANIFEST\";\n");
    }

    @Test
    void namesTheMainModuleAfterTheEntry() {
        project.config("src/my.worker.mjs", "").file("src/my.worker.mjs", EMPTY);

        assertThat(project.bundle().parts())
                .extracting(WorkerModule::name)
                .containsExactly("my.worker.js", "my.worker.js.map");
    }

    @Test
    void refusesAnEntryThatIsNoCode() {
        project.config("src/index.wasm", "").file("src/index.wasm", WASM);

        assertThat(project.failure()).hasMessage("No loader is configured for \".wasm\" files: src/index.wasm");
    }

    private WorkerFormat format(String code) {
        project.file("src/x.js", EMPTY).file("src/index.js", code);
        return project.bundle().format();
    }
}
