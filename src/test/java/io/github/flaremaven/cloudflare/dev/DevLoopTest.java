package io.github.flaremaven.cloudflare.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on real files, real esbuild and real workerd. */
class DevLoopTest {
    @TempDir
    Path folder;

    @TempDir
    Path state;

    private TestCloudflare cloudflare;
    private TestProject project;

    @BeforeEach
    void start() {
        cloudflare = TestCloudflare.start(state);
        project = new TestProject(folder)
                .save("wrangler.toml", """
                        name = "app"
                        main = "src/index.js"
                        compatibility_date = "2026-01-01"
                        [vars]
                        COLOUR = "red"
                        """)
                .save("src/index.js", """
                        import { word } from "./word.js";
                        export default { fetch(request, env) { return new Response(word + " " + env.COLOUR); } };
                        """)
                .save("src/word.js", "export const word = \"one\";\n");
    }

    @AfterEach
    void stop() {
        cloudflare.close();
    }

    private TestLoop loop() {
        return new TestLoop(cloudflare.cloudflare(), false, project);
    }

    private String answer() {
        return cloudflare.api().ask("app", "/").body();
    }

    @Test
    void aSavedFileIsServedAndNoRequestFails() throws Exception {
        try (TestLoop loop = loop()) {
            assertThat(loop.reload().first()).isTrue();
            assertThat(answer()).isEqualTo("one red");
            List<String> wrong = new CopyOnWriteArrayList<>();
            AtomicInteger asked = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            Thread client = new Thread(() -> {
                while (!over.get()) {
                    String seen;
                    try {
                        seen = answer();
                    } catch (RuntimeException e) {
                        seen = e.toString();
                    }
                    asked.incrementAndGet();
                    if (!seen.matches("(one|w\\d) red")) {
                        wrong.add(seen);
                    }
                }
            });
            client.start();
            for (int i = 0; i < 6; i++) {
                project.save("src/word.js", "export const word = \"w" + i + "\";\n");
                DevListener.Reload reload = loop.reload();
                assertThat(reload.changed()).containsExactly(folder.resolve("src/word.js"));
                assertThat(answer()).isEqualTo("w" + i + " red");
            }
            over.set(true);
            client.join();
            assertThat(wrong).isEmpty();
            assertThat(asked).hasValueGreaterThan(6);
            JsonNode versions = cloudflare
                    .api()
                    .get(TestApi.ACCOUNT + "/workers/scripts/app/versions")
                    .result()
                    .path("items");
            assertThat(versions).hasSize(2);
        }
    }

    private JsonNode versions() {
        return cloudflare
                .api()
                .get(TestApi.ACCOUNT + "/workers/scripts/app/versions")
                .result()
                .path("items");
    }

    @Test
    void anErrorInTheCodeKeepsTheLastGoodVersion() throws Exception {
        try (TestLoop loop = loop()) {
            loop.reload();
            project.save("src/word.js", "export const word = \n;");
            assertThat(loop.failure())
                    .isInstanceOf(InputFailure.class)
                    .hasMessageStartingWith("src/word.js:2:1: Unexpected \";\"");
            assertThat(answer()).isEqualTo("one red");
            project.save("src/word.js", "export const word = \"two\";");
            loop.reload();
            assertThat(answer()).isEqualTo("two red");
            project.save("src/word.js", "throw new Error(\"at start\"); export const word = 1;");
            assertThat(loop.failure())
                    .isInstanceOf(InputFailure.class)
                    .hasMessage("the Worker cannot run: Uncaught Error: at start\n  at src/word.js:1:7");
            assertThat(answer()).isEqualTo("two red");
            project.save("src/word.js", "export const word = \"three\";");
            loop.reload();
            assertThat(answer()).isEqualTo("three red");
            project.save("src/word.js", "export const word = ;");
            assertThat(loop.failure()).isInstanceOf(InputFailure.class);
            project.save("src/word.js", "export const word = \"three\";");
            assertThat(loop.word()).isEqualTo("unchanged");
            assertThat(loop.rest()).isEmpty();
        }
    }

