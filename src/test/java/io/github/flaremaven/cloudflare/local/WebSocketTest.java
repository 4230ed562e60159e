package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets through the front. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketTest {
    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
        api.deploy("ws", WorkerUpload.module("""
                export default {
                  fetch(request) {
                    if (request.headers.get("upgrade") !== "websocket") return new Response("upgrade, please", { status: 426 });
                    if (new URL(request.url).pathname === "/refuse") return new Response("no", { status: 403 });
                    const [client, server] = Object.values(new WebSocketPair());
                    server.accept();
                    server.send("welcome");
                    server.addEventListener("message", (e) => {
                      if (e.data === "bye") server.close(4001, "as you wish"); else server.send(e.data);
                    });
                    server.addEventListener("close", (e) => server.close(e.code, e.reason));
                    const headers = new Headers();
                    const protocol = request.headers.get("sec-websocket-protocol");
                    if (protocol) headers.set("sec-websocket-protocol", protocol);
                    return new Response(null, { status: 101, webSocket: client, headers });
                  },
                };
                """));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    /** Collects what arrives. */
    private static final class Inbox implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code + " " + reason);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        String next() throws InterruptedException {
            return String.valueOf(messages.poll(20, TimeUnit.SECONDS));
        }
    }

    private CompletableFuture<WebSocket> open(String path, Inbox inbox) {
        return open("ws", path, inbox, "chat");
    }

    private CompletableFuture<WebSocket> open(String worker, String path, Inbox inbox, String... protocols) {
        WebSocket.Builder builder =
                api.client().newWebSocketBuilder().header(EmbeddedCloudflare.HOST_HEADER, worker + ".localhost");
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0]);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + api.workersPort() + path), inbox);
    }

    @Test
    void whatIsSaidFirstIsNeverLost() throws Exception {
        for (int i = 0; i < 100; i++) {
            Inbox inbox = new Inbox();
            WebSocket socket = open("/", inbox).get(20, TimeUnit.SECONDS);
            assertThat(inbox.next()).isEqualTo("welcome");
            socket.abort();
        }
    }

    @Test
    void messagesOfAllSizesComeBack() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = open("/", inbox).get(20, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("chat");
        assertThat(inbox.next()).isEqualTo("welcome");
        for (int size : new int[] {1, 125, 126, 65_535, 65_536, 900_000}) {
            String text = "é".repeat(size / 2) + "x";
            socket.sendText(text, true).get(20, TimeUnit.SECONDS);
            assertThat(inbox.next()).isEqualTo(text);
        }
        socket.sendText("bye", true).get(20, TimeUnit.SECONDS);
        assertThat(inbox.closed.get(20, TimeUnit.SECONDS)).isEqualTo("4001 as you wish");
    }

    @Test
    void theClientMayCloseToo() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = open("/", inbox).get(20, TimeUnit.SECONDS);
        assertThat(inbox.next()).isEqualTo("welcome");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(20, TimeUnit.SECONDS);
        assertThat(inbox.closed.get(20, TimeUnit.SECONDS)).startsWith("1000");
    }

    @Test
    void anOpenOneStaysWithItsVersion() throws Exception {
        api.deploy("talk", WorkerUpload.module(talking("one")));
        Inbox inbox = new Inbox();
        WebSocket socket = open("talk", "/", inbox).get(20, TimeUnit.SECONDS);
        api.deploy("talk", WorkerUpload.module(talking("two")));
        assertThat(api.ask("talk", "/").body()).isEqualTo("two");
        socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
        assertThat(inbox.next()).isEqualTo("one: hello");
        socket.abort();
    }

    private static String talking(String name) {
        return """
                export default {
                  fetch(request) {
                    if (request.headers.get("upgrade") !== "websocket") return new Response("NAME");
                    const [client, server] = Object.values(new WebSocketPair());
                    server.accept();
                    server.addEventListener("message", (e) => server.send("NAME: " + e.data));
                    return new Response(null, { status: 101, webSocket: client });
                  },
                };
                """.replace("NAME", name);
    }

    @Test
    void aWorkerMayRefuse() {
        assertThat(open("/refuse", new Inbox()))
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .extracting(Throwable::getCause, InstanceOfAssertFactories.THROWABLE)
                .isInstanceOfSatisfying(
                        java.net.http.WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
        assertThat(api.ask("ws", "/").statusCode()).isEqualTo(426);
    }
}
