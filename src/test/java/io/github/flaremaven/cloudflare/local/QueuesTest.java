package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues: what Workers and the API send reaches Workers and those who pull. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueuesTest {
    private static final String QUEUES = TestApi.ACCOUNT + "/queues";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Sends what it is told to, and as a consumer does what the messages say. */
    private static final String WORKER = """
            const seen = [];
            export default {
              async fetch(request, env) {
                if (new URL(request.url).pathname === "/seen") return Response.json(seen);
                const { queue, operation, parameters } = await request.json();
                try {
                  const values = parameters.map((p) =>
                    p === "a Map" ? new Map([["k", 1]]) : p === "some bytes" ? new Uint8Array([1, 255]) : p);
                  const result = await env[queue][operation](...values);
                  return Response.json({ result: result ?? null });
                } catch (e) {
                  return Response.json({ error: String(e) });
                }
              },
              async queue(batch) {
                seen.push({
                  queue: batch.queue,
                  version: "VERSION",
                  backlog: batch.metadata?.metrics?.backlogCount ?? null,
                  messages: batch.messages.map((m) => ({
                    attempts: m.attempts,
                    sent: m.timestamp.getTime(),
                    body: m.body instanceof Map ? ["Map", ...m.body] :
                      m.body instanceof Uint8Array ? ["bytes", ...m.body] : m.body,
                  })),
                });
                for (const m of batch.messages) {
                  if (m.body?.ack) m.ack();
                  if (m.body?.retry) m.retry(m.body.retry);
                }
                for (const m of batch.messages) {
                  if (m.body?.retryAll) batch.retryAll(m.body.retryAll);
                  if (m.body?.ackAll) batch.ackAll();
                }
                if (batch.messages.some((m) => m.body?.throws)) throw new Error("no");
              },
            };
            """;

    private final TestClock clock = new TestClock(NOW);
    private TestCloudflare cloudflare;
    private TestApi api;
    private int queues;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"), clock);
        api = cloudflare.api();
        api.deploy("app", upload("one"));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static WorkerUpload upload(String version) {
        WorkerUpload upload = WorkerUpload.module(WORKER.replace("VERSION", version))
                .metadata("compatibility_date", "\"2026-05-01\"");
        for (int i = 0; i < 40; i++) {
            upload.binding("{\"type\":\"queue\",\"name\":\"Q" + i + "\",\"queue_name\":\"q" + i + "\"}");
        }
        return upload.binding("{\"type\":\"queue\",\"name\":\"SLOW\",\"queue_name\":\"slow\",\"delivery_delay\":60}")
                .binding("{\"type\":\"queue\",\"name\":\"NONE\",\"queue_name\":\"none\"}");
    }

    /** A queue that no other test uses, bound to the Worker. */
    private final class Queue {
        private final String name;
        private final String binding;
        private final String path;

        Queue(String settings) {
            this("q" + queues, "Q" + queues, settings);
            queues++;
        }

        Queue(String name, String binding, String settings) {
            this.name = name;
            this.binding = binding;
            this.path = QUEUES + "/"
                    + api.send("POST", QUEUES, "{\"queue_name\":\"" + name + "\",\"settings\":" + settings + "}")
                            .result()
                            .path("queue_id")
                            .asText();
        }

        JsonNode call(String operation, String parameters) {
            ObjectNode body = Json.object().put("queue", binding).put("operation", operation);
            body.set("parameters", Json.parse(parameters));
            HttpResponse<String> response = api.send(
                    api.request("app.localhost", "/")
                            .POST(BodyPublishers.ofString(Json.compact(body)))
                            .build(),
                    BodyHandlers.ofString());
            return Json.parse(response.body());
        }

        JsonNode send(String parameters) {
            JsonNode answer = call("send", "[" + parameters + "]");
            assertThat(answer.has("error")).as(answer.toString()).isFalse();
            return answer.path("result");
        }

        Queue worker(String settings) {
            return worker(settings, "");
        }

        Queue worker(String settings, String more) {
            api.send(
                            "POST",
                            path + "/consumers",
                            "{\"type\":\"worker\",\"script_name\":\"app\",\"settings\":" + settings + more + "}")
                    .result();
            return this;
        }

        Queue puller(String settings, String more) {
            api.send("POST", path + "/consumers", "{\"type\":\"http_pull\",\"settings\":" + settings + more + "}")
                    .result();
            return this;
        }

        List<JsonNode> seen() {
            List<JsonNode> batches = new ArrayList<>();
            Json.parse(api.ask("app", "/seen").body()).forEach(batch -> {
                if (batch.path("queue").asText().equals(name)) {
                    batches.add(batch);
                }
            });
            return batches;
        }

        /** Waits for so many batches and for the queue to have so many messages, and gives the batches. */
        List<JsonNode> await(int batches, int left) {
            return QueuesTest.await(() -> Optional.of(seen()).filter(s -> s.size() >= batches && backlog() == left));
        }

        long backlog() {
            return api.get(path + "/metrics").result().path("backlog_count").asLong();
        }

        JsonNode pull(String body) {
            return api.send("POST", path + "/messages/pull", body).result().path("messages");
        }
    }

    private static <T> T await(java.util.function.Supplier<Optional<T>> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<T> met = condition.get();
            if (met.isPresent()) {
                return met.get();
            }
            assertThat(System.nanoTime()).as("this takes too long").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static List<String> bodies(JsonNode batch) {
        List<String> bodies = new ArrayList<>();
        batch.path("messages").forEach(m -> bodies.add(Json.compact(m.path("body"))));
        return bodies;
    }

    private static List<Integer> attempts(JsonNode batch) {
        List<Integer> attempts = new ArrayList<>();
        batch.path("messages").forEach(m -> attempts.add(m.path("attempts").asInt()));
        return attempts;
    }

    @Test
    void aBatchIsDeliveredWhenItsFirstMessageHasWaitedLongEnough() {
        Queue queue = new Queue("{}").worker("{\"max_wait_time_ms\":5000}");
        queue.send("1");
        clock.advance(Duration.ofMillis(4900));
        JsonNode metrics = queue.send("\"two\"").path("metadata").path("metrics");
        assertThat(metrics.path("backlogCount").asInt()).isEqualTo(2);
        assertThat(metrics.path("backlogBytes").asInt()).isEqualTo(6);
        Instant sent = clock.instant().minusMillis(4900);
        assertThat(queue.call("metrics", "[]")
                        .path("result")
                        .path("backlogCount")
                        .asInt())
                .isEqualTo(2);
        clock.advance(Duration.ofMillis(100));
        List<JsonNode> batches = queue.await(1, 0);
        assertThat(batches).hasSize(1);
        assertThat(bodies(batches.get(0))).containsExactly("1", "\"two\"");
        assertThat(attempts(batches.get(0))).containsExactly(1, 1);
        assertThat(batches.get(0).path("messages").path(0).path("sent").asLong())
                .isEqualTo(sent.toEpochMilli());
        assertThat(batches.get(0).path("backlog").asInt()).isEqualTo(2);
    }

    @Test
    void aFullBatchDoesNotWait() {
        Queue queue = new Queue("{}").worker("{\"batch_size\":2,\"max_wait_time_ms\":60000}");
        queue.call("sendBatch", "[[{\"body\":1},{\"body\":2},{\"body\":3},{\"body\":4},{\"body\":5}]]");
        List<JsonNode> batches = queue.await(2, 1);
        assertThat(batches.stream().map(QueuesTest::bodies))
                .containsExactlyInAnyOrder(List.of("1", "2"), List.of("3", "4"));
        clock.advance(Duration.ofMinutes(1));
        assertThat(bodies(queue.await(3, 0).get(2))).containsExactly("5");
    }

    @Test
    void aBatchHasAtMost256000Bytes() {
        Queue queue = new Queue("{}");
        for (int i = 0; i < 3; i++) {
            queue.send("\"" + "x".repeat(127_990) + "\"");
        }
        queue.worker("{\"batch_size\":100,\"max_wait_time_ms\":1000}");
        assertThat(queue.await(1, 1).get(0).path("messages")).hasSize(2);
        clock.advance(Duration.ofSeconds(1));
        queue.await(2, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json | {\"a\":\"é\"} | {\"a\":\"é\"}",
                "text | \"é\" | \"é\"",
                "bytes | \"some bytes\" | [\"bytes\",1,255]",
                "v8 | \"a Map\" | [\"Map\",[\"k\",1]]",
            })
    void bodiesArriveAsTheyWereSent(String type, String sent, String received) {
        Queue queue = new Queue("{}").worker("{\"max_wait_time_ms\":0}");
        queue.send(sent + ",{\"contentType\":\"" + type + "\"}");
        assertThat(bodies(queue.await(1, 0).get(0))).containsExactly(received);
    }

    @Test
    void messagesAreDelayed() {
        Queue queue = new Queue("{\"delivery_delay\":30}").worker("{\"max_wait_time_ms\":0}");
        queue.send("\"as the queue says\"");
        queue.send("\"at once\",{\"delaySeconds\":0}");
        queue.call(
                "sendBatch", "[[{\"body\":\"batch\"},{\"body\":\"own\",\"delaySeconds\":20}],{\"delaySeconds\":10}]");
        assertThat(bodies(queue.await(1, 3).get(0))).containsExactly("\"at once\"");
        for (String expected : List.of("\"batch\"", "\"own\"", "\"as the queue says\"")) {
            clock.advance(Duration.ofMillis(9999));
            long left = queue.backlog();
            clock.advance(Duration.ofMillis(1));
            List<JsonNode> batches = queue.await((int) (5 - left), (int) left - 1);
            assertThat(bodies(batches.get(batches.size() - 1))).containsExactly(expected);
        }

        Queue slow = new Queue("slow", "SLOW", "{\"delivery_delay\":1}").worker("{\"max_wait_time_ms\":0}");
        slow.send("1");
        clock.advance(Duration.ofSeconds(59));
        assertThat(slow.seen()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        slow.await(1, 0);
    }

    @Test
    void theWorkerSaysWhatBecomesOfEachMessage() {
        Queue queue = new Queue("{}").worker("{\"batch_size\":5,\"max_wait_time_ms\":0,\"retry_delay\":40}");
        queue.call(
                "sendBatch",
                "[[{\"body\":{\"ack\":true}},{\"body\":{\"retry\":{\"delaySeconds\":5}}},"
                        + "{\"body\":{\"retryAll\":{\"delaySeconds\":20}}},{\"body\":{\"retry\":{}}},{\"body\":{\"throws\":true}}]]");
        queue.await(1, 4);
        clock.advance(Duration.ofMillis(4999));
        assertThat(queue.seen()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        JsonNode second = queue.await(2, 4).get(1);
        assertThat(bodies(second)).containsExactly("{\"retry\":{\"delaySeconds\":5}}");
        assertThat(attempts(second)).containsExactly(2);
        api.send("PATCH", queue.path, "{\"settings\":{\"delivery_paused\":true}}")
                .result();
        clock.advance(Duration.ofSeconds(15));
        api.send("PATCH", queue.path, "{\"settings\":{\"delivery_paused\":false}}")
                .result();
        JsonNode third = queue.await(3, 4).get(2);
        assertThat(bodies(third))
                .as("what is retried with the batch")
                .containsExactlyInAnyOrder(
                        "{\"retry\":{\"delaySeconds\":5}}",
                        "{\"throws\":true}",
                        "{\"retryAll\":{\"delaySeconds\":20}}");
    }

    @Test
    void theConsumersDelayCountsWhereTheWorkerSaysNothing() {
        Queue queue = new Queue("{}").worker("{\"max_wait_time_ms\":0,\"retry_delay\":40}");
        queue.send("{\"retry\":{}}");
        queue.await(1, 1);
        clock.advance(Duration.ofMillis(39_999));
        assertThat(queue.seen()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(attempts(queue.await(2, 1).get(1))).containsExactly(2);
    }

    @Test
    void ackAllIsStrongerThanAnException() {
        Queue queue = new Queue("{}").worker("{\"max_wait_time_ms\":0}");
        queue.send("{\"ackAll\":true,\"throws\":true}");
        assertThat(queue.await(1, 0)).hasSize(1);
    }

    @Test
    void whatFailsTooOftenGoesToTheDeadLetterQueue() {
        Queue dead = new Queue("{}");
        Queue queue = new Queue("{}")
                .worker("{\"max_wait_time_ms\":0,\"max_retries\":2}", ",\"dead_letter_queue\":\"" + dead.name + "\"");
        queue.send("{\"throws\":true}");
        List<JsonNode> batches = queue.await(3, 0);
        assertThat(batches.stream().map(b -> attempts(b).get(0))).containsExactly(1, 2, 3);
        assertThat(dead.backlog()).isEqualTo(1);
        dead.worker("{\"max_wait_time_ms\":0,\"max_retries\":0}");
        assertThat(attempts(dead.await(1, 0).get(0))).containsExactly(1);
        assertThat(cloudflare.lines())
                .anyMatch(l -> l.contains("of the queue " + dead.name + " is dropped"))
                .noneMatch(l -> l.contains("of the queue " + queue.name + " is dropped"));
    }

    @Test
    void theDeadLetterQueueIsMadeWhenItIsMissing() {
        new Queue("{}").worker("{}", ",\"dead_letter_queue\":\"made-for-the-dead\"");
        assertThat(api.get(QUEUES + "?name=made-for-the-dead").result()).hasSize(1);
    }

    @Test
    void nothingIsDeliveredWhileDeliveryIsPaused() {
        Queue queue = new Queue("{\"delivery_paused\":true}").worker("{\"max_wait_time_ms\":0}");
        queue.send("1");
        queue.send("2");
        clock.advance(Duration.ofHours(1));
        assertThat(queue.backlog()).isEqualTo(2);
        api.send("PATCH", queue.path, "{\"settings\":{\"delivery_paused\":false}}")
                .result();
        assertThat(bodies(queue.await(1, 0).get(0))).as("one batch").containsExactly("1", "2");
    }

    @Test
    void messagesAreForgottenAfterTheRetentionPeriod() {
        Queue queue = new Queue("{\"message_retention_period\":60}");
        queue.send("\"old\"");
        clock.advance(Duration.ofSeconds(61));
        queue.send("\"new\"");
        queue.worker("{\"max_wait_time_ms\":0}");
        assertThat(bodies(queue.await(1, 0).get(0))).containsExactly("\"new\"");
    }

    @Test
    void limitsHoldForWorkers() {
        Queue queue = new Queue("{}");
        assertThat(queue.call("send", "[\"" + "x".repeat(128_000) + "\"]")
                        .path("error")
                        .asText())
                .contains("message length of 128002 bytes exceeds limit of 128000", "10204");
        assertThat(queue.call("send", "[1,{\"delaySeconds\":86401}]")
                        .path("error")
                        .asText())
                .contains("10203");
        String hundredAndOne = "{\"body\":1},".repeat(100) + "{\"body\":1}";
        assertThat(queue.call("sendBatch", "[[" + hundredAndOne + "]]")
                        .path("error")
                        .asText())
                .contains("10206");
        String large = "{\"body\":\"" + "x".repeat(100_000) + "\"}";
        assertThat(queue.call("sendBatch", "[[" + large + "," + large + "," + large + "]]")
                        .path("error")
                        .asText())
                .contains("10205");
        assertThat(queue.call("sendBatch", "[[{\"body\":1}],{\"delaySeconds\":86401}]")
                        .path("error")
                        .asText())
                .contains("10202");
        assertThat(queue.backlog()).isZero();
        queue.call("sendBatch", "[[" + large + "," + large + "]]");
        queue.send("1,{\"delaySeconds\":86400}");
        assertThat(queue.backlog()).isEqualTo(3);
    }

    @Test
    void aQueueThatDoesNotExistTakesNothing() {
        ObjectNode body = Json.object().put("queue", "NONE").put("operation", "send");
        body.set("parameters", Json.parse("[1]"));
        HttpResponse<String> response = api.send(
                api.request("app.localhost", "/")
                        .POST(BodyPublishers.ofString(Json.compact(body)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(Json.parse(response.body()).path("error").asText())
                .contains("the queue none does not exist", "10104");
    }

    @Test
    void messagesArePulledKeptFromOthersAndGivenBack() {
        Queue queue = new Queue("{}").puller("{\"visibility_timeout_ms\":10000,\"max_retries\":1}", "");
        queue.send("{\"a\":1}");
        queue.send("\"text\",{\"contentType\":\"text\"}");
        queue.send("3");
        JsonNode first = queue.pull("{\"batch_size\":2}");
        assertThat(first).hasSize(2);
        assertThat(new String(
                        Base64.getDecoder().decode(first.path(0).path("body").asText()), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":1}");
        assertThat(first.path(0).path("metadata").path("CF-Content-Type").asText())
                .isEqualTo("json");
        assertThat(first.path(0).path("attempts").asInt()).isEqualTo(1);
        assertThat(first.path(0).path("timestamp_ms").asLong())
                .isEqualTo(clock.instant().toEpochMilli());
        assertThat(first.path(1).path("body").asText()).isEqualTo("text");
        assertThat(queue.pull("{}")).as("the others are leased").hasSize(1);
        assertThat(queue.pull("{}")).isEmpty();

        JsonNode given = api.send(
                        "POST",
                        queue.path + "/messages/ack",
                        "{\"acks\":[{\"lease_id\":\""
                                + first.path(1).path("lease_id").asText()
                                + "\"},{\"lease_id\":\"nonsense\"}],\"retries\":[{\"lease_id\":\""
                                + first.path(0).path("lease_id").asText() + "\",\"delay_seconds\":3}]}")
                .result();
        assertThat(given.path("ackCount").asInt()).isEqualTo(1);
        assertThat(given.path("retryCount").asInt()).isEqualTo(1);
        assertThat(given.path("warnings")).hasSize(1);
        assertThat(queue.backlog()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(3));
        JsonNode again = queue.pull("{}");
        assertThat(again).hasSize(1);
        assertThat(again.path(0).path("attempts").asInt()).isEqualTo(2);

        clock.advance(Duration.ofSeconds(10));
        JsonNode late = queue.pull("{}");
        assertThat(late).as("the one over its retries is dropped").hasSize(1);
        assertThat(late.path(0).path("body").asText()).isEqualTo("Mw==");
        assertThat(queue.backlog()).isEqualTo(1);
    }

    @Test
    void whatIsPulledTooOftenGoesToTheDeadLetterQueue() {
        Queue dead = new Queue("{}").puller("{}", "");
        Queue queue = new Queue("{}").puller("{\"max_retries\":0}", ",\"dead_letter_queue\":\"" + dead.name + "\"");
        queue.send("1");
        JsonNode pulled = queue.pull("{}");
        api.send(
                        "POST",
                        queue.path + "/messages/ack",
                        "{\"retries\":[{\"lease_id\":\""
                                + pulled.path(0).path("lease_id").asText() + "\"}]}")
                .result();
        assertThat(queue.backlog()).isZero();
        assertThat(dead.pull("{}").path(0).path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void aQueueRestsWhileItsWorkerIsGone() {
        api.deploy("gone", upload("gone"));
        Queue queue = new Queue("{}");
        api.send(
                        "POST",
                        queue.path + "/consumers",
                        "{\"type\":\"worker\",\"script_name\":\"gone\",\"settings\":{\"max_wait_time_ms\":0}}")
                .result();
        api.delete(TestApi.script("gone")).result();
        queue.send("1");
        await(() -> Optional.of(told(queue)).filter(n -> n == 2));
        clock.advance(Duration.ofMillis(999));
        assertThat(told(queue)).isEqualTo(2);
        clock.advance(Duration.ofMillis(1));
        await(() -> Optional.of(told(queue)).filter(n -> n == 3));
        assertThat(queue.backlog()).isEqualTo(1);
        api.deploy("gone", upload("gone"));
        clock.advance(Duration.ofSeconds(2));
        await(() -> Optional.of(queue.backlog()).filter(n -> n == 0));
        JsonNode seen = Json.parse(api.ask("gone", "/seen").body());
        assertThat(attempts(seen.path(0))).as("nobody got it before").containsExactly(1);
    }

    private long told(Queue queue) {
        return cloudflare.lines().stream()
                .filter(l -> l.contains("a batch of the queue " + queue.name + " does not reach the Worker gone"))
                .count();
    }

    @Test
    void nothingIsPulledWhileDeliveryIsPaused() {
        Queue queue = new Queue("{\"delivery_paused\":true}").puller("{}", "");
        queue.send("1");
        Answer refused = api.send("POST", queue.path + "/messages/pull", "{}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).isEqualTo("queue_delivery_paused");
        api.send("PUT", queue.path, "{\"settings\":{\"delivery_paused\":false}}")
                .result();
        assertThat(queue.pull("{}")).hasSize(1);
    }

    @Test
    void theApiSendsAndPurges() {
        Queue queue = new Queue("{}");
        JsonNode sent = api.send("POST", queue.path + "/messages", "{\"body\":{\"x\":[1]}}")
                .result();
        assertThat(sent.path("metadata").path("metrics").path("backlog_count").asInt())
                .isEqualTo(1);
        api.send("POST", queue.path + "/messages/batch", """
                {"messages": [{"body": "t", "content_type": "text"}, {"body": 7, "delay_seconds": 9}]}""").result();
        queue.worker("{\"max_wait_time_ms\":0}");
        assertThat(bodies(queue.await(1, 1).get(0))).containsExactly("{\"x\":[1]}", "\"t\"");
        assertThat(api.send("POST", queue.path + "/purge", "{}").status()).isEqualTo(400);
        api.send("POST", queue.path + "/purge", "{\"delete_messages_permanently\":true}")
                .result();
        assertThat(api.get(queue.path + "/purge").result().path("completed").asBoolean())
                .isTrue();
        assertThat(queue.backlog()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages | {\"body\":1,\"content_type\":\"text\"} | 10207",
                "messages | {} | 10207",
                "messages | {\"body\":1,\"delay_seconds\":86401} | 10203",
                "messages/batch | {\"messages\":[]} | 10206",
                "messages/pull | {} | 10000",
                "consumers | {\"type\":\"worker\",\"script_name\":\"app\",\"settings\":{\"batch_size\":101}} | 100127",
                "consumers | {\"type\":\"worker\",\"script_name\":\"app\",\"settings\":{\"max_wait_time_ms\":60001}} | 100127",
                "consumers | {\"type\":\"http_pull\",\"settings\":{\"visibility_timeout_ms\":43200001}} | 100127",
                "consumers | {\"type\":\"mail\"} | 11005",
            })
    void theApiRefuses(String path, String body, int code) {
        Queue queue = new Queue("refused-" + Integer.toHexString((path + body).hashCode()), "", "{}");
        assertThat(api.send("POST", queue.path + "/" + path, body).code()).isEqualTo(code);
    }

    @Test
    void settingsOfAQueueAreCheckedAndKept() {
        Answer refused =
                api.send("POST", QUEUES, "{\"queue_name\":\"bad\",\"settings\":{\"message_retention_period\":59}}");
        assertThat(refused.code()).isEqualTo(100128);
        Queue queue = new Queue("{\"delivery_delay\":5}");
        api.send("PATCH", queue.path, "{\"settings\":{\"delivery_paused\":true}}")
                .result();
        assertThat(api.get(queue.path).result().path("settings"))
                .isEqualTo(Json.parse(
                        "{\"delivery_delay\":5,\"delivery_paused\":true,\"message_retention_period\":345600}"));
        assertThat(api.get(queue.path)
                        .result()
                        .path("producers")
                        .path(0)
                        .path("script")
                        .asText())
                .isEqualTo("app");
    }

    @Test
    void versionsGetTheirShare() {
        Queue queue = new Queue("{}");
        for (int i = 0; i < 40; i++) {
            queue.send("1");
        }
        String one = api.get(TestApi.script("app") + "/deployments")
                .result()
                .path("deployments")
                .path(0)
                .path("versions")
                .path(0)
                .path("version_id")
                .asText();
        String two = api.upload("app", upload("two"));
        api.split("app", one, 50, two, 50).result();
        try {
            queue.worker("{\"batch_size\":1,\"max_wait_time_ms\":0}");
            await(() -> Optional.of(queue.backlog()).filter(n -> n == 0));
            Set<String> versions = new HashSet<>();
            for (String version : List.of(one, two)) {
                Json.parse(api.ask("app", "/seen", "Cloudflare-Workers-Version-Overrides", "app=\"" + version + "\"")
                                .body())
                        .forEach(b -> {
                            if (b.path("queue").asText().equals(queue.name)) {
                                versions.add(b.path("version").asText());
                            }
                        });
            }
            assertThat(versions).containsExactlyInAnyOrder("one", "two");
        } finally {
            api.deployVersion("app", one).result();
        }
    }
}
