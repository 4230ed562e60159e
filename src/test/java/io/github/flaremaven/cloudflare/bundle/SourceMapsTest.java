package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceMapsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder).config("src/index.ts", "");
    }

    @Test
    void countPathsFromTheProject() {
        project.file("src/index.ts", "import '../lib/gen.js';\n" + EMPTY)
                .file("lib/gen.js", "console.log(1);\n//# sourceMappingURL=gen.js.map\n")
                .file(
                        "lib/gen.js.map",
                        "{\"version\":3,\"sources\":[\"orig/gen.ts\"],\"sourcesContent\":[\"1 \\\" \\u2028\"],\"mappings\":\"AAAA\"}");

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.main().content().text()).endsWith("//# sourceMappingURL=index.js.map\n");
        assertThat(bundle.sourceMapOf("index.js").orElseThrow().text())
                .startsWith("{\"version\":3,\"sources\":[\"lib/orig/gen.ts\",\"src/index.ts\"],\"sourceRoot\":\"\","
                        + "\"sourcesContent\":[\"1 \\\" \u2028\",\"import '../lib/gen.js';\\nexport default")
                .endsWith(",\"names\":[],\"file\":\"index.js\"}");
    }

    @Test
    void countAsNoneWhenTheyAreNotWanted() {
        project.config("src/index.ts", "upload_source_maps = false").file("src/index.ts", EMPTY);

        WorkerBundle bundle = project.bundle();

        assertThat(bundle.sourceMaps()).isEmpty();
        assertThat(bundle.main().content().text()).doesNotContain("sourceMappingURL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "quote \\\" and backslash \\\\",
                "ends with a backslash \\\\",
                "a brace } and , and : outside",
                "tab \\t line \\n",
                "escape \\u001b",
                "escapes \\u001B \\u000B \\u007F \\u00E1\\u2028",
                "pair \\uD83D\\uDE00 and more",
                "quotes \\u0022 \\u005C \\u000a",
                "slash \\/ escaped",
                "text \\\\u0041 like an escape",
                "日本 \u2028 \ud83d\ude00",
            })
    void areTheSameTreeAfterRewriting(String content) {
        String map = """
                {
                  "version": 3,
                  "sources": ["../../src/a b.ts"],
                  "sourceRoot": "/tmp/x",
                  "sourcesContent": ["%s", null, "%s"],
                  "mappings": "AAAA;AACA",
                  "names": ["a", "b }"]
                }
                """.formatted(content, content);

        String rewritten = SourceMaps.ofBundle("w.js", Bytes.of(map), ROOT.resolve("x/y"), ROOT)
                .content()
                .text();

        var expected = Json.parse(map);
        var tree = Json.parse(rewritten);
        assertThat(tree.path("sourcesContent")).isEqualTo(expected.path("sourcesContent"));
        assertThat(tree.path("mappings")).isEqualTo(expected.path("mappings"));
        assertThat(tree.path("names")).isEqualTo(expected.path("names"));
        assertThat(tree.path("sources").path(0).asText()).isEqualTo("src/a b.ts");
        assertThat(tree.path("sourceRoot").asText()).isEmpty();
        assertThat(rewritten).isEqualTo(Json.compact(tree));
    }

    @Test
    void keepHalvesOfPairsEscaped() {
        String map = "{\"sources\":[],\"sourcesContent\":[\"\\uD83D \\uDE00 \\uD83D\\u0041\"]}";

        assertThat(SourceMaps.ofBundle("w.js", Bytes.of(map), ROOT, ROOT)
                        .content()
                        .text())
                .isEqualTo("{\"sources\":[],\"sourcesContent\":[\"\\ud83d \\ude00 \\ud83dA\"],\"file\":\"w.js\"}");
    }

    @Test
    void mayLackTheText() {
        String rewritten = SourceMaps.ofBundle(
                        "w.js", Bytes.of("{\"version\": 3, \"sources\": [], \"mappings\": \"\"}"), ROOT, ROOT)
                .content()
                .text();

        assertThat(rewritten).isEqualTo("{\"version\":3,\"sources\":[],\"mappings\":\"\",\"file\":\"w.js\"}");
    }
}
