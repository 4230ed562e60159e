package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in a queue outlives the process, and deliveries that it interrupts are made again. */
@Timeout(120)
class QueueRestartTest {
    private static final String QUEUES = TestApi.ACCOUNT + "/queues";
    private static final String KV = "0123456789abcdef0123456789abcdef";

    /** The first delivery of {@code hang} never ends; each delivery leaves a key. */
    private static final String WORKER = """
            export default {
              async fetch(request, env) {
                await env.JOBS.send(new URL(request.url).pathname.slice(1));
                return new Response("sent");
              },
              async queue(batch, env) {
                for (const m of batch.messages) {
                  const before = await env.KV.get(m.body);
                  await env.KV.put(m.body, (before ?? "") + "VERSION" + m.attempts + " ");
                  if (m.body === "hang" && before === null) await new Promise((r) => setTimeout(r, 3600000));
                  if (m.body === "slow") await new Promise((r) => setTimeout(r, 500));
                }
              },
            };
            """;

    private static WorkerUpload upload(String version) {
        return WorkerUpload.module(WORKER.replace("VERSION", version))
                .kv("KV", KV)
                .binding("{\"type\":\"queue\",\"name\":\"JOBS\",\"queue_name\":\"jobs\"}");
    }

    private static String queue(TestApi api) {
        return QUEUES + "/"
                + api.get(QUEUES + "?name=jobs")
                        .result()
                        .path(0)
                        .path("queue_id")
                        .asText();
    }

    private static void deploy(TestApi api) {
        api.send("POST", QUEUES, "{\"queue_name\":\"jobs\"}").result();
        api.deploy("app", upload("a"));
    }

    private static void consume(TestApi api) {
        api.send(
                        "POST",
                        queue(api) + "/consumers",
                        "{\"type\":\"worker\",\"script_name\":\"app\",\"settings\":{\"max_wait_time_ms\":0}}")
                .result();
    }

    /** Waits until the queue is empty. */
    private static void awaitEmpty(TestApi api) throws InterruptedException {
        while (api.get(queue(api) + "/metrics").result().path("backlog_count").asInt() > 0) {
            Thread.sleep(20);
        }
    }

    private static String delivered(TestApi api, String message) {
        return new String(
                api.raw(
                                "GET",
                                TestApi.ACCOUNT + "/storage/kv/namespaces/" + KV + "/values/" + message,
                                java.net.http.HttpRequest.BodyPublishers.noBody(),
                                java.util.Map.of())
                        .body(),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void awaitDelivery(TestApi api, String message) throws InterruptedException {
        while (delivered(api, message).contains("success")) {
            Thread.sleep(20);
        }
    }

    @Test
    void messagesAndConsumersOutliveTheProcess(@TempDir Path folder) throws InterruptedException {
        Path state = folder.resolve("state");
        try (TestCloudflare cloudflare = TestCloudflare.start(state)) {
            deploy(cloudflare.api());
            consume(cloudflare.api());
            cloudflare
                    .api()
                    .send("PATCH", queue(cloudflare.api()), "{\"settings\":{\"delivery_paused\":true}}")
                    .result();
            cloudflare.api().ask("app", "/kept");
        }
        try (TestCloudflare cloudflare = TestCloudflare.start(state)) {
            TestApi api = cloudflare.api();
            assertThat(api.get(queue(api) + "/metrics")
                            .result()
                            .path("backlog_count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(cloudflare.starts()).as("nothing to do yet").isZero();
            api.send("PATCH", queue(api), "{\"settings\":{\"delivery_paused\":false}}")
                    .result();
            awaitEmpty(api);
            assertThat(delivered(api, "kept")).isEqualTo("a1 ");
        }
    }

    @Test
    void aDeliveryThatACrashInterruptsIsMadeAgain(@TempDir Path folder) throws Exception {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder.resolve("state"))) {
            TestApi api = cloudflare.api();
            deploy(api);
            consume(api);
            api.ask("app", "/hang");
            awaitDelivery(api, "hang");
            List<ProcessHandle> before = Workerds.ofThisProcess();
            before.forEach(ProcessHandle::destroyForcibly);
            Workerds.awaitEnd(before);
            awaitEmpty(api);
            assertThat(delivered(api, "hang"))
                    .as("the interrupted one does not count as an attempt")
                    .isEqualTo("a1 a1 ");
        }
    }

    @Test
    void aDeploymentLetsADeliveryFinish(@TempDir Path folder) throws InterruptedException {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder.resolve("state"))) {
            TestApi api = cloudflare.api();
            deploy(api);
            consume(api);
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 30; i++) {
                    api.ask("app", "/m" + i);
                }
            });
            api.ask("app", "/slow");
            awaitDelivery(api, "slow");
            api.deploy("app", upload("b"));
            sender.join();
            awaitEmpty(api);
            assertThat(delivered(api, "slow")).isEqualTo("a1 ");
            for (int i = 0; i < 30; i++) {
                assertThat(delivered(api, "m" + i))
                        .as(() -> String.join("\n", cloudflare.lines()))
                        .isIn("a1 ", "b1 ");
            }
        }
    }

    @Test
    void whatWasLeftIsDeliveredOnlyWhereThingsHappenByThemselves(@TempDir Path folder) throws InterruptedException {
        Path state = folder.resolve("state");
        try (TestCloudflare cloudflare = TestCloudflare.start(state)) {
            deploy(cloudflare.api());
            cloudflare
                    .api()
                    .send("POST", queue(cloudflare.api()) + "/messages", "{\"body\":\"later\",\"delay_seconds\":1}")
                    .result();
            consume(cloudflare.api());
        }
        try (TestCloudflare cloudflare = TestCloudflare.start(state)) {
            awaitEmpty(cloudflare.api());
            assertThat(delivered(cloudflare.api(), "later")).isEqualTo("a1 ");
            assertThat(Json.compact(
                            cloudflare.api().get(queue(cloudflare.api())).result()))
                    .contains("\"consumers_total_count\":1");
        }
    }
}
