package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the config and the environment make of the code. */
class EsbuildOptionsTest {
    private static final String ELEMENT = "export default { fetch: () => <div a={1}><>x</></div> };\n";

    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder).config("src/index.ts", "");
    }

    @Test
    void compilesTypeScriptForTheRuntime() {
        project.file("src/index.ts", """
                import type { Gone } from "./none";
                const enum Size { Big = 5 }
                class Point { constructor(private x: number) {} }
                export default { async fetch(): Promise<unknown> {
                  using held = { [Symbol.dispose]() {} };
                  return [Size.Big, new Point(1), held, 1_000n ** 2n, [1].at?.(0)];
                } };
                """);

        assertThat(project.code())
                .contains("using held =")
                .contains("  x;\n  static {\n    __name(this, \"Point\");\n  }")
                .contains("5 /* Big */", "1000n ** 2n", "[1].at?.(0)")
                .doesNotContain("none");
    }

    @Test
    void makesElementsOfJsxInJavaScriptToo() {
        project.config("src/index.js", "").file("src/index.js", ELEMENT);

        assertThat(project.code())
                .contains("React.createElement(\"div\", { a: 1 }, ")
                .contains("React.createElement(React.Fragment, null, \"x\")");
    }

    @Test
    void makesElementsWithTheFactoryOfTheConfig() {
        project.config("src/index.tsx", "jsx_factory = 'h'\njsx_fragment = 'F'").file("src/index.tsx", ELEMENT);

        assertThat(project.code()).contains("h(\"div\", { a: 1 }, ").contains("h(F, null, \"x\")");
    }

    @Test
    void readsTheTsconfigBesideTheCode() {
        project.config("src/index.tsx", "")
                .file("tsconfig.json", "{ \"extends\": \"./base.json\" }")
                .file(
                        "base.json",
                        "{\"compilerOptions\":{\"jsx\":\"react-jsx\",\"jsxImportSource\":\"pre\",\"paths\":{\"~/*\":[\"./src/*\"]}}}")
                .file("node_modules/pre/package.json", "{\"exports\":{\"./jsx-runtime\":\"./r.js\"}}")
                .file("node_modules/pre/r.js", "export const jsx = () => 'element', Fragment = 0;")
                .file("src/z.ts", "export const z = 'found';")
                .file("src/index.tsx", "import { z } from '~/z'; console.log(z);\n" + ELEMENT);

        assertThat(project.code()).contains("jsx(\"div\", {").contains("z = \"found\"");
    }

    @Test
    void readsTheTsconfigOfTheConfig() {
        project.config("src/index.ts", "tsconfig = 'conf/ts.json'")
                .file("conf/ts.json", "{\"compilerOptions\":{\"paths\":{\"lib\":[\"../src/lib.ts\"]}}}")
                .file("src/lib.ts", "export const lib = 'found';")
                .file("src/index.ts", "import { lib } from 'lib'; export default { fetch: () => lib };");
        assertThat(project.code()).contains("lib = \"found\"");

        project.config("src/index.ts", "tsconfig = 'conf/none.json'");
        assertThat(project.failure())
                .hasMessageStartingWith("Cannot find tsconfig file")
                .hasMessageContaining("none.json\"; it is named by \"tsconfig\" in the config");

        project.config("src/index.ts", "").file("tsconfig.json", "{\"compilerOptions\": {\"target\" \"x\"}}");
        assertThat(project.failure()).hasMessage("tsconfig.json:1:31: Expected \":\" in JSON but found \"\\\"x\\\"\"");
    }

    @Test
    void minifiesAndStillKeepsNames() {
        project.config("src/index.ts", "minify = true\nupload_source_maps = false")
                .file("src/index.ts", "class Long {} export default { fetch() { return Long.name } };");

        assertThat(project.code())
                .isEqualTo("var c=Object.defineProperty;var a=(t,r)=>c(t,\"name\",{value:r,configurable:!0});"
                        + "var e=class{static{a(this,\"Long\")}},l={fetch(){return e.name}};export{l as default};\n");
    }

    @Test
    void forgetsNamesOnRequest() {
        project.file("src/index.ts", "function named() {} export default { fetch: named };");
        assertThat(project.code()).contains("__name(named, \"named\");");

        project.config("src/index.ts", "keep_names = false");
        assertThat(project.code()).doesNotContain("__name");
    }

    @Test
    void replacesWhatTheEnvironmentSays() {
        project.file(
                "src/index.ts",
                "export default { fetch: () => [process.env.NODE_ENV, global.process.env.NODE_ENV, "
                        + "globalThis.process.env.NODE_ENV, process.env.OTHER, navigator.userAgent] };");
        assertThat(project.code())
                .contains(
                        "[\"production\", \"production\", \"production\", process.env.OTHER, \"Cloudflare-Workers\"]");

        project.environment("NODE_ENV", "sta\"ging");
        assertThat(project.code()).contains("['sta\"ging', 'sta\"ging', 'sta\"ging', process.env.OTHER");
    }

    @Test
    void knowsTheNavigatorFromItsDateOrFlag() {
        project.file("src/index.ts", "export default { fetch: () => navigator.userAgent };");

        assertThat(project.config("src/index.ts", "2022-03-20", "").code()).contains("navigator.userAgent");
        assertThat(project.config("src/index.ts", "2022-03-21", "").code()).contains("\"Cloudflare-Workers\"");
        assertThat(project.config("src/index.ts", "2022-03-20", "compatibility_flags = ['global_navigator']")
                        .code())
                .contains("\"Cloudflare-Workers\"");
        assertThat(project.config("src/index.ts", "2022-03-21", "compatibility_flags = ['no_global_navigator']")
                        .code())
                .contains("navigator.userAgent");
    }

    @Test
    void replacesWhatTheConfigDefines() {
        project.config("src/index.ts", """
                        [define]
                        TEXT = "'bar'"
                        "a.b" = "1"
                        OBJECT = "{\\"k\\":1}"
                        "process.env.NODE_ENV" = "\\"mine\\""
                        """)
                .file("src/index.ts", "export default { fetch: () => [TEXT, a.b, OBJECT.k, process.env.NODE_ENV] };");
        assertThat(project.code()).contains("[\"bar\", 1, define_OBJECT_default.k, \"mine\"]");

        project.config("src/index.ts", "[define]\nTEXT = 'a b'");
        assertThat(project.failure())
                .hasMessage(
                        "Invalid define value (must be an entity name or JS literal): a b; put text into a second pair "
                                + "of quotes: \"'text'\"");
    }

    @Test
    void choosesWhatPackagesHaveForWorkers() {
        project.file("src/index.ts", "import p from 'pkg'; import o from 'old'; export default { fetch: () => p + o };")
                .file(
                        "node_modules/pkg/package.json",
                        "{\"exports\":{\"node\":\"./n.mjs\",\"workerd\":\"./workerd.mjs\",\"worker\":\"./worker.mjs\","
                                + "\"default\":\"./d.mjs\"}}")
                .file("node_modules/pkg/n.mjs", "export default 'of node'")
                .file("node_modules/pkg/workerd.mjs", "export default 'of workerd'")
                .file("node_modules/pkg/worker.mjs", "export default 'of worker'")
                .file("node_modules/pkg/d.mjs", "export default 'of all'")
                .file("node_modules/old/package.json", "{\"main\":\"./m.js\",\"browser\":\"./b.js\"}")
                .file("node_modules/old/m.js", "module.exports = 'of main'")
                .file("node_modules/old/b.js", "module.exports = 'of browser'");
        assertThat(project.code()).contains("of workerd", "of browser");

        project.environment("WRANGLER_BUILD_CONDITIONS", "worker").environment("WRANGLER_BUILD_PLATFORM", "node");
        assertThat(project.code()).contains("of node", "of main");

        project.environment("WRANGLER_BUILD_PLATFORM", "neutral");
        assertThat(project.failure())
                .hasMessageStartingWith(
                        "src/index.ts:1:36: Could not resolve \"old\"; The \"main\" field here was ignored.")
                .hasMessageContaining("(node_modules/old/package.json:1:2)")
                .hasMessageEndingWith("; install the package, or point \"alias\" to a module that replaces it");

        project.environment("WRANGLER_BUILD_PLATFORM", "deno");
        assertThat(project.failure())
                .hasMessage("WRANGLER_BUILD_PLATFORM must be browser, node or neutral, found \"deno\"");
    }

    @Test
    void showsTheWarningsOfTheBundler() {
        project.file("src/index.ts", "const o = {\n  a: 1,\n  a: 2 };\nexport default { fetch: () => o };");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.warnings()).hasSize(1);
        assertThat(bundle.warnings().get(0))
                .hasToString("src/index.ts:3:3: Duplicate key \"a\" in object literal; The original key \"a\" is here: "
                        + "src/index.ts:2:3");
        assertThat(bundle.warnings().get(0).frame()).isEqualTo("    a: 2 };\n    ^");
    }

    @Test
    void looksForPackagesInFurtherFoldersLast() {
        project.file("src/index.ts", "import a from 'a'; import b from 'b'; export default { fetch: () => a + b };")
                .file("node_modules/a/index.js", "module.exports = 'own a'")
                .file("jars/a/index.js", "module.exports = 'a of a jar'")
                .file("jars/b/index.js", "module.exports = 'b of a jar'")
                .nodePath(folder.resolve("jars"));

        assertThat(project.code()).contains("own a", "b of a jar").doesNotContain("a of a jar");
    }

    @Test
    void hasNoBundleForAssetsAlone() {
        project.file("public/index.html", "x")
                .file("wrangler.toml", "name = 'w'\ncompatibility_date = '2026-05-01'\n[assets]\ndirectory = 'public'")
                .file("src/index.ts", EMPTY);

        assertThat(project.optionalBundle()).isEmpty();
    }
}