    @Test
    void aLoopThatStartsWithAnErrorWaitsForTheChange() throws Exception {
        project.save(
                "src/index.js",
                "import \"./missing.js\"; export default { fetch() { return new Response(\"ok\"); } };");
        try (TestLoop loop = loop()) {
            assertThat(loop.failure()).hasMessageContaining("Could not resolve \"./missing.js\"");
            project.save("src/missing.js", "");
            assertThat(loop.reload().first()).isTrue();
            assertThat(answer()).isEqualTo("ok");
        }
    }

    @Test
    void aDeletedFileKeepsTheLastGoodVersionAndComesBack() throws Exception {
        try (TestLoop loop = loop()) {
            loop.reload();
            project.delete("src/word.js");
            assertThat(loop.failure()).hasMessageContaining("Could not resolve \"./word.js\"");
            assertThat(answer()).isEqualTo("one red");
            project.save("src/word.js", "export const word = \"back\";");
            loop.reload();
            assertThat(answer()).isEqualTo("back red");
        }
    }

    @Test
    void aBurstIsOneChangeAndNoChangeIsNone() throws Exception {
        try (TestLoop loop = loop()) {
            loop.reload();
            try (TestLoop.Hold hold = loop.holdAtReload()) {
                project.save("src/word.js", "export const word = \"before\";");
                hold.awaitReload();
                for (int i = 0; i < 5; i++) {
                    project.write("src/word.js", "export const word = \"burst" + i + "\";");
                    project.write(
                            "src/index.js",
                            "import { word } from \"./word.js\";"
                                    + "export default { fetch() { return new Response(word + " + i + "); } };");
                }
            }
            assertThat(loop.reload().changed()).containsExactly(folder.resolve("src/word.js"));
            assertThat(loop.reload().changed()).hasSize(2);
            assertThat(answer()).isEqualTo("burst44");
            project.save("src/word.js", "export const word = \"burst4\"; // a comment");
            project.write("src/notes.txt", "not imported");
            loop.loop().rebuild();
            assertThat(loop.word()).isEqualTo("unchanged");
            assertThat(loop.rest()).isEmpty();
            assertThat(versions()).hasSize(2);
        }
    }

    @Test
    void valuesOfThisMachineAreReadAgain() throws Exception {
        try (TestLoop loop = loop()) {
            loop.reload();
            project.save(".dev.vars", "COLOUR=green\n");
            assertThat(loop.reload().changed()).containsExactly(folder.resolve(".dev.vars"));
            assertThat(answer()).isEqualTo("one green");
            assertThat(versions().path(0).path("resources").path("bindings"))
                    .isEqualTo(Json.parse("[{\"name\":\"COLOUR\",\"type\":\"secret_text\"}]"));
            project.save(".dev.vars", "COLOUR=blue\n");
            loop.reload();
            assertThat(answer()).isEqualTo("one blue");
            project.delete(".dev.vars");
            loop.reload();
            assertThat(answer()).isEqualTo("one red");
        }
    }

    @Test
    void theConfigIsReadAgain() throws Exception {
        try (TestLoop loop = loop()) {
            loop.reload();
            String head = "name = \"app\"\nmain = \"src/%s\"\ncompatibility_date = \"2026-01-01\"\n";
            project.save("wrangler.toml", head.formatted("index.js") + "vars = { COLOUR = \"black\" }");
            loop.reload();
            assertThat(answer()).isEqualTo("one black");
            project.save("wrangler.toml", head.formatted("index.js") + "vars = 1");
            assertThat(loop.failure()).isInstanceOf(InputFailure.class).hasMessageContaining("wrangler.toml:4");
            project.save("src/word.js", "export const word = \"later\";");
            assertThat(loop.failure()).hasMessageContaining("wrangler.toml:4");
            assertThat(answer()).isEqualTo("one black");
            project.save(
                    "src/other.js",
                    "export default { async fetch(r, env) { await env.KV.put('k', 'v');"
                            + " return new Response(await env.KV.get('k')); } };");
            project.save("wrangler.toml", head.formatted("other.js") + "kv_namespaces = [{ binding = \"KV\" }]");
            assertThat(loop.word()).startsWith("made KV namespace app-kv");
            loop.reload();
            assertThat(answer()).isEqualTo("v");
        }
    }

