package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeResolverTest {
    @TempDir
    Path temp;

    private Path folder;
    private WorkerProject files;

    @BeforeEach
    void write() throws IOException {
        folder = temp.toRealPath();
        files = new WorkerProject(folder);
    }

    @Test
    void findsFilesByPath() {
        files.file("app/a.js", "")
                .file("app/data.json", "{}")
                .file("app/dir/index.js", "")
                .file("app/b", "");
        files.file("app/main/package.json", "{\"main\":\"lib\"}").file("app/main/lib/index.js", "");
        files.file("app/broken/package.json", "{").file("app/broken/index.json", "");

        assertThat(require("./a")).isEqualTo("app/a.js");
        assertThat(require("./a.js")).isEqualTo("app/a.js");
        assertThat(require("./data")).isEqualTo("app/data.json");
        assertThat(require("./dir")).isEqualTo("app/dir/index.js");
        assertThat(require("./b")).isEqualTo("app/b");
        assertThat(require("./main")).isEqualTo("app/main/lib/index.js");
        assertThat(require("./broken")).isEqualTo("app/broken/index.json");
        assertThat(require("../app/a")).isEqualTo("app/a.js");
        assertThat(require(folder.resolve("app/a.js").toString())).isEqualTo("app/a.js");
        assertThat(require("./none")).isEmpty();
        assertThat(require("a")).isEmpty();
    }

    @Test
    void findsPackagesUpwards() {
        files.file("node_modules/up/index.js", "").file("node_modules/@s/p/package.json", "{\"main\":\"./m.cjs\"}");
        files.file("node_modules/@s/p/m.cjs", "").file("node_modules/@s/p/sub/x.js", "");
        files.file("app/node_modules/near/index.js", "").file("node_modules/near/index.js", "");

        assertThat(require("up")).isEqualTo("node_modules/up/index.js");
        assertThat(require("@s/p")).isEqualTo("node_modules/@s/p/m.cjs");
        assertThat(require("@s/p/sub/x")).isEqualTo("node_modules/@s/p/sub/x.js");
        assertThat(require("near")).isEqualTo("app/node_modules/near/index.js");
    }

    @Test
    void obeysWhatPackagesExport() {
        files.file("node_modules/p/package.json", """
                {"main": "hidden.js", "exports": {
                  ".": [null, {"import": "./i.mjs", "require": {"node": "./n.cjs"}}],
                  "./sub": "./lib/sub.js",
                  "./f/*": "./lib/*.js",
                  "./f/deep/*.x": "./lib/*-x.js",
                  "./no/*": null,
                  "./esm": {"import": "./i.mjs"},
                  "./out": "../other/index.js"
                }}""");
        for (String name : new String[] {"hidden.js", "n.cjs", "i.mjs", "lib/sub.js", "lib/a.js", "lib/a-x.js"}) {
            files.file("node_modules/p/" + name, "");
        }
        files.file("node_modules/other/index.js", "");
        files.file("node_modules/one/package.json", "{\"exports\":\"./x.js\"}").file("node_modules/one/x.js", "");

        assertThat(require("p")).isEqualTo("node_modules/p/n.cjs");
        assertThat(require("p/sub")).isEqualTo("node_modules/p/lib/sub.js");
        assertThat(require("p/f/a")).isEqualTo("node_modules/p/lib/a.js");
        assertThat(require("p/f/deep/a.x")).isEqualTo("node_modules/p/lib/a-x.js");
        assertThat(require("one")).isEqualTo("node_modules/one/x.js");
        assertThat(require("one/x.js")).isEmpty();
        assertThat(require("p/hidden.js")).isEmpty();
        assertThat(require("p/esm")).isEmpty();
        assertThat(require("p/no/a")).isEmpty();
        assertThat(require("p/out")).isEmpty();
    }

    @Test
    void goesToWhereLinksLead() throws IOException {
        files.file("packages/linked/index.js", "").file("node_modules/other.js", "");
        Files.createSymbolicLink(folder.resolve("node_modules/linked"), folder.resolve("packages/linked"));

        assertThat(require("linked")).isEqualTo("packages/linked/index.js");
    }

    @Test
    void findsPlainFilesWhateverAPackageExports() {
        files.file("node_modules/p/package.json", "{\"exports\":{}}").file("node_modules/p/t.txt", "");
        files.file("app/t.txt", "");

        assertThat(NodeResolver.plainFile("p/t.txt", folder.resolve("app")))
                .contains(folder.resolve("node_modules/p/t.txt"));
        assertThat(NodeResolver.plainFile("./t.txt", folder.resolve("app"))).contains(folder.resolve("app/t.txt"));
        assertThat(NodeResolver.plainFile("../none.txt", folder.resolve("app"))).isEmpty();
        assertThat(NodeResolver.plainFile("t.txt", folder.resolve("app"))).isEmpty();
    }

    /** The file as seen from the temporary folder; empty when there is none. */
    private String require(String specifier) {
        return NodeResolver.require(specifier, folder.resolve("app"))
                .map(f -> Slashes.relative(folder, f))
                .orElse("");
    }
}
