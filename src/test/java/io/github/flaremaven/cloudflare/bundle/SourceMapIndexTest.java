package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceMapIndexTest {
    @TempDir
    Path folder;

    /** Line 1 column 0 comes from b.ts 3:4, column 10 from nowhere, line 3 column 2 from a.ts 1:1. */
    private static final String MAP =
            "{\"version\":3,\"sources\":[\"src/a.ts\",\"src/b.ts\"],\"names\":[],\"mappings\":\"ACEG,U;;EDFH\"}";

    @Test
    void findsThePlaceOrTheOneBeforeIt() {
        SourceMapIndex index = new SourceMapIndex("index.js", MAP);
        assertThat(index.remap("at f (index.js:1:1)")).isEqualTo("at f (src/b.ts:3:4)");
        assertThat(index.remap("at index.js:1:9")).isEqualTo("at src/b.ts:3:4");
        assertThat(index.remap("./index.js:3:3 and index.js:3:99")).isEqualTo("src/a.ts:1:1 and src/a.ts:1:1");
    }

    @Test
    void leavesWhatItDoesNotKnow() {
        SourceMapIndex index = new SourceMapIndex("index.js", MAP);
        for (String text : List.of(
                "index.js:1:11",
                "index.js:2:1",
                "index.js:3:1",
                "index.js:99:1",
                "index.js:0:0",
                "lib/index.js:1:1",
                "xindex.js:1:1")) {
            assertThat(index.remap(text)).isEqualTo(text);
        }
    }

    @Test
    void refusesWhatIsNoMap() {
        assertThatThrownBy(() -> new SourceMapIndex("a.js", "{\"mappings\":\"A*\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A map as esbuild writes it, of minified code, where only columns tell places apart. */
    @Test
    void readsWhatEsbuildWrites() {
        WorkerProject project = new WorkerProject(folder)
                .config("src/index.ts", "minify = true\nupload_source_maps = true")
                .file("src/index.ts", """
                        import { fail } from "./fail";
                        export default {
                          fetch(): Response {
                            return fail();
                          },
                        };
                        """)
                .file("src/fail.ts", """
                        export function fail(): never {
                          const text: string = "boom";
                          throw new Error(text);
                        }
                        """);
        WorkerBundle bundle = project.bundle();
        String code = bundle.main().content().text();
        SourceMapIndex index = new SourceMapIndex(
                "index.js", bundle.sourceMapOf("index.js").orElseThrow().text());
        int thrown = code.indexOf("new Error");
        assertThat(code.indexOf('\n')).as("all in the first line").isGreaterThan(thrown);
        assertThat(index.remap("index.js:1:" + (thrown + 1))).isEqualTo("src/fail.ts:3:9");
    }
}