    @Test
    void assetsAreServedAsTheyAre() throws Exception {
        project.save(
                "wrangler.toml",
                "name = \"app\"\ncompatibility_date = \"2026-01-01\"\n"
                        + "main = \"src/index.js\"\nassets = { directory = \"target/site\" }\nvars = { COLOUR = \"red\" }");
        project.save("target/site/page.html", "first");
        try (TestLoop loop = loop()) {
            loop.reload();
            assertThat(cloudflare.api().ask("app", "/page").body()).isEqualTo("first");
            project.save("target/site/page.html", "second");
            assertThat(loop.reload().changed()).containsExactly(folder.resolve("target/site/page.html"));
            assertThat(cloudflare.api().ask("app", "/page").body()).isEqualTo("second");
            project.save("target/site/deep/er/new.html", "new");
            DevListener.Reload reload = loop.reload();
            assertThat(reload.changed()).containsExactly(folder.resolve("target/site/deep/er/new.html"));
            assertThat(cloudflare.api().ask("app", "/deep/er/new").body()).isEqualTo("new");
            project.delete("target/site/page.html");
            loop.reload();
            assertThat(cloudflare.api().ask("app", "/page").body()).isEqualTo("one red");
        }
    }

    @Test
    void filesOfASiteAreUploadedAgain() throws Exception {
        project.save("wrangler.toml", """
                name = "app"
                main = "src/index.js"
                compatibility_date = "2026-01-01"
                site = { bucket = "public" }
                """);
        project.save("public/a.txt", "first");
        project.save("src/index.js", """
                import manifest from "__STATIC_CONTENT_MANIFEST";
                export default { async fetch(request, env) {
                  return new Response(await env.__STATIC_CONTENT.get(JSON.parse(manifest)["a.txt"]));
                } };
                """);
        try (TestLoop loop = loop()) {
            loop.reload();
            assertThat(answer()).isEqualTo("first");
            project.save("public/a.txt", "second");
            loop.reload();
            assertThat(answer()).isEqualTo("second");
        }
    }

    /** A compiler of the Maven module writes what the Worker imports. */
    @Test
    void whatTheModuleBuildsIsWatchedWhereItIsUsed() throws Exception {
        project.save("target/js/roman.js", "export const roman = 1;");
        project.save("target/js/table.txt", "text1");
        project.save(
                "src/index.js",
                "import { roman } from \"../target/js/roman.js\"; import t from \"../target/js/table.txt\";"
                        + "export default { fetch() { return new Response(t + roman); } };");
        try (TestLoop loop = loop()) {
            loop.reload();
            assertThat(answer()).isEqualTo("text11");
            project.save("target/js/roman.js", "export const roman = 2;");
            assertThat(loop.reload().changed()).containsExactly(folder.resolve("target/js/roman.js"));
            assertThat(answer()).isEqualTo("text12");
            project.save("target/js/table.txt", "text2");
            loop.reload();
            assertThat(answer()).isEqualTo("text22");
            project.save("target/classes/unused.js", "nobody imports this");
            loop.loop().rebuild();
            assertThat(loop.word()).isEqualTo("unchanged");
        }
    }

    @Test
    void theBuildCommandRunsWhenItsSourcesChange() throws Exception {
        project.save(
                "wrangler.toml",
                "name = \"app\"\ncompatibility_date = \"2026-01-01\"\nmain = \"dist/index.js\"\n"
                        + "[build]\ncommand = \"mkdir -p dist && cat raw/a.js > dist/index.js && echo x >> runs\"\nwatch_dir = \"raw\"");
        project.save("raw/a.js", "export default { fetch() { return new Response(\"a\"); } };");
        try (TestLoop loop = loop()) {
            loop.reload();
            assertThat(answer()).isEqualTo("a");
            project.save("raw/a.js", "export default { fetch() { return new Response(\"b\"); } };");
            loop.reload();
            assertThat(answer()).isEqualTo("b");
            project.save("dist/index.js", "export default { fetch() { return new Response(\"by hand\"); } };");
            loop.reload();
            assertThat(answer()).isEqualTo("by hand");
            assertThat(Files.readString(folder.resolve("runs"))).isEqualTo("x\nx\n");
        }
    }

