package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wrangler's commands for queues work on the embedded Cloudflare, and Workers and messages heed them. */
class WranglerQueuesTest extends WranglerTest {
    private static final String QUEUES = TestApi.ACCOUNT + "/queues";

    /** Sends the path it is asked for, and answers with what it has consumed. */
    private static final String WORKER = """
            const consumed = [];
            export default {
              async fetch(request, env) {
                const path = new URL(request.url).pathname;
                if (path === "/consumed") return Response.json(consumed);
                await env.JOBS.send(path);
                return new Response("sent");
              },
              async queue(batch) {
                consumed.push(...batch.messages.map((m) => batch.queue + m.body));
              },
            };
            """;

    private JsonNode queue(String name) {
        return api.get(QUEUES + "?name=" + name).result().path(0);
    }

    private long backlog(String name) {
        return api.get(QUEUES + "/" + queue(name).path("queue_id").asText() + "/metrics")
                .result()
                .path("backlog_count")
                .asLong();
    }

    private void deploy(String worker, String more) throws IOException {
        wrangler()
                .write(
                        "wrangler.toml",
                        "name = \"" + worker + "\"\nmain = \"index.js\"\ncompatibility_date = \"2026-05-01\"\n" + more);
        wrangler().write("index.js", WORKER);
        wrangler().run("deploy");
    }

    private void awaitConsumed(String worker, String expected) throws InterruptedException {
        while (!api.ask(worker, "/consumed").body().equals(expected)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void makesSetsUpShowsAndDeletesQueues() {
        wrangler().run("queues", "create", "pantry", "--delivery-delay-secs", "5");
        assertThat(queue("pantry").path("settings").path("delivery_delay").asInt())
                .isEqualTo(5);
        wrangler().run("queues", "update", "pantry", "--message-retention-period-secs", "3600");
        assertThat(queue("pantry").path("settings"))
                .isEqualTo(Json.parse(
                        "{\"delivery_delay\":5,\"delivery_paused\":false,\"message_retention_period\":3600}"));
        assertThat(wrangler().run("queues", "list").log()).contains("pantry");
        assertThat(wrangler().run("queues", "info", "pantry").log())
                .contains(queue("pantry").path("queue_id").asText(), "Number of Consumers: 0");
        assertThat(wrangler().refused("queues", "create", "pantry").log()).contains("11009");
        wrangler().run("queues", "delete", "pantry");
        assertThat(api.get(QUEUES + "?name=pantry").result()).isEmpty();
        assertThat(wrangler().refused("queues", "info", "pantry").log()).contains("does not exist");
    }

    @Test
    @Timeout(120)
    void deploysAProducerWithItsConsumer() throws IOException, InterruptedException {
        wrangler().run("queues", "create", "jobs");
        deploy("both", """
                [[queues.producers]]
                binding = "JOBS"
                queue = "jobs"

                [[queues.consumers]]
                queue = "jobs"
                max_batch_size = 2
                max_batch_timeout = 0
                dead_letter_queue = "jobs-dead"
                """);
        assertThat(queue("jobs")
                        .path("consumers")
                        .path(0)
                        .path("settings")
                        .path("batch_size")
                        .asInt())
                .isEqualTo(2);
        assertThat(wrangler().run("queues", "info", "jobs").log()).contains("worker:both");
        api.ask("both", "/one");
        awaitConsumed("both", "[\"jobs/one\"]");

        wrangler().run("queues", "pause-delivery", "jobs");
        api.ask("both", "/two");
        assertThat(backlog("jobs")).isEqualTo(1);
        wrangler().run("queues", "resume-delivery", "jobs");
        awaitConsumed("both", "[\"jobs/one\",\"jobs/two\"]");

        wrangler().run("queues", "consumer", "remove", "jobs", "both");
        api.ask("both", "/three");
        assertThat(backlog("jobs")).isEqualTo(1);
        wrangler().run("queues", "purge", "jobs", "--force");
        assertThat(backlog("jobs")).isZero();
        wrangler().run("queues", "consumer", "add", "jobs", "both", "--batch-timeout", "0", "--message-retries", "1");
        api.ask("both", "/four");
        awaitConsumed("both", "[\"jobs/one\",\"jobs/two\",\"jobs/four\"]");
        assertThat(queue("jobs")
                        .path("consumers")
                        .path(0)
                        .path("settings")
                        .path("max_retries")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void addsAndRemovesAPullConsumer() {
        wrangler().run("queues", "create", "pulled");
        wrangler()
                .run(
                        "queues",
                        "consumer",
                        "http",
                        "add",
                        "pulled",
                        "--visibility-timeout-secs",
                        "7",
                        "--dead-letter-queue",
                        "pulled-dead");
        JsonNode consumer = queue("pulled").path("consumers").path(0);
        assertThat(consumer.path("type").asText()).isEqualTo("http_pull");
        assertThat(consumer.path("settings").path("visibility_timeout_ms").asInt())
                .isEqualTo(7000);
        assertThat(wrangler()
                        .run("queues", "consumer", "http", "list", "pulled")
                        .log())
                .contains(consumer.path("consumer_id").asText(), "pulled-dead");
        assertThat(wrangler().run("queues", "info", "pulled").log()).contains("HTTP Pull Consumer");
        wrangler().run("queues", "consumer", "http", "remove", "pulled");
        assertThat(queue("pulled").path("consumers")).isEmpty();
    }
}
