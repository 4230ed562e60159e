package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workerd process: how it starts, how it ends, and what outlives what. */
class ProcessTest {
    @TempDir
    private Path folder;

    private TestCloudflare start() {
        return TestCloudflare.start(folder.resolve("state"));
    }

    @Test
    void aKilledWorkerdIsReplaced() throws Exception {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("hello", WorkerUpload.answering("'hello'"));
            for (int i = 0; i < 3; i++) {
                List<ProcessHandle> killed = Workerds.ofThisProcess();
                assertThat(killed).hasSize(1);
                killed.get(0).destroyForcibly();
                assertThat(api.ask("hello", "/").body()).isEqualTo("hello");
                cloudflare.awaitCrash();
                Workerds.awaitEnd(killed);
            }
            assertThat(cloudflare.starts()).isEqualTo(4);
        }
    }

    @Test
    void noReadFailsWhileWorkerdIsKilledUnderLoad() throws Exception {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("busy", WorkerUpload.answering("(await scheduler.wait(2), 'busy')"));
            int clients = 8;
            ExecutorService threads = Executors.newFixedThreadPool(clients);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> {
                    while (!over.get()) {
                        HttpResponse<String> answer = api.ask("busy", "/");
                        assertThat(answer.body()).isEqualTo("busy");
                        answered.incrementAndGet();
                    }
                }));
            }
            for (int kill = 0; kill < 4; kill++) {
                int enough = answered.get() + 5 * clients;
                while (answered.get() < enough) {
                    for (Future<?> client : running) {
                        if (client.isDone()) {
                            client.get(); // it failed
                        }
                    }
                    Thread.onSpinWait();
                }
                Workerds.ofThisProcess().forEach(ProcessHandle::destroyForcibly);
                cloudflare.awaitCrash();
            }
            over.set(true);
            for (Future<?> client : running) {
                client.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
        }
    }

    @Test
    void aWorkerdThatIsKilledWhileItStartsIsStartedAgain() throws Exception {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("hello", WorkerUpload.answering("'hello 0'"));
            for (int i = 1; i <= 3; i++) {
                List<ProcessHandle> before = Workerds.ofThisProcess();
                String code = "'hello " + i + "'";
                CompletableFuture<String> upload =
                        CompletableFuture.supplyAsync(() -> api.upload("hello", WorkerUpload.answering(code)));
                boolean killed = false;
                while (!killed && !upload.isDone()) {
                    for (ProcessHandle process : Workerds.ofThisProcess()) {
                        killed |= !before.contains(process) && process.destroyForcibly();
                    }
                }
                String version = upload.get(60, TimeUnit.SECONDS);
                assertThat(api.ask("hello", "/").body()).isEqualTo("hello " + (i - 1));
                api.deployVersion("hello", version).result();
                assertThat(api.ask("hello", "/").body()).isEqualTo("hello " + i);
                if (killed) {
                    cloudflare.awaitCrash();
                }
            }
        }
    }

    @Test
    void aWorkerThatCannotLiveIsGivenUpAndTriedAgainOnRequest() throws Exception {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("hello", WorkerUpload.answering("'hello'"));
            int crashes = 0;
            while (crashes < 6) {
                assertThat(api.ask("hello", "/").body()).isEqualTo("hello");
                Workerds.ofThisProcess().forEach(ProcessHandle::destroyForcibly);
                cloudflare.awaitCrash();
                crashes++;
            }
            // A request that came in before it was given up is told so; the next one starts it anew.
            assertThat(Stream.generate(() -> api.ask("hello", "/").body()).limit(2))
                    .contains("hello");
        }
    }

    @Test
    void anUploadThatDoesNotStartChangesNothing() {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("hello", WorkerUpload.answering("'hello'"));
            refused(api, "throw new Error('boom {\"a\": 1}');", "Uncaught Error: boom {\"a\": 1}\n  at index.js:1:7");
            refused(
                    api,
                    "export default { fetch( {",
                    "Uncaught SyntaxError: Unexpected end of input\n  at index.js:1:25");
            refused(
                    api,
                    "import x from './nope.js'; export default {}",
                    "Uncaught Error: No such module \"nope.js\".\n  imported from \"index.js\"");
            assertThat(api.ask("hello", "/").body()).isEqualTo("hello");
            assertThat(api.get(TestApi.script("hello") + "/versions").result().path("items"))
                    .hasSize(1);
            Answer flag = api.form(
                    "POST",
                    TestApi.script("hello") + "/versions",
                    WorkerUpload.answering("''").metadata("compatibility_flags", "[\"no_such_flag\"]"));
            assertThat(flag.message()).isEqualTo("No such compatibility flag: no_such_flag");
            Answer fresh = api.form("PUT", TestApi.script("fresh"), WorkerUpload.module("throw 1;"));
            assertThat(fresh.code()).isEqualTo(10021);
            assertThat(api.get(TestApi.script("fresh") + "/settings").status()).isEqualTo(404);
        }
    }

    private static void refused(TestApi api, String code, String complaint) {
        for (Answer answer : List.of(
                api.form("POST", TestApi.script("hello") + "/versions", WorkerUpload.module(code)),
                api.form("PUT", TestApi.script("hello"), WorkerUpload.module(code)))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo(10021);
            assertThat(answer.message()).isEqualTo(complaint);
        }
    }

    /** Two that run while one of them cannot run any more. */
    @Test
    void oneWorkerThatCannotRunKeepsNoOtherFromRunning() {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("target", WorkerUpload.module("""
                    import { WorkerEntrypoint } from "cloudflare:workers";
                    export class Named extends WorkerEntrypoint { fetch() { return new Response("named"); } }
                    export default { fetch() { return new Response("default"); } };
                    """));
            api.deploy(
                    "user",
                    WorkerUpload.module("export default { fetch: (r, env) => env.S.fetch(r) };")
                            .binding("""
                    {"type": "service", "name": "S", "service": "target", "entrypoint": "Named"}"""));
            assertThat(api.ask("user", "/").body()).isEqualTo("named");
            api.deploy("target", WorkerUpload.answering("'changed'"));
            assertThat(api.ask("target", "/").body()).isEqualTo("changed");
            assertThat(api.ask("user", "/").statusCode()).isEqualTo(500);
            assertThat(api.ask("user", "/").body()).contains("user cannot run", "Named");
        }
    }

    @Test
    void nothingIsLeftAfterClose() throws Exception {
        Set<String> threadsBefore = threads();
        int apiPort;
        int workersPort;
        List<ProcessHandle> processes = new ArrayList<>();
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy("hello", WorkerUpload.answering("'hello'").kv("KV", "0123456789abcdef0123456789abcdef"));
            assertThat(api.ask("hello", "/").body()).isEqualTo("hello");
            apiPort = cloudflare.cloudflare().apiBase().getPort();
            workersPort = cloudflare.cloudflare().workersPort();
            ProcessHandle.current().descendants().forEach(processes::add);
            assertThat(Workerds.ofThisProcess()).hasSize(1);
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        for (int port : new int[] {apiPort, workersPort}) {
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(folder.resolve("state/run")).isEmptyDirectory();
        Set<String> threadsAfter = threads();
        threadsAfter.removeAll(threadsBefore);
        assertThat(threadsAfter).isEmpty();
    }

    /** Names of what could be ours; clients of the tests and the JDK's own come and go. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(n -> n.startsWith("vert.x")
                        || n.startsWith("workerd")
                        || n.startsWith("bindings")
                        || n.startsWith("MVStore"))
                .collect(Collectors.toSet());
    }

    @Test
    void aKilledBuildLeavesNoProcess() throws Exception {
        Process build = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dcloudflare.workerd="
                                + TestCloudflare.options(0, 0).workerd().get(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AnotherBuild.class.getName(),
                        folder.resolve("state").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = build.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("hello");
            List<ProcessHandle> children =
                    build.toHandle().descendants().collect(Collectors.toCollection(ArrayList::new));
            assertThat(Workerds.of(build.toHandle())).hasSize(1);
            assertThat(StateFolder.tryOpen(folder.resolve("state"))).isEmpty();
            build.destroyForcibly();
            Workerds.awaitEnd(children);
        } finally {
            build.destroyForcibly();
        }
        try (TestCloudflare again = start()) {
            assertThat(again.api().ask("hello", "/").body()).isEqualTo("hello");
            assertThat(again.api()
                            .raw("GET", AnotherBuild.KEY, BodyPublishers.noBody(), Map.of())
                            .body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("kept");
        }
    }

    @Test
    void whatAnObjectAnsweredIsKeptWhenWorkerdIsKilled() throws Exception {
        try (TestCloudflare cloudflare = start()) {
            TestApi api = cloudflare.api();
            api.deploy(
                    "counter",
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
                      fetch: (request, env) => env.COUNTER.get(env.COUNTER.idFromName("x")).fetch(request),
                    };
                    """)
                            .binding(
                                    "{\"type\":\"durable_object_namespace\",\"name\":\"COUNTER\",\"class_name\":\"Counter\"}")
                            .metadata(
                                    "migrations",
                                    "{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"Counter\"]}]}"));
            int answered = 0;
            for (int kill = 0; kill < 3; kill++) {
                for (int i = 0; i < 5; i++) {
                    assertThat(api.ask("counter", "/").body()).isEqualTo(Integer.toString(++answered));
                }
                Workerds.ofThisProcess().forEach(ProcessHandle::destroyForcibly);
                cloudflare.awaitCrash();
            }
            assertThat(api.ask("counter", "/").body()).isEqualTo(Integer.toString(++answered));
        }
    }

    /** A process that owns an embedded Cloudflare, says what its Worker says, and waits to be killed. */
    static final class AnotherBuild {
        private static final String KEY =
                TestApi.ACCOUNT + "/storage/kv/namespaces/0123456789abcdef0123456789abcdef/values/k";

        private AnotherBuild() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            TestCloudflare cloudflare = TestCloudflare.start(Path.of(arguments[0]));
            cloudflare
                    .api()
                    .deploy("hello", WorkerUpload.answering("'hello'").kv("KV", "0123456789abcdef0123456789abcdef"));
            cloudflare
                    .api()
                    .call("PUT", KEY, BodyPublishers.ofString("kept"), Map.of())
                    .result();
            System.out.println(cloudflare.api().ask("hello", "/").body());
            System.out.flush();
            Thread.sleep(Duration.ofMinutes(10).toMillis());
        }
    }
}
