package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HTTP through the front to a Worker and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontHttpTest {
    private static final int MEGABYTE = 1 << 20;

    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
        api.deploy("http", WorkerUpload.module("""
                const events = [];
                export default {
                  async fetch(request, env, ctx) {
                    const url = new URL(request.url);
                    switch (url.pathname) {
                      case "/see":
                        return Response.json({ url: request.url, method: request.method, cf: request.cf,
                          headers: [...request.headers], body: await request.text() });
                      case "/echo":
                        return new Response(request.body, { headers: { "content-type": "application/octet-stream" } });
                      case "/length":
                        return new Response(String((await request.arrayBuffer()).byteLength));
                      case "/ignore":
                        return new Response("not interested");
                      case "/status":
                        return new Response(url.searchParams.has("body") ? "body" : null,
                          { status: Number(url.searchParams.get("code")), statusText: "As You Like" });
                      case "/cookies": {
                        const headers = new Headers();
                        headers.append("set-cookie", "a=1");
                        headers.append("set-cookie", "b=2");
                        return new Response("", { headers });
                      }
                      case "/zipped":
                        return new Response("z".repeat(1000), { headers: { "content-encoding": "gzip" } });
                      case "/zeros": {
                        let left = Number(url.searchParams.get("mb"));
                        return new Response(new ReadableStream({
                          pull(c) { if (left-- > 0) c.enqueue(new Uint8Array(1048576)); else c.close(); } }));
                      }
                      case "/drip": {
                        const { readable, writable } = new TransformStream();
                        const writer = writable.getWriter();
                        const reader = request.body.getReader();
                        ctx.waitUntil((async () => {
                          await writer.write(new TextEncoder().encode("ready\\n"));
                          for (let r = await reader.read(); !r.done; r = await reader.read()) await writer.write(r.value);
                          await writer.close();
                        })());
                        return new Response(readable);
                      }
                      case "/forever": {
                        const id = url.searchParams.get("id");
                        request.signal.addEventListener("abort", () => events.push("aborted " + id));
                        return new Response(new ReadableStream({
                          async pull(c) { await scheduler.wait(20); c.enqueue(new Uint8Array(10)); },
                          cancel() { events.push("cancelled " + id); } }));
                      }
                      case "/swallow":
                        try { events.push("swallowed " + (await request.arrayBuffer()).byteLength); }
                        catch (e) { events.push("broke off"); }
                        return new Response("");
                      case "/events":
                        return new Response(events.join("\\n"));
                      case "/throw":
                        throw new Error("kaboom");
                      default:
                        return new Response("hello");
                    }
                  },
                };
                """).metadata("compatibility_flags", "[\"enable_request_signal\"]"));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private RawClient raw() throws IOException {
        return new RawClient(api.workersPort());
    }

    @Test
    void theWorkerSeesWhatProductionShowsAndNothingOfOurs() {
        HttpResponse<String> response = api.send(
                api.request(
                                "http.localhost",
                                "/see?a=%20b",
                                "X-Mine",
                                "1",
                                "CF-Connecting-IP",
                                "9.9.9.9",
                                "X-Local-Cf",
                                "{}")
                        .header("X-Local-Key", "guess")
                        .POST(BodyPublishers.ofString("body"))
                        .build(),
                BodyHandlers.ofString());
        JsonNode seen = Json.parse(response.body());
        assertThat(seen.path("url").asText()).isEqualTo("http://http.localhost/see?a=%20b");
        assertThat(seen.path("method").asText()).isEqualTo("POST");
        assertThat(seen.path("body").asText()).isEqualTo("body");
        assertThat(seen.path("cf").path("colo").asText()).isNotEmpty();
        assertThat(seen.path("headers").toString())
                .contains("[\"x-mine\",\"1\"]", "[\"cf-connecting-ip\",\"127.0.0.1\"]", "cf-ray", "x-forwarded-proto")
                .doesNotContain("x-local", "x-cloudflare-local", "9.9.9.9");
    }

    @Test
    void clientsThatOfferHttp2FallBack() throws Exception {
        HttpClient newer =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> response =
                newer.send(api.request("http.localhost", "/see").build(), BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(response.body()).contains("http://http.localhost/see").doesNotContain("h2c");
    }

    @Test
    void headHasTheHeadersAndNoBody() throws IOException {
        try (RawClient client = raw()) {
            client.say("HEAD /status?code=200&body HTTP/1.1\r\nHost: http.localhost\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            client.say("GET /plain HTTP/1.1\r\nHost: http.localhost\r\n\r\n");
            assertThat(client.body(client.head())).isEqualTo("hello");
        }
    }

    @Test
    void answersWithoutBodyLeaveTheConnectionInOrder() throws IOException {
        try (RawClient client = raw()) {
            for (int status : new int[] {204, 304, 205}) {
                client.say("GET /status?code=" + status + " HTTP/1.1\r\nHost: http.localhost\r\n\r\n");
                RawClient.Head head = client.head();
                assertThat(head.status()).isEqualTo(status);
                if (status == 205) {
                    assertThat(client.body(head)).isEmpty();
                }
            }
            client.say("GET /status?code=418&body HTTP/1.1\r\nHost: http.localhost\r\n\r\n");
            RawClient.Head head = client.head();
            assertThat(head.statusLine()).isEqualTo("HTTP/1.1 418 As You Like");
            assertThat(client.body(head)).isEqualTo("body");
        }
    }

    @Test
    void anOldClientGetsNoChunks() throws IOException {
        try (RawClient client = raw()) {
            client.say("GET /zeros?mb=1 HTTP/1.0\r\nHost: http.localhost\r\n\r\n");
            assertThat(client.head().headers()).doesNotContainKey("transfer-encoding");
            assertThat(client.rest()).hasSize(MEGABYTE);
        }
    }

    @Test
    void chunksGoThroughBothWays() throws IOException {
        try (RawClient client = raw()) {
            String head = "POST /echo HTTP/1.1\r\nHost: http.localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
            client.say(head + "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n");
            assertThat(client.body(client.head())).isEqualTo("hello, world");
            client.say("POST /length HTTP/1.1\r\nHost: http.localhost\r\nContent-Length: 4\r\n\r\nfour");
            assertThat(client.body(client.head())).isEqualTo("4");
        }
    }

    @Test
    void aClientThatWaitsToContinueIsTold() throws IOException {
        try (RawClient client = raw()) {
            client.say(
                    "POST /echo HTTP/1.1\r\nHost: http.localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(100);
            client.say("abc");
            assertThat(client.body(client.head())).isEqualTo("abc");
        }
    }

    @Test
    void repeatedHeadersStayApartAndEncodingsUntouched() {
        assertThat(api.ask("http", "/cookies").headers().allValues("set-cookie"))
                .containsExactly("a=1", "b=2");
        HttpResponse<byte[]> zipped = api.send(
                api.request("http.localhost", "/zipped", "Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(zipped.body()[0]).isEqualTo((byte) 0x1f);
    }

    @Test
    void bothSidesCanSpeakAtOnce() throws IOException {
        try (RawClient client = raw()) {
            client.say("POST /drip HTTP/1.1\r\nHost: http.localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.head();
            assertThat(client.chunk()).isEqualTo("ready\n");
            client.say("3\r\none\r\n");
            assertThat(client.chunk()).isEqualTo("one");
            client.say("3\r\ntwo\r\n");
            assertThat(client.chunk()).isEqualTo("two");
            client.say("0\r\n\r\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void largeBodiesPassWithoutBeingKept() throws Exception {
        int megabytes = 300; // more than the heap of a test has to spare
        long before = used();
        long most = 0;
        try (RawClient client = raw()) {
            client.say("POST /echo HTTP/1.1\r\nHost: http.localhost\r\nContent-Length: " + (long) megabytes * MEGABYTE
                    + "\r\n\r\n");
            byte[] sent = new byte[MEGABYTE];
            CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < megabytes; i++) {
                    Arrays.fill(sent, (byte) i);
                    client.say(sent);
                }
            });
            RawClient.Head head = client.head();
            assertThat(head.header("content-length")).isEqualTo(Long.toString((long) megabytes * MEGABYTE));
            byte[] expected = new byte[MEGABYTE];
            for (int i = 0; i < megabytes; i++) {
                Arrays.fill(expected, (byte) i);
                assertThat(Arrays.equals(client.bytes(MEGABYTE), expected))
                        .as("megabyte " + i)
                        .isTrue();
                if (i % 100 == 50) {
                    most = Math.max(most, used());
                }
            }
            upload.get(20, TimeUnit.SECONDS);
        }
        assertThat(most - before).isLessThan(100L * MEGABYTE);
    }

    /** What is left after a collection; netty's own buffers included, which are outside of the heap. */
    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory()
                - runtime.freeMemory()
                + io.netty.util.internal.PlatformDependent.usedDirectMemory();
    }

    @Test
    void aSlowReaderHoldsTheWorkerBack() throws Exception {
        try (RawClient client = raw()) {
            long before = used();
            client.say("GET /zeros?mb=500 HTTP/1.1\r\nHost: http.localhost\r\n\r\n");
            client.head();
            client.chunk();
            // Another request makes sure that the event loops had their turns while this one does not read.
            for (int i = 0; i < 50; i++) {
                assertThat(api.ask("http", "/").body()).isEqualTo("hello");
            }
            assertThat(used() - before).isLessThan(60L * MEGABYTE);
        }
    }

    @Test
    void aWorkerThatIgnoresTheBodyLeavesTheConnectionUsable() throws IOException {
        try (RawClient client = raw()) {
            for (int round = 0; round < 3; round++) {
                byte[] body = new byte[3 * MEGABYTE];
                client.say(
                        "POST /ignore HTTP/1.1\r\nHost: http.localhost\r\nContent-Length: " + body.length + "\r\n\r\n");
                client.say(body);
                assertThat(client.body(client.head())).isEqualTo("not interested");
            }
        }
    }

    @Test
    void theWorkerLearnsThatTheClientIsGone() throws Exception {
        try (RawClient client = raw()) {
            client.say("GET /forever?id=reader HTTP/1.1\r\nHost: http.localhost\r\n\r\n");
            client.head();
            client.chunk();
        }
        awaitEvent("cancelled reader");
        try (RawClient client = raw()) {
            client.say(
                    "POST /swallow HTTP/1.1\r\nHost: http.localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            awaitEvent("cancelled reader"); // the request is under way
        }
        awaitEvent("broke off");
    }

    private void awaitEvent(String event) throws Exception {
        CompletableFuture.runAsync(() -> {
                    while (!api.ask("http", "/events").body().contains(event)) {
                        Thread.onSpinWait();
                    }
                })
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void anExceptionIsAPlain500() {
        HttpResponse<String> response = api.ask("http", "/throw");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(api.ask("http", "/").body()).isEqualTo("hello");
    }

    @Test
    void nonsenseIsRefused() throws IOException {
        try (RawClient client = raw()) {
            client.say("this is no HTTP\r\n\r\n");
            assertThat(client.rest()).matches("(?s)HTTP/1\\.[01] 400.*");
        }
        assertThat(api.ask("http", "/").statusCode()).isEqualTo(200);
    }
}
