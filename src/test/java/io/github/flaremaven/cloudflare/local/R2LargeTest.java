package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large objects, which pass through without being in memory as a whole. */
class R2LargeTest {
    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 96;
    private static final String CODE = """
            const chunk = 1 << 20, chunks = 96;
            export default {
              async fetch(request, env) {
                const { readable, writable } = new FixedLengthStream(chunk * chunks);
                const path = new URL(request.url).pathname;
                if (path === "/write") {
                  const feed = async () => {
                    const writer = writable.getWriter();
                    for (let i = 0; i < chunks; i++) await writer.write(new Uint8Array(chunk).fill(i));
                    await writer.close();
                  };
                  const [object] = await Promise.all([env.R2.put("large", readable), feed()]);
                  return Response.json({ etag: object.etag, size: object.size });
                }
                if (path === "/copy") {
                  const copy = await env.R2.put("copy", (await env.R2.get("large")).body);
                  return Response.json({ etag: copy.etag, size: copy.size });
                }
                const object = await env.R2.get("copy", { range: { offset: chunk * 7 + 5, length: chunk * 80 } });
                let at = chunk * 7 + 5, wrong = 0, read = 0;
                for await (const bytes of object.body) {
                  for (let i = 0; i < bytes.length; i += 997) if (bytes[i] !== Math.floor((at + i) / chunk)) wrong++;
                  at += bytes.length;
                  read += bytes.length;
                }
                return Response.json({ read, wrong });
              },
            };
            """;

    @TempDir
    Path folder;

    @Test
    void largeObjectsPassThrough() throws Exception {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder)) {
            TestApi api = cloudflare.api();
            api.send("POST", R2Worker.BUCKETS, "{\"name\": \"large\"}").result();
            api.deploy(
                    "large",
                    WorkerUpload.module(CODE)
                            .binding("{\"type\": \"r2_bucket\", \"name\": \"R2\", \"bucket_name\": \"large\"}"));
            String written = api.ask("large", "/write").body();
            assertThat(Json.parse(written).path("size").asInt()).isEqualTo(CHUNKS * CHUNK);
            assertThat(api.ask("large", "/copy").body()).isEqualTo(written);
            assertThat(api.ask("large", "/read").body()).isEqualTo("{\"read\":" + 80 * CHUNK + ",\"wrong\":0}");
        }
    }

    @Test
    void theApiTakes300MiB() {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder)) {
            TestApi api = cloudflare.api();
            api.send("POST", R2Worker.BUCKETS, "{\"name\": \"large\"}").result();
            byte[] chunk = new byte[CHUNK];
            Arrays.fill(chunk, (byte) 'x');
            TestApi.Answer refused = api.call(
                    "PUT",
                    R2Worker.BUCKETS + "/large/objects/k",
                    BodyPublishers.ofByteArrays(Collections.nCopies(301, chunk)),
                    Map.of());
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.code()).isEqualTo(100100);
            assertThat(folder.resolve("r2/inbox")).isEmptyDirectory();
        }
    }

    @Test
    void whoLeavesEarlyLeavesNothing() throws Exception {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder)) {
            TestApi api = cloudflare.api();
            int port = cloudflare.cloudflare().apiBase().getPort();
            String path = R2Worker.BUCKETS + "/left/objects/k";
            String head = " /client/v4" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n";
            api.send("POST", R2Worker.BUCKETS, "{\"name\": \"left\"}").result();
            Path inbox = folder.resolve("r2/inbox");
            try (RawClient client = new RawClient(port)) {
                client.say("PUT" + head + "Content-Length: 1000\r\n\r\nhalf of it");
                await(() -> files(inbox) == 1);
            }
            await(() -> files(inbox) == 0);
            assertThat(api.get(path).code()).isEqualTo(10007);

            api.call("PUT", path, BodyPublishers.ofByteArray(new byte[32 * CHUNK]), Map.of())
                    .result();
            try (RawClient client = new RawClient(port)) {
                client.say("GET" + head + "\r\n");
                assertThat(client.head().header("content-length")).isEqualTo(Integer.toString(32 * CHUNK));
                api.delete(path).result();
                assertThat(files(folder.resolve("r2")))
                        .as("it is still being read")
                        .isEqualTo(1);
            }
            await(() -> files(folder.resolve("r2")) == 0);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("the condition holds in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
