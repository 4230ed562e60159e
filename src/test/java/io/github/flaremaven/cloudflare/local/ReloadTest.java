package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** New versions take over without a failed request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadTest {
    private static final int CLIENTS = 24;
    private static final int RELOADS = 5;
    private static final int ROUNDS_BETWEEN = 3 * CLIENTS;

    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static WorkerUpload busy(int number) {
        return WorkerUpload.module("""
                export default {
                  async fetch(request) {
                    switch (new URL(request.url).pathname) {
                      case "/slow":
                        await scheduler.wait(250);
                        return new Response("slow");
                      case "/stream": {
                        let left = 20;
                        return new Response(new ReadableStream({
                          async pull(c) {
                            await scheduler.wait(5);
                            if (left-- > 0) c.enqueue(new Uint8Array(1000)); else c.close();
                          } }));
                      }
                      case "/echo":
                        return new Response(request.body);
                      default:
                        return new Response("version NUMBER");
                    }
                  },
                };
                """.replace("NUMBER", Integer.toString(number)));
    }

    /** Calls until told to stop; says what went wrong. */
    private Callable<Integer> client(int number, AtomicBoolean over, AtomicInteger answered, Queue<String> failures) {
        return () -> {
            int done = 0;
            while (!over.get()) {
                try {
                    call(number % 4);
                    done++;
                } catch (Exception | AssertionError e) {
                    failures.add(number % 4 + ": " + e);
                }
                answered.incrementAndGet();
            }
            return done;
        };
    }

    private void call(int kind) {
        switch (kind) {
            case 0 -> assertThat(api.ask("busy", "/").body()).startsWith("version ");
            case 1 -> assertThat(api.ask("busy", "/slow").body()).isEqualTo("slow");
            case 2 -> assertThat(api.ask("busy", "/stream").body()).hasSize(20_000);
            default -> {
                byte[] body = new byte[200_000];
                Arrays.fill(body, (byte) 7);
                HttpResponse<byte[]> echo = api.send(
                        api.request("busy.localhost", "/echo")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray());
                assertThat(echo.statusCode()).isEqualTo(200);
                assertThat(echo.body()).isEqualTo(body);
            }
        }
    }

    @Test
    void noRequestFailsWhileVersionsComeAndGo() throws Exception {
        String first = api.deploy("busy", busy(0));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(clients.submit(client(i, over, answered, failures)));
        }
        for (int reload = 1; reload <= RELOADS; reload++) {
            String next = api.upload("busy", busy(reload));
            api.split("busy", next, 30, first, 70).result();
            int enough = answered.get() + ROUNDS_BETWEEN;
            while (answered.get() < enough) {
                Thread.onSpinWait();
            }
            first = next;
        }
        over.set(true);
        for (Future<Integer> client : running) {
            assertThat(client.get(60, TimeUnit.SECONDS)).isPositive();
        }
        clients.shutdown();
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(RELOADS * ROUNDS_BETWEEN);
    }

    @Test
    void aVersionThatWasJustUploadedIsDeployedWithoutAnotherProcess() {
        api.deploy("quick", WorkerUpload.answering("'one'"));
        String next = api.upload("quick", WorkerUpload.answering("'two'").binding("""
                {"type": "secret_text", "name": "S", "text": "s"}"""));
        assertThat(api.ask("quick", "/").body()).isEqualTo("one");
        int before = cloudflare.starts();
        api.deployVersion("quick", next).result();
        assertThat(api.ask("quick", "/").body()).isEqualTo("two");
        assertThat(cloudflare.starts()).isEqualTo(before);
    }

    @Test
    void aBindingFollowsTheVersionThatLeads() {
        api.deploy("inner", WorkerUpload.answering("'inner one'"));
        api.deploy("outer", WorkerUpload.module("""
                export default { async fetch(request, env) { return env.INNER.fetch(request); } };
                """).binding("""
                {"type": "service", "name": "INNER", "service": "inner"}"""));
        assertThat(api.ask("outer", "/").body()).isEqualTo("inner one");
        String next = api.upload("inner", WorkerUpload.answering("'inner two'"));
        assertThat(api.ask("outer", "/").body()).isEqualTo("inner one");
        api.deployVersion("inner", next).result();
        assertThat(api.ask("outer", "/").body()).isEqualTo("inner two");
    }

    @Test
    void whatIsLeftToWaitUntilIsFinished() throws Exception {
        String namespace = "0123456789abcdef0123456789abcdef";
        api.deploy("late", WorkerUpload.module("""
                export default {
                  async fetch(request, env, ctx) {
                    ctx.waitUntil((async () => {
                      await scheduler.wait(1500);
                      await env.KV.put("late", "done");
                    })());
                    return new Response("early");
                  },
                };
                """).kv("KV", namespace));
        assertThat(api.ask("late", "/").body()).isEqualTo("early");
        List<ProcessHandle> old = Workerds.ofThisProcess();
        api.deploy("late", WorkerUpload.answering("'next'"));
        assertThat(api.ask("late", "/").body()).isEqualTo("next");
        Workerds.awaitEnd(old);
        assertThat(new String(
                        api.raw(
                                        "GET",
                                        TestApi.ACCOUNT + "/storage/kv/namespaces/" + namespace + "/values/late",
                                        BodyPublishers.noBody(),
                                        Map.of())
                                .body(),
                        StandardCharsets.UTF_8))
                .isEqualTo("done");
    }

    private static WorkerUpload counter(int number) {
        return WorkerUpload.module("""
                import { DurableObject } from "cloudflare:workers";
                export class Counter extends DurableObject {
                  async next() {
                    const { n } = this.ctx.storage.sql.exec("SELECT coalesce(max(n), 0) + 1 AS n FROM t").one();
                    await scheduler.wait(1);
                    this.ctx.storage.sql.exec("INSERT INTO t VALUES (?)", n);
                    return n;
                  }
                  constructor(ctx, env) {
                    super(ctx, env);
                    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)");
                    this.queue = Promise.resolve();
                  }
                  fetch() {
                    return this.queue = this.queue.then(async () => new Response(String(await this.next())));
                  }
                }
                export default {
                  fetch(request, env) { // version NUMBER
                    return env.COUNTER.get(env.COUNTER.idFromName("one")).fetch(request);
                  },
                };
                """.replace("NUMBER", Integer.toString(number)))
                .binding("""
                {"type": "durable_object_namespace", "name": "COUNTER", "class_name": "Counter"}""");
    }

    @Test
    void anObjectNeverLivesTwice(@TempDir Path folder) throws Exception {
        // Apart from the others: with objects about, every change waits for the requests that are under way.
        try (TestCloudflare apart = TestCloudflare.start(folder.resolve("state"))) {
            countOverReloads(apart.api());
        }
    }

    private static void countOverReloads(TestApi api) throws Exception {
        String first = api.deploy(
                "counting",
                counter(0)
                        .metadata(
                                "migrations",
                                "{\"new_tag\": \"v1\", \"steps\": [{\"new_sqlite_classes\": [\"Counter\"]}]}"));
        int threads = 8;
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        AtomicBoolean over = new AtomicBoolean();
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            clients.execute(() -> {
                try {
                    while (!over.get()) {
                        answers.add(api.ask("counting", "/").body());
                    }
                } catch (RuntimeException e) {
                    answers.add(e.toString());
                } finally {
                    ended.countDown();
                }
            });
        }
        for (int reload = 1; reload <= 3; reload++) {
            String next = api.upload("counting", counter(reload));
            api.split("counting", next, 60, first, 40).result();
            first = next;
            int enough = answers.size() + 50;
            while (answers.size() < enough && ended.getCount() == threads) {
                Thread.onSpinWait();
            }
        }
        over.set(true);
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        clients.shutdown();
        TreeSet<Integer> numbers = new TreeSet<>();
        answers.forEach(a -> numbers.add(Integer.parseInt(a)));
        assertThat(numbers).hasSameSizeAs(answers);
        assertThat(numbers.first()).isEqualTo(1);
        assertThat(numbers.last()).isEqualTo(answers.size());
    }

    @Test
    void aBodyThatIsUnderWayReachesTheVersionItWasSentTo() throws Exception {
        api.deploy("slowly", WorkerUpload.answering("await request.text() + ' one'"));
        try (RawClient client = new RawClient(api.workersPort())) {
            client.say("POST / HTTP/1.1\r\nHost: slowly.localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            api.ask("slowly", "/"); // the one above has come in before this one is answered
            api.deploy("slowly", WorkerUpload.answering("'two'"));
            assertThat(api.ask("slowly", "/").body()).isEqualTo("two");
            client.say("3\r\ndef\r\n0\r\n\r\n");
            assertThat(client.body(client.head())).isEqualTo("abcdef one");
        }
    }
}
