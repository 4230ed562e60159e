package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Live logs over WebSockets: what a Worker really logged and threw. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TailTest {
    private static final long PATIENCE_SECONDS = 20;
    private static final String TAILS = TestApi.script("logging") + "/tails";

    private TestCloudflare cloudflare;
    private TestApi api;
    private String version = "";

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
        version = api.deploy("logging", logging("one").metadata("annotations", "{\"workers/tag\": \"v1\"}"));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static WorkerUpload logging(String name) {
        return WorkerUpload.module("""
                export default {
                  async fetch(request, env, ctx) {
                    const { pathname } = new URL(request.url);
                    if (pathname === "/throw") throw new TypeError("kaboom");
                    if (pathname === "/log") {
                      console.log("plain", { a: 1, b: [true, null] }, 42);
                      console.warn("careful");
                      console.error(new Error("bad"));
                      console.debug("detail");
                      ctx.waitUntil(scheduler.wait(50).then(() => console.info("after the answer")));
                    }
                    return new Response("NAME " + pathname);
                  },
                  async scheduled(event) { console.log("tick " + event.cron + " " + event.scheduledTime); },
                };
                """.replace("NAME", name));
    }

    /** A tail that is followed. */
    private final class Tail implements AutoCloseable {
        private final LinkedBlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final CompletableFuture<Boolean> listening = new CompletableFuture<>();
        private final String id;
        private final WebSocket socket;

        Tail(String filters) throws Exception {
            JsonNode tail =
                    api.send("POST", TAILS, "{\"filters\": " + filters + "}").result();
            id = tail.path("id").asText();
            socket = api.client()
                    .newWebSocketBuilder()
                    .subprotocols("trace-v1")
                    .buildAsync(URI.create(tail.path("url").asText()), new Listener())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            socket.sendText("{\"debug\": false}", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            // The answer to a ping says that the other side listens.
            socket.sendPing(ByteBuffer.allocate(0)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            listening.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        private final class Listener implements WebSocket.Listener {
            private final StringBuilder partial = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                partial.append(data);
                if (last) {
                    events.add(Json.parse(partial.toString()));
                    partial.setLength(0);
                }
                from.request(1);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
                listening.complete(true);
                from.request(1);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                closed.complete(code);
                return CompletableFuture.completedFuture(null);
            }
        }

        JsonNode next() throws InterruptedException {
            JsonNode event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("event").isNotNull();
            return event;
        }

        @Override
        public void close() {
            api.delete(TAILS + "/" + id).result();
            socket.abort();
        }
    }

    /**
     * Paths that a tail with these filters tells.
     *
     * @param requests makes requests and says how many
     */
    private List<String> told(String filters, IntSupplier requests) throws Exception {
        try (Tail tail = new Tail(filters);
                Tail all = new Tail("[]")) {
            int made = requests.getAsInt();
            for (int i = 0; i < made; i++) {
                all.next();
            }
            // Both tails were told of each event at once, one after the other.
            api.delete(TAILS + "/" + tail.id).result();
            tail.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<String> paths = new ArrayList<>();
            tail.events.forEach(e -> paths.add(path(e)));
            return paths;
        }
    }

    private static String path(JsonNode event) {
        return URI.create(event.path("event").path("request").path("url").asText())
                .getPath();
    }

    @Test
    void whatIsLoggedArrivesAsItIs() throws Exception {
        try (Tail tail = new Tail("[]")) {
            assertThat(api.ask("logging", "/log", "X-Mine", "1").body()).isEqualTo("one /log");
            JsonNode event = tail.next();
            assertThat(event.path("outcome").asText()).isEqualTo("ok");
            assertThat(event.path("scriptName").asText()).isEqualTo("logging");
            assertThat(event.path("scriptVersion"))
                    .isEqualTo(Json.parse("{\"id\": \"" + version + "\", \"tag\": \"v1\"}"));
            assertThat(event.path("eventTimestamp").asLong()).isPositive();
            JsonNode request = event.path("event").path("request");
            assertThat(request.path("method").asText()).isEqualTo("GET");
            assertThat(request.path("url").asText()).isEqualTo("http://logging.localhost/log");
            assertThat(request.path("headers").path("x-mine").asText()).isEqualTo("1");
            assertThat(request.path("cf").path("colo").asText()).isNotEmpty();
            assertThat(event.path("event").path("response").path("status").asInt())
                    .isEqualTo(200);
            JsonNode logs = event.path("logs");
            assertThat(logs.findValuesAsText("level")).containsExactly("log", "warn", "error", "debug", "info");
            assertThat(logs.path(0).path("message"))
                    .isEqualTo(Json.parse("[\"plain\", {\"a\": 1, \"b\": [true, null]}, 42]"));
            assertThat(logs.path(2).path("message").path(0).asText()).startsWith("Error: bad");
            assertThat(logs.path(4).path("message").path(0).asText()).isEqualTo("after the answer");
            assertThat(event.path("exceptions")).isEmpty();
        }
    }

    @Test
    void anExceptionArrivesWithItsStack() throws Exception {
        try (Tail tail = new Tail("[]")) {
            assertThat(api.ask("logging", "/throw").statusCode()).isEqualTo(500);
            JsonNode event = tail.next();
            assertThat(event.path("outcome").asText()).isEqualTo("exception");
            JsonNode exception = event.path("exceptions").path(0);
            assertThat(exception.path("name").asText()).isEqualTo("TypeError");
            assertThat(exception.path("message").asText()).isEqualTo("kaboom");
            assertThat(exception.path("stack").asText()).contains("index.js:4:");
        }
    }

    @Test
    void aCronArrivesToo() throws Exception {
        try (Tail tail = new Tail("[]")) {
            assertThat(api.ask("logging", "/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*&time=1795000000000")
                            .body())
                    .isEqualTo("ok");
            JsonNode event = tail.next();
            assertThat(event.path("event").path("cron").asText()).isEqualTo("*/5 * * * *");
            assertThat(event.path("event").path("scheduledTime").asLong()).isEqualTo(1_795_000_000_000L);
            assertThat(event.path("logs").path(0).path("message").path(0).asText())
                    .isEqualTo("tick */5 * * * * 1795000000000");
        }
    }

    @Test
    void filtersChoose() throws Exception {
        IntSupplier requests = () -> {
            api.ask("logging", "/plain");
            api.ask("logging", "/throw");
            api.ask("logging", "/log", "X-Color", "dark red");
            api.send(
                    api.request("logging.localhost", "/posted")
                            .POST(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            return 4;
        };
        assertThat(told("[]", requests)).containsExactlyInAnyOrder("/plain", "/throw", "/log", "/posted");
        assertThat(told("[{\"outcome\": [\"exception\", \"unknown\"]}]", requests))
                .containsExactly("/throw");
        assertThat(told("[{\"outcome\": [\"ok\"]}]", requests))
                .doesNotContain("/throw")
                .hasSize(3);
        assertThat(told("[{\"method\": [\"POST\", \"PUT\"]}]", requests)).containsExactly("/posted");
        assertThat(told("[{\"header\": {\"key\": \"X-Color\"}}]", requests)).containsExactly("/log");
        assertThat(told("[{\"header\": {\"key\": \"X-Color\", \"query\": \"red\"}}]", requests))
                .containsExactly("/log");
        assertThat(told("[{\"header\": {\"key\": \"X-Color\", \"query\": \"blue\"}}]", requests))
                .isEmpty();
        assertThat(told("[{\"query\": \"careful\"}]", requests)).containsExactly("/log");
        assertThat(told("[{\"query\": \"\\\"b\\\":[true\"}]", requests)).containsExactly("/log");
        assertThat(told("[{\"client_ip\": [\"self\"]}]", requests)).hasSize(4);
        assertThat(told("[{\"client_ip\": [\"127.0.0.1\"]}]", requests)).hasSize(4);
        assertThat(told("[{\"client_ip\": [\"1.2.3.4\"]}]", requests)).isEmpty();
        assertThat(told("[{\"scriptVersion\": \"" + version + "\"}]", requests)).hasSize(4);
        assertThat(told("[{\"scriptVersion\": \"other\"}]", requests)).isEmpty();
        assertThat(told("[{\"outcome\": [\"ok\"]}, {\"method\": [\"GET\"]}]", requests))
                .containsExactlyInAnyOrder("/plain", "/log");
    }

    @Test
    void aSampleIsAPart() throws Exception {
        List<String> sample = told("[{\"sampling_rate\": 0.5}]", () -> {
            for (int i = 0; i < 200; i++) {
                api.ask("logging", "/" + i);
            }
            return 200;
        });
        assertThat(sample).hasSizeBetween(50, 150);
    }

    @Test
    void versionsAreToldApart() throws Exception {
        String other = api.upload("logging", logging("two"));
        try (Tail tail = new Tail("[{\"scriptVersion\": \"" + other + "\"}]")) {
            api.split("logging", version, 50, other, 50).result();
            for (String wanted : List.of(version, other)) {
                api.ask(
                        "logging",
                        "/" + (wanted.equals(other) ? "other" : "first"),
                        "Cloudflare-Workers-Version-Overrides",
                        "logging=\"" + wanted + "\"");
            }
            JsonNode event = tail.next();
            assertThat(path(event)).isEqualTo("/other");
            assertThat(event.path("scriptVersion").path("id").asText()).isEqualTo(other);
            assertThat(event.path("scriptVersion").has("tag")).isFalse();
        } finally {
            api.deployVersion("logging", version).result();
        }
    }

    @Test
    void aTailNeedsItsProtocolAndItsAddress() throws Exception {
        String url = api.send("POST", TAILS, "{\"filters\": []}")
                .result()
                .path("url")
                .asText();
        assertThat(handshake(url, "other")).isEqualTo(400);
        assertThat(handshake(url.replaceFirst("[^/]+$", "nothing"), "trace-v1")).isEqualTo(404);
        int before = api.get(TAILS).result().size();
        Tail tail = new Tail("[]");
        assertThat(api.get(TAILS).result()).hasSize(before + 1);
        tail.close();
        assertThat(api.get(TAILS).result()).hasSize(before);
    }

    private int handshake(String url, String protocol) throws Exception {
        try {
            api.client()
                    .newWebSocketBuilder()
                    .subprotocols(protocol)
                    .buildAsync(URI.create(url), new WebSocket.Listener() {})
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return 101;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }
}
