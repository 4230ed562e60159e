package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Wrangler's commands do on the embedded Cloudflare what they do on the real one: the effects are checked, not the output. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WranglerClientTest {
    private static final String SCRIPTS = TestApi.ACCOUNT + "/workers/scripts/";
    private static final String OBJECTS = """
            import { DurableObject } from "cloudflare:workers";

            export class NAME extends DurableObject {
                async fetch() {
                    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
                    await this.ctx.storage.put("count", count);
                    return new Response(String(count));
                }
            }

            export default {
                fetch(request, env) {
                    return env.COUNTER.get(env.COUNTER.idFromName("one")).fetch(request);
                },
            };
            """;

    private final ConformanceTools tools = ConformanceTools.find();
    private TestCloudflare cloudflare;
    private TestApi api;

    @TempDir
    Path folder;

    @BeforeAll
    void start(@TempDir Path state) {
        cloudflare = TestCloudflare.start(state, tools.cache());
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    @Test
    void deploysANewWorkerAndThenAnother() throws IOException {
        config("live", "");
        answering("'one'");
        wrangler("deploy");
        assertThat(api.ask("live", "/").body()).isEqualTo("one");

        answering("'two'");
        wrangler("deploy", "--message", "second", "--tag", "v2");
        assertThat(api.ask("live", "/").body()).isEqualTo("two");
        assertThat(deployments("live")).hasSize(2);
        assertThat(versions("live")
                        .get(0)
                        .path("annotations")
                        .path("workers/tag")
                        .asText())
                .isEqualTo("v2");
    }

    @Test
    void deploysAssets() throws IOException {
        config("files", "[assets]\ndirectory = \"public\"\n");
        answering("'the Worker'");
        write("public/index.html", "<h1>start</h1>");
        write("public/a.txt", "a");
        wrangler("deploy");

        assertThat(api.ask("files", "/").body()).isEqualTo("<h1>start</h1>");
        assertThat(api.ask("files", "/a.txt").body()).isEqualTo("a");
        assertThat(api.ask("files", "/other").body()).isEqualTo("the Worker");
    }

    @Test
    void deploysMigrations() throws IOException {
        String bindings = "[[durable_objects.bindings]]\nname = \"COUNTER\"\nclass_name = \"%s\"\n";
        String first = "[[migrations]]\ntag = \"v1\"\nnew_sqlite_classes = [\"Counter\"]\n";
        config("counter", bindings.formatted("Counter") + first);
        write("index.js", OBJECTS.replace("NAME", "Counter"));
        wrangler("deploy");
        assertThat(api.ask("counter", "/").body()).isEqualTo("1");

        config(
                "counter",
                bindings.formatted("Tally") + first
                        + "[[migrations]]\ntag = \"v2\"\nrenamed_classes = [{ from = \"Counter\", to = \"Tally\" }]\n");
        write("index.js", OBJECTS.replace("NAME", "Tally"));
        wrangler("deploy");
        assertThat(api.ask("counter", "/").body())
                .as("the renamed class keeps its objects")
                .isEqualTo("2");
    }

    @Test
    void splitsTrafficAndRollsBack() throws IOException {
        config("split", "");
        answering("'one'");
        wrangler("deploy");
        answering("'two'");
        wrangler("versions", "upload", "--tag", "next");
        assertThat(api.ask("split", "/").body()).isEqualTo("one");
        String next = versions("split").get(0).path("id").asText();
        String first = versions("split").get(1).path("id").asText();
        assertThat(wrangler("versions", "list").log()).contains(first, next);

        wrangler("versions", "deploy", first + "@75", next + "@25", "--yes");
        assertThat(shares("split")).isEqualTo(Map.of(first, 75.0, next, 25.0));

        wrangler("versions", "deploy", next + "@100", "--yes");
        assertThat(api.ask("split", "/").body()).isEqualTo("two");

        wrangler("rollback", first, "--message", "back", "--yes");
        assertThat(api.ask("split", "/").body()).isEqualTo("one");
        assertThat(deployments("split")
                        .get(0)
                        .path("annotations")
                        .path("workers/message")
                        .asText())
                .isEqualTo("back");
    }

    @Test
    void keepsSecrets() throws IOException {
        config("secretive", "");
        answering("String(env.KEY) + ' ' + String(env.A) + ' ' + String(env.B)");
        wrangler("deploy");
        command().runWith("hidden\n", "secret", "put", "KEY");
        assertThat(api.ask("secretive", "/").body()).isEqualTo("hidden undefined undefined");

        write("bulk.json", "{ \"A\": \"a\", \"B\": \"b\", \"KEY\": null }");
        wrangler("secret", "bulk", "bulk.json");
        assertThat(api.ask("secretive", "/").body()).isEqualTo("undefined a b");

        wrangler("secret", "delete", "A");
        assertThat(api.ask("secretive", "/").body()).isEqualTo("undefined undefined b");
        assertThat(wrangler("secret", "list").log()).contains("\"B\"").doesNotContain("\"A\"", "\"KEY\"");

        wrangler("deploy");
        assertThat(api.ask("secretive", "/").body())
                .as("a deployment keeps them")
                .endsWith("b");
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void tails() throws IOException, InterruptedException {
        config("noisy", "");
        answering("(console.log('heard', { a: 1 }), 'noise')");
        wrangler("deploy");
        Process tail = command().builder(List.of("tail", "--format", "json")).start();
        Thread caller = new Thread(() -> {
            try {
                while (tail.isAlive()) {
                    api.ask("noisy", "/path");
                    TimeUnit.MILLISECONDS.sleep(200); // the tail hears only what comes after it was opened
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        caller.start();
        try (BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder heard = new StringBuilder();
            for (String line = lines.readLine(); line != null && !line.equals("}"); line = lines.readLine()) {
                heard.append(line).append('\n');
            }
            JsonNode event = Json.parse(heard.substring(heard.indexOf("{")) + "}");
            assertThat(event.path("outcome").asText()).isEqualTo("ok");
            assertThat(event.path("event").path("request").path("url").asText()).endsWith("/path");
            assertThat(event.path("logs").path(0).path("message")).isEqualTo(Json.parse("[\"heard\",{\"a\":1}]"));
        } finally {
            caller.interrupt();
            tail.destroy();
            tail.waitFor();
        }
    }

    @Test
    void keepsKeysAndValues() throws IOException {
        wrangler("kv", "namespace", "create", "pantry");
        JsonNode namespaces =
                api.get(TestApi.ACCOUNT + "/storage/kv/namespaces").result();
        String id = StreamSupport.stream(namespaces.spliterator(), false)
                .filter(n -> n.path("title").asText().equals("pantry"))
                .map(n -> n.path("id").asText())
                .findFirst()
                .orElseThrow();
        assertThat(wrangler("kv", "namespace", "list").log()).contains(id);

        wrangler("kv", "key", "put", "jam/plum", "three jars", "--namespace-id", id, "--remote");
        wrangler("kv", "key", "put", "salt", "one", "--namespace-id", id, "--remote", "--metadata", "{\"a\":1}");
        assertThat(wrangler("kv", "key", "get", "jam/plum", "--namespace-id", id, "--remote", "--text")
                        .log())
                .contains("three jars");
        assertThat(keys(id)).containsExactly("jam/plum", "salt");
        assertThat(wrangler("kv", "key", "list", "--namespace-id", id, "--remote", "--prefix", "jam")
                        .log())
                .contains("jam/plum")
                .doesNotContain("salt");

        wrangler("kv", "key", "delete", "jam/plum", "--namespace-id", id, "--remote");
        assertThat(keys(id)).containsExactly("salt");
    }

    @Test
    void deletesAWorker() throws IOException {
        config("gone", "");
        answering("'here'");
        wrangler("deploy");
        assertThat(api.ask("gone", "/").body()).isEqualTo("here");

        wrangler("delete", "--force");
        assertThat(api.get(SCRIPTS + "gone/deployments").code()).isEqualTo(10007);
        assertThat(api.ask("gone", "/").statusCode()).isEqualTo(404);
    }

    private void config(String name, String more) throws IOException {
        write(
                "wrangler.toml",
                "name = \"" + name + "\"\nmain = \"index.js\"\ncompatibility_date = \"2026-05-01\"\n" + more);
    }

    private void answering(String expression) throws IOException {
        write("index.js", "export default { fetch(request, env) { return new Response(" + expression + "); } };\n");
    }

    private void write(String file, String text) throws IOException {
        command().write(file, text);
    }

    private Finished wrangler(String... arguments) {
        return command().run(arguments);
    }

    private WranglerCommand command() {
        return new WranglerCommand(tools, folder, cloudflare);
    }

    private List<JsonNode> deployments(String worker) {
        return Json.items(api.get(SCRIPTS + worker + "/deployments").result(), "deployments")
                .toList();
    }

    /** Newest first. */
    private List<JsonNode> versions(String worker) {
        return Json.items(
                        api.get(SCRIPTS + worker + "/versions?deployable=true").result(), "items")
                .toList();
    }

    private Map<String, Double> shares(String worker) {
        return Json.items(deployments(worker).get(0), "versions")
                .collect(Collectors.toMap(
                        v -> v.path("version_id").asText(),
                        v -> v.path("percentage").asDouble()));
    }

    private List<String> keys(String namespace) {
        List<String> keys = new ArrayList<>();
        api.get(TestApi.ACCOUNT + "/storage/kv/namespaces/" + namespace + "/keys")
                .result()
                .forEach(k -> keys.add(k.path("name").asText()));
        return keys;
    }
}
