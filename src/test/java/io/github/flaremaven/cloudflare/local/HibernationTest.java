package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets that a Durable Object accepts and then sleeps. */
class HibernationTest {
    /** workerd puts an object to sleep that had nothing to do for ten seconds. */
    private static final long LONGER_THAN_AWAKE_SECONDS = 12;

    private static final int NAPS = 4;

    /** Collects what arrives. */
    private static final class Inbox implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(30, TimeUnit.SECONDS);
            return message == null ? "nothing came" : message;
        }
    }

    @Test
    void socketsOutliveTheSleepOfTheirObject(@TempDir Path folder) throws Exception {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder)) {
            TestApi api = cloudflare.api();
            api.deploy(
                    "chat",
                    WorkerUpload.module("""
                    import { DurableObject } from "cloudflare:workers";
                    export class Room extends DurableObject {
                      constructor(ctx, env) {
                        super(ctx, env);
                        this.awake = ctx.storage.kv.get("awake") ?? 0;
                        ctx.storage.kv.put("awake", this.awake + 1);
                        ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
                      }
                      async fetch(request) {
                        const [client, server] = Object.values(new WebSocketPair());
                        const who = new URL(request.url).searchParams.get("who");
                        this.ctx.acceptWebSocket(server, [who, "all"]);
                        server.serializeAttachment({ who });
                        return new Response(null, { status: 101, webSocket: client });
                      }
                      webSocketMessage(socket, message) {
                        const all = this.ctx.getWebSockets("all").length;
                        const text = [this.awake, socket.deserializeAttachment().who, this.ctx.getTags(socket), all, message];
                        for (const other of this.ctx.getWebSockets("b")) other.send(JSON.stringify(text));
                        socket.send("done " + this.awake);
                      }
                    }
                    export default { fetch: (request, env) => env.ROOM.getByName("r").fetch(request) };
                    """)
                            .binding(
                                    "{\"type\":\"durable_object_namespace\",\"name\":\"ROOM\",\"class_name\":\"Room\"}")
                            .metadata(
                                    "migrations",
                                    "{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"Room\"]}]}"));
            Inbox a = new Inbox();
            Inbox b = new Inbox();
            WebSocket first = open(api, a, "a");
            WebSocket second = open(api, b, "b");
            first.sendText("hello", true).join();
            assertThat(a.next()).isEqualTo("done 0");
            assertThat(b.next()).isEqualTo("[0,\"a\",[\"a\",\"all\"],2,\"hello\"]");
            String slept = "done 0";
            for (int nap = 0; nap < NAPS && slept.equals("done 0"); nap++) {
                TimeUnit.SECONDS.sleep(LONGER_THAN_AWAKE_SECONDS);
                first.sendText("ping", true).join();
                assertThat(a.next()).as("answered without the object").isEqualTo("pong");
                first.sendText("again", true).join();
                slept = a.next();
            }
            assertThat(slept).as("another instance of the object").isEqualTo("done 1");
            String heard = b.next();
            while (heard.startsWith("[0")) {
                heard = b.next();
            }
            assertThat(heard).isEqualTo("[1,\"a\",[\"a\",\"all\"],2,\"again\"]");
            second.abort();
            first.abort();
        }
    }

    private static WebSocket open(TestApi api, Inbox inbox, String who) throws Exception {
        return api.client()
                .newWebSocketBuilder()
                .header(EmbeddedCloudflare.HOST_HEADER, "chat.localhost")
                .buildAsync(URI.create("ws://127.0.0.1:" + api.workersPort() + "/?who=" + who), inbox)
                .get(30, TimeUnit.SECONDS);
    }
}
