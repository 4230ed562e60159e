package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports of Node.js modules. The polyfills here are a handful of files at the places of the packages' own, so that the
 * tests need no network; that the real ones give what wrangler gives is the conformance suite's to show.
 */
class NodeImportsTest {
    private static final String COMPAT = "compatibility_flags = ['nodejs_compat']";

    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder).polyfills(() -> folder.resolve("pf/node_modules"));
    }

    @Test
    void stayWithAWarningWithoutSupport() {
        project.config("src/index.js", "")
                .file(
                        "src/index.js",
                        "import b from 'node:buffer'; import c from './c'; export default { fetch: () => b + c };")
                .file("src/c.js", "import b from 'node:buffer'; import p from 'node:path'; export default b + p;");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.main().content().text()).contains("import b2 from \"node:buffer\";", "from \"node:path\";");
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "\"node:buffer\" is built into Node.js and may be missing at run time; add compatibility_flags = "
                                + "[\"nodejs_compat\"] (imported from src/c.js, src/index.js)",
                        "\"node:path\" is built into Node.js and may be missing at run time; add compatibility_flags = "
                                + "[\"nodejs_compat\"] (imported from src/c.js)");
    }

    @Test
    void areFoundOnDiskFirstWithoutSupport() {
        project.config("src/index.js", "")
                .file(
                        "src/index.js",
                        "import f from 'fs'; import p from 'path'; export default { fetch: () => f + p };")
                .file("node_modules/path/index.js", "module.exports = 'path from npm'");

        assertThat(project.failure())
                .hasMessage("src/index.js:1:15: Could not resolve \"fs\"; the module is built into Node.js: add "
                        + "compatibility_flags = [\"nodejs_compat\"]");
        project.file("node_modules/fs/index.js", "module.exports = 'fs from npm'");
        assertThat(project.code()).contains("fs from npm", "path from npm");
    }

    @Test
    void allowAsyncLocalStorageAlone() {
        project.config("src/index.js", "2024-01-01", "compatibility_flags = ['nodejs_als']")
                .file(
                        "src/index.js",
                        "import * as a from 'node:async_hooks'; import b from 'node:os'; export default { fetch: () => [a, b] };");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.main().content().text()).contains("from \"node:async_hooks\";", "from \"node:os\";");
        assertThat(bundle.warnings())
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .startsWith("\"node:os\" is built into Node.js");
    }

    @Test
    void needThePrefixInTheFirstVersion() {
        project.config("src/index.js", "2024-09-22", COMPAT)
                .file("src/index.js", "import b from 'node:buffer'; export default { fetch: () => b };");
        WorkerBundle bundle = project.bundle();
        assertThat(bundle.main().content().text()).contains("import b from \"node:buffer\";");
        assertThat(bundle.warnings()).isEmpty();

        project.file("src/index.js", "import b from 'buffer'; export default { fetch: () => b };");
        assertThat(project.failure())
                .hasMessage("src/index.js:1:15: Could not resolve \"buffer\"; the module is built into Node.js: write "
                        + "\"node:buffer\", or set compatibility_date to 2024-09-23 or later");
    }

    @Test
    void stayAsTheyAreWrittenWhereTheRuntimeHasThem() {
        project.config("src/index.js", COMPAT)
                .file(
                        "src/index.js",
                        "import f from 'fs'; import p from 'node:fs/promises'; import n from 'buffer/'; "
                                + "export default { fetch: () => [f, p, n] };")
                .file("node_modules/buffer/index.js", "module.exports = 'buffer from npm'");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.main().content().text())
                .contains("import f from \"fs\";", "import p from \"node:fs/promises\";", "buffer from npm");
        assertThat(bundle.warnings()).isEmpty();
    }

    @Test
    void existByDefaultOnALateDate() {
        project.config("src/index.js", "2026-08-04", "")
                .file("src/index.js", "import f from 'fs'; export default { fetch: () => f };");
        assertThat(project.code()).contains("import f from \"fs\";");

        project.config(
                "src/index.js", "2026-08-04", "compatibility_flags = ['no_nodejs_compat', 'no_nodejs_compat_v2']");
        assertThat(project.failure()).hasMessageContaining("Could not resolve \"fs\"");
    }

    @Test
    void doNotExistUnderEveryName() {
        project.config("src/index.js", COMPAT)
                .file("src/index.js", "import t from 'node:test'; export default { fetch: () => t };");

        assertThat(project.failure())
                .hasMessage(
                        "src/index.js:1:15: Could not resolve \"node:test\"; this module of Node.js does not exist on "
                                + "Workers: point \"alias\" to a module that replaces it");
    }

    @Test
    void canBeRequired() {
        project.config("src/index.js", COMPAT)
                .file("src/index.js", "import u from 'uses'; export default { fetch: () => u };")
                .file("node_modules/uses/index.js", "module.exports = [require('fs'), require('node:events')];");

        assertThat(project.code())
                .contains("// node-built-in-modules:fs\nimport libDefault from \"fs\";")
                .contains("module.exports = libDefault;")
                .contains("import libDefault2 from \"node:events\";")
                .doesNotContain("Dynamic require");
    }

    @Test
    void arePolyfilledBeforeTheirDate() {
        polyfills();
        project.config("src/index.js", "2024-09-23", COMPAT).file("src/index.js", """
                        import fs from "fs";
                        import os from "node:os";
                        import agent from "_http_agent";
                        import sql from "node:sqlite";
                        import { Buffer } from "node:buffer";
                        export default { fetch: () => [fs, os, agent, sql, Buffer, process, console] };
                        """);

        assertThat(project.code())
                .contains("polyfilled fs", "polyfilled os", "a mock", "polyfilled sqlite")
                .contains("globalThis.process = process_default;", "globalThis.console = console_default;")
                .contains("polyfilled performance")
                .contains("import { Buffer as Buffer2 } from \"node:buffer\";")
                .contains(
                        "// pf/node_modules/wrangler/_virtual_unenv_global_polyfill-@cloudflare-unenv-preset-node-process")
                .containsPattern("init_\\w+_process\\(\\);\ninit_\\w+_console\\(\\);\ninit_performance\\(\\);\n");
    }

    @Test
    void findStandInsForPackagesThatNeedNodeJs() {
        polyfills();
        project.config("src/index.js", COMPAT)
                .file("src/index.js", """
                        import fetcher from "node-fetch";
                        import "isomorphic-fetch";
                        import uses from "uses";
                        export default { fetch: () => [fetcher, uses] };
                        """)
                .file("node_modules/uses/index.js", "module.exports = [require('node-fetch'), require('debug')];")
                .file("node_modules/debug/index.js", "module.exports = 'debug from npm'")
                .file("node_modules/node-fetch/index.js", "module.exports = 'fetch from npm'");

        assertThat(project.code())
                .contains("light fetch", "debug from npm")
                .contains("// required-unenv-alias:node-fetch", "\"default\" in node_fetch_exports ?")
                .doesNotContain("fetch from npm");
    }

    @Test
    void askForThePolyfillsOnlyWhenTheyAreNeeded() {
        AtomicInteger asked = new AtomicInteger();
        project.polyfills(() -> {
                    asked.incrementAndGet();
                    return folder.resolve("pf/node_modules");
                })
                .config("src/index.js", COMPAT)
                .file("src/index.js", "import f from 'fs'; export default { fetch: () => f };");
        project.bundle();
        assertThat(asked).hasValue(0);

        polyfills();
        project.config("src/index.js", "2025-09-15", COMPAT).bundle();
        assertThat(asked).hasValue(1);
    }

    @Test
    void tellWhenThePolyfillsCannotBeHad() {
        project.polyfills(() -> {
                    throw new ToolFailure("npm is not well");
                })
                .config("src/index.js", COMPAT)
                .file("src/index.js", "import f from 'node-fetch'; export default { fetch: () => f };");

        assertThatThrownBy(project::bundle).isInstanceOf(ToolFailure.class).hasMessage("npm is not well");
    }

    private void polyfills() {
        String unenv = "pf/node_modules/unenv/dist/runtime/";
        String preset = "pf/node_modules/@cloudflare/unenv-preset/";
        project.file(unenv + "node/fs.mjs", "export default 'polyfilled fs';")
                .file(unenv + "node/os.mjs", "export default 'polyfilled os';")
                .file(unenv + "node/sqlite.mjs", "export default 'polyfilled sqlite';")
                .file(unenv + "npm/node-fetch.mjs", "export default 'light fetch';")
                .file(unenv + "mock/empty.mjs", "export default {};")
                .file("pf/node_modules/unenv/lib/mock.cjs", "module.exports = 'a mock';")
                .file(preset + "package.json", "{\"exports\":{\"./node/*\":\"./dist/runtime/node/*.mjs\"}}")
                .file(preset + "dist/runtime/node/process.mjs", "export default 'polyfilled process';")
                .file(preset + "dist/runtime/node/console.mjs", "export default 'polyfilled console';")
                .file(
                        preset + "dist/runtime/polyfill/performance.mjs",
                        "globalThis.performance = 'polyfilled performance';");
    }
}
