package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports that the config points elsewhere. */
class AliasTest {
    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder)
                .file("src/foo.js", "export default 'foo of the project';")
                .file("src/typed.ts", "export default 'typed' as string;")
                .file("node_modules/old/package.json", "{\"main\":\"./m.js\",\"module\":\"./e.js\"}")
                .file("node_modules/old/m.js", "module.exports = 'main of old'")
                .file("node_modules/old/e.js", "export default 'module of old'");
    }

    @Test
    void replacesExactNamesOfEveryKind() {
        project.config("src/index.js", """
                        [alias]
                        foo = "./src/foo.js"
                        "./rel" = "./src/foo"
                        "foo/sub" = "old"
                        "a.b+c" = "./src/typed"
                        """)
                .file(
                        "src/index.js",
                        "import a from 'foo'; import b from './rel'; import c from 'foo/sub'; import d from 'a.b+c';\n"
                                + "export default { fetch: () => [a, b, c, d] };");

        assertThat(project.code())
                .contains("foo of the project", "main of old", "typed")
                .doesNotContain("module of old");
    }

    @Test
    void doesNotReplaceWhatOnlyBeginsLikeAName() {
        project.config("src/index.js", "[alias]\nfoo = './src/foo.js'")
                .file("src/index.js", "import a from 'foo/sub'; export default { fetch: () => a };");

        assertThat(project.failure())
                .hasMessage(
                        "src/index.js:1:15: Could not resolve \"foo/sub\"; install the package, or point \"alias\" to a "
                                + "module that replaces it");
    }

    @Test
    void goesBeforeTheModulesOfNodeJs() {
        project.config(
                        "src/index.js",
                        "compatibility_flags = ['nodejs_compat']\n[alias]\nfs = './src/foo.js'\nown = 'node:path'")
                .file(
                        "src/index.js",
                        "import a from 'fs'; import b from 'own'; export default { fetch: () => a + b };");

        assertThat(project.code()).contains("foo of the project").contains("import b from \"node:path\";");
    }

    @Test
    void saysWhichAliasLeadsNowhere() {
        project.config("src/index.js", "[alias]\nfoo = 'nope'")
                .file("src/index.js", "import a from 'foo'; export default { fetch: () => a };");

        assertThat(project.failure())
                .hasMessage("src/index.js:1:15: the alias of \"foo\" leads to \"nope\", which cannot be found from "
                        + folder);
    }
}