    @Test
    void lookingInsteadOfListeningFindsTheSame() throws Exception {
        try (TestLoop loop = new TestLoop(cloudflare.cloudflare(), true, project)) {
            loop.reload();
            project.save("src/word.js", "export const word = \"seen\";");
            loop.reload();
            assertThat(answer()).isEqualTo("seen red");
        }
    }

    @Test
    void aDurableObjectKeepsItsDataFromVersionToVersion() throws Exception {
        project.save("wrangler.toml", """
                name = "app"
                main = "src/index.js"
                compatibility_date = "2026-01-01"
                durable_objects.bindings = [{ name = "COUNTERS", class_name = "Counter" }]
                migrations = [{ tag = "v1", new_sqlite_classes = ["Counter"] }]
                """);
        String code = """
                import { DurableObject } from "cloudflare:workers";
                export class Counter extends DurableObject {
                  async next() {
                    const n = (await this.ctx.storage.get("n") ?? 0) + 1;
                    await this.ctx.storage.put("n", n);
                    return n;
                  }
                }
                export default { async fetch(request, env) {
                  return new Response("%s" + await env.COUNTERS.getByName("x").next());
                } };
                """;
        project.save("src/index.js", code.formatted("a"));
        try (TestLoop loop = loop()) {
            loop.reload();
            assertThat(answer()).isEqualTo("a1");
            project.save("src/index.js", code.formatted("b"));
            loop.reload();
            assertThat(answer()).isEqualTo("b2");
        }
    }

    @Test
    void aWorkerWaitsForTheOneBehindIt(@TempDir Path other) throws Exception {
        project.save("wrangler.toml", """
                name = "app"
                main = "src/index.js"
                compatibility_date = "2026-01-01"
                services = [{ binding = "BACK", service = "back" }]
                """);
        project.save("src/index.js", "export default { fetch(request, env) { return env.BACK.fetch(request); } };");
        TestProject back = new TestProject(other)
                .save("wrangler.toml", "name = \"back\"\nmain = \"b.js\"\ncompatibility_date = \"2026-01-01\"")
                .save("b.js", "export default { fetch() { return new Response(\"behind\"); } };");
        try (TestLoop loop = new TestLoop(cloudflare.cloudflare(), false, project, back)) {
            assertThat(loop.failure()).hasMessageContaining("back");
            assertThat(loop.reload().worker()).isEqualTo("back");
            assertThat(loop.reload().worker()).isEqualTo("app");
            assertThat(answer()).isEqualTo("behind");
            back.save("b.js", "export default { fetch() { return new Response(\"new behind\"); } };");
            assertThat(loop.reload().worker()).isEqualTo("back");
            assertThat(answer()).isEqualTo("new behind");
        }
    }

    /** What is uploaded is what a deployment would upload: looking on changes nothing in it. */
    @Test
    void mapsAreMadeWhereNoneIsUploaded() throws Exception {
        project.save("wrangler.toml", """
                name = "app"
                main = "src/index.ts"
                compatibility_date = "2026-01-01"
                upload_source_maps = false
                """);
        project.save("src/index.ts", """
                interface Unused {
                  a: string;
                }
                export default {
                  fetch(): Response {
                    throw new Error("boom");
                  },
                };
                """);
        try (TestLoop loop = loop()) {
            loop.reload();
            try (var blobs = Files.list(state.resolve("blobs"))) {
                assertThat(blobs)
                        .singleElement()
                        .satisfies(b -> assertThat(Files.readString(b)).doesNotContain("sourceMappingURL"));
            }
            answer();
            assertThat(loop.remapped("at Object.fetch (index.js:4:11)\nat other.js:4:11"))
                    .isEqualTo("at Object.fetch (src/index.ts:6:11)\nat other.js:4:11");
        }
    }
}
