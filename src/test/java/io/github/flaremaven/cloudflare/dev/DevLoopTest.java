package io.github.flaremaven.cloudflare.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
            List<String> wrong = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            Thread client = new Thread(() -> {
                while (!over.get()) {
                    String seen = answer();
                    if (!seen.matches("(one|w\\d) red")) {
                        wrong.add(seen);
                    }
                }
            });
            client.start();
            for (int i = 0; i < 6; i++) {
                project.save("src/word.js", "export const word = \"w" + i + "\";\n");
                DevListener.Reload reload = loop.reload();
                System.err.println(reload.total() + " " + reload.bundle() + " " + reload.swap());
                assertThat(reload.changed()).containsExactly(folder.resolve("src/word.js"));
                assertThat(answer()).isEqualTo("w" + i + " red");
            }
            over.set(true);
            client.join();
            assertThat(wrong).isEmpty();
            JsonNode versions = cloudflare
                    .api()
                    .get(TestApi.ACCOUNT + "/workers/scripts/app/versions")
                    .result()
                    .path("items");
            assertThat(versions).hasSize(2);
            System.err.println(Json.pretty(versions));
        }
    }
}
