package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.github.flaremaven.cloudflare.local.state.StateReset;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered, and what happens when the memory is damaged or in use. */
class StateTest {
    private static final String NAMESPACE = "0123456789abcdef0123456789abcdef";

    private Path state = Path.of("");

    @BeforeEach
    void choose(@TempDir Path folder) {
        state = folder.resolve("stäte of mine");
    }

    private TestCloudflare start() {
        return TestCloudflare.start(state);
    }

    @Test
    void everythingOutlivesTheProcess() {
        JsonNode versions;
        JsonNode deployments;
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            String first = api.deploy(
                    "kept",
                    WorkerUpload.module("""
                    import { DurableObject } from "cloudflare:workers";
                    export class Counter extends DurableObject {
                      async fetch() {
                        const n = (await this.ctx.storage.get("n") ?? 0) + 1;
                        await this.ctx.storage.put("n", n);
                        return new Response(String(n));
                      }
                    }
                    export default {
                      async fetch(request, env) {
                        const n = await (await env.COUNTER.get(env.COUNTER.idFromName("x")).fetch(request)).text();
                        return new Response([n, env.SECRET, await env.KV.get("k"), new URL(request.url).host].join(" "));
                      },
                    };
                    """)
                            .kv("KV", NAMESPACE)
                            .binding(
                                    "{\"type\":\"durable_object_namespace\",\"name\":\"COUNTER\",\"class_name\":\"Counter\"}")
                            .binding("{\"type\":\"secret_text\",\"name\":\"SECRET\",\"text\":\"s\"}")
                            .metadata(
                                    "migrations",
                                    "{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"Counter\"]}]}")
                            .assets(
                                    new AssetUpload(api)
                                            .file("/page.html", "page")
                                            .complete(),
                                    "{}"));
            api.upload(
                    "kept",
                    WorkerUpload.module("export class Counter {}; export default { fetch: () => new Response() };"));
            api.call(
                            "PUT",
                            TestApi.ACCOUNT + "/storage/kv/namespaces/" + NAMESPACE + "/values/k",
                            BodyPublishers.ofString("v"),
                            Map.of())
                    .result();
            api.send("PUT", TestApi.script("kept") + "/routes", "[{\"pattern\":\"example.com/*\"}]")
                    .result();
            assertThat(api.askHost("example.com", "/").body()).isEqualTo("1 s v example.com");
            versions = api.get(TestApi.script("kept") + "/versions").result();
            deployments = api.get(TestApi.script("kept") + "/deployments").result();
            assertThat(versions.path("items")).hasSize(2);
            assertThat(deployments.toString()).contains(first);
        }
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            assertThat(api.get(TestApi.script("kept") + "/versions").result()).isEqualTo(versions);
            assertThat(api.get(TestApi.script("kept") + "/deployments").result())
                    .isEqualTo(deployments);
            assertThat(cloudflare.starts()).isZero(); // nothing runs before it is needed
            assertThat(api.ask("kept", "/page").body()).isEqualTo("page");
            assertThat(api.askHost("example.com", "/").body()).isEqualTo("2 s v example.com");
        }
    }

    @Test
    void aDamagedFileIsOneSentence() throws IOException {
        try (TestCloudflare cloudflare = start()) {
            cloudflare.api().deploy("hello", WorkerUpload.answering("'hello'"));
        }
        Path file = state.resolve("scripts/hello.json");
        String good = Files.readString(file);
        Files.writeString(state.resolve("scripts/hello.json.partial"), "{"); // of a process that was killed
        for (String bad : List.of("", "{", "[]", "{\"name\": \"hello\"}", good.substring(0, good.length() / 2))) {
            Files.writeString(file, bad);
            assertThatThrownBy(this::start)
                    .as(bad)
                    .isInstanceOf(ToolFailure.class)
                    .hasMessage("the state file " + file
                            + " is damaged; delete it to forget this Worker, its versions and deployments");
        }
        Files.writeString(file, good);
        try (TestCloudflare cloudflare = start()) {
            assertThat(cloudflare.api().ask("hello", "/").body()).isEqualTo("hello");
        }
    }

    @Test
    void aDamagedStoreIsOneSentence() throws IOException {
        start().close();
        Files.write(state.resolve("kv.mv"), new byte[10_000]);
        try (TestCloudflare cloudflare = start()) {
            Answer answer = cloudflare.api().get(TestApi.ACCOUNT + "/storage/kv/namespaces");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.message())
                    .contains("the KV store " + state.resolve("kv.mv") + " is damaged; delete it to forget all keys");
        }
    }

    @Test
    void aFolderOfANewerPluginIsLeftAlone() throws IOException {
        start().close();
        Path file = state.resolve("state.json");
        Files.writeString(file, "{\"format\": 2}");
        assertThatThrownBy(() -> StateFolder.tryOpen(state))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("was written by a newer version of the plugin (format 2, this one knows 1)");
        for (String bad : List.of("", "{}", "{\"format\": 0}")) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> StateFolder.tryOpen(state))
                    .isInstanceOf(ToolFailure.class)
                    .hasMessageContaining("the state file " + file + " is damaged");
        }
        Files.writeString(file, "{\"format\": 1}");
        start().close();
    }

    @Test
    void oneAtATimeHasTheFolder() {
        try (TestCloudflare cloudflare = start()) {
            assertThat(StateFolder.tryOpen(state)).isEmpty();
            assertThat(cloudflare.api().get("/user").status()).isEqualTo(200);
        }
        Optional<StateFolder> next = StateFolder.tryOpen(state);
        assertThat(next).isPresent();
        next.get().close();
    }

    @Test
    void aTakenPortIsOneSentenceAndLetsTheFolderGo() {
        try (TestCloudflare cloudflare = start()) {
            int taken = cloudflare.cloudflare().workersPort();
            Path other = state.resolveSibling("other");
            try (StateFolder folder = StateFolder.tryOpen(other).orElseThrow()) {
                assertThatThrownBy(() -> EmbeddedCloudflare.start(
                                folder, TestCloudflare.options(0, taken), Clock.systemUTC(), TestCloudflare.deaf()))
                        .isInstanceOf(InputFailure.class)
                        .hasMessageMatching("the port " + taken
                                + " for Workers is taken by (another process|the process \\d+ \\(java\\)); end that one, or "
                                + "choose another port with -Dcloudflare.port");
                int takenApi = cloudflare.cloudflare().apiBase().getPort();
                assertThatThrownBy(() -> EmbeddedCloudflare.start(
                                folder, TestCloudflare.options(takenApi, 0), Clock.systemUTC(), TestCloudflare.deaf()))
                        .isInstanceOf(InputFailure.class)
                        .hasMessageMatching("the port " + takenApi
                                + " for the API is taken by (another process|the process \\d+ \\(java\\)); end that one, or "
                                + "choose another port with -Dcloudflare.apiPort");
            }
            TestCloudflare.start(other).close();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsOneSentenceAndNothingIsLost() throws IOException {
        Path full = Path.of("/dev/full");
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            String first = api.deploy("kept", WorkerUpload.answering("'kept'"));

            Path script = state.resolve("scripts/kept.json");
            Files.createSymbolicLink(state.resolve("scripts/kept.json.partial"), full);
            Answer upload = api.form("POST", TestApi.script("kept") + "/versions", WorkerUpload.answering("'kept'"));
            assertThat(upload.status()).isEqualTo(500);
            assertThat(upload.message())
                    .isEqualTo("The embedded Cloudflare broke: the state file " + script
                            + " cannot be written (No space left on device); what was kept before is still there");

            Files.createSymbolicLink(state.resolve("resources.json.partial"), full);
            Answer queue = api.send("POST", TestApi.ACCOUNT + "/queues", "{\"queue_name\":\"queue\"}");
            assertThat(queue.status()).isEqualTo(500);

            // Nothing is seen that is not kept, and there is no half of anything.
            assertThat(api.get(TestApi.script("kept") + "/versions").result().path("items"))
                    .hasSize(1);
            assertThat(api.get(TestApi.ACCOUNT + "/queues").result()).isEmpty();
            assertThat(api.ask("kept", "/").body()).isEqualTo("kept");
            assertThat(state.resolve("scripts")).isDirectoryNotContaining("glob:**.partial");

            // There is space again.
            String second = api.upload("kept", WorkerUpload.answering("'next'"));
            api.deployVersion("kept", second).result();
            assertThat(api.ask("kept", "/").body()).isEqualTo("next");
            assertThat(second).isNotEqualTo(first);
        }
    }

    @Test
    void aResetRemovesAllAndSaysWhat() throws IOException {
        assertThat(StateReset.run(state, true).files()).isZero();
        try (TestCloudflare cloudflare = start()) {
            cloudflare.api().deploy("hello", WorkerUpload.answering("'hello'").kv("KV", NAMESPACE));
            assertThatThrownBy(() -> StateReset.run(state, true))
                    .isInstanceOf(InputFailure.class)
                    .hasMessage("a process is using the embedded Cloudflare in " + state
                            + "; end it first (cloudflare:local ends with Ctrl-C)");
            assertThat(cloudflare.api().ask("hello", "/").body()).isEqualTo("hello");
        }
        StateReset.Removed looked = StateReset.run(state, false);
        assertThat(looked.workers()).containsExactly("hello");
        assertThat(looked.files()).isGreaterThan(3);
        assertThat(looked.bytes()).isPositive();
        assertThat(StateReset.run(state, true)).isEqualTo(looked);
        assertThat(state)
                .isDirectoryNotContaining(f ->
                        !Set.of("lock", ".gitignore").contains(f.getFileName().toString()));
        assertThat(StateReset.run(state, true)).isEqualTo(new StateReset.Removed(List.of(), 0, 0));
        try (TestCloudflare cloudflare = start()) {
            assertThat(cloudflare
                            .api()
                            .get(TestApi.ACCOUNT + "/workers/scripts")
                            .result())
                    .isEmpty();
        }
    }

    @Test
    void aResetTakesWhatIsDamagedOrNewer() throws IOException {
        for (String content : List.of("{\"format\": 2}", "", "{")) {
            start().close();
            Files.writeString(state.resolve("state.json"), content);
            assertThatThrownBy(this::start).hasMessageContaining(state.toString());
            assertThat(StateReset.run(state, true).files()).isPositive();
            start().close();
        }
    }

    @Test
    void aResetLeavesFoldersOfOthersAlone() throws IOException {
        Path file = Files.writeString(Files.createDirectories(state).resolve("precious.txt"), "mine");
        Files.writeString(state.resolve("state.json"), "{}");
        assertThatThrownBy(() -> StateReset.run(state, true))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the folder " + state + " holds no state of the embedded Cloudflare (no state.json with a "
                        + "lock beside it), so nothing in it is removed");
        assertThat(file).hasContent("mine");
    }

    @Test
    void callsAtOnceLoseNothing() throws Exception {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("busy", WorkerUpload.answering("'busy'"));
            int calls = 12;
            ExecutorService threads = Executors.newFixedThreadPool(calls);
            List<Future<Integer>> answers = IntStream.range(0, calls)
                    .mapToObj(i -> threads.submit(() -> call(api, i)))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            }
            threads.shutdown();
            JsonNode items = api.get(TestApi.script("busy") + "/versions?deployable=true")
                    .result()
                    .path("items");
            assertThat(items).hasSize(1 + calls / 3);
            assertThat(new HashSet<>(items.findValuesAsText("number"))).hasSize(items.size());
            assertThat(api.get(TestApi.ACCOUNT + "/workers/scripts").result()).hasSize(1 + calls / 3);
            assertThat(api.get(TestApi.ACCOUNT + "/storage/kv/namespaces").result())
                    .hasSize(calls / 3);
        }
    }

    private static int call(TestApi api, int number) {
        return switch (number % 3) {
            case 0 -> {
                api.upload("busy", WorkerUpload.answering("'" + number + "'"));
                yield 200;
            }
            case 1 ->
                api.form("PUT", TestApi.script("other" + number), WorkerUpload.answering("'other'"))
                        .status();
            default ->
                api.send("POST", TestApi.ACCOUNT + "/storage/kv/namespaces", "{\"title\":\"n" + number + "\"}")
                        .status();
        };
    }
}
