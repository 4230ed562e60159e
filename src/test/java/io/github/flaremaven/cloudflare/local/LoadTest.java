package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients over mixed routes, two versions at 90/10, and reloads meanwhile; {@code src/bench/Load.java} has more of it. */
class LoadTest {
    private static final int CLIENTS = 40;
    private static final int RELOADS = 3;
    private static final int REQUESTS_BETWEEN = 600;
    /** Standard deviations; a right split is outside once in fifteen million runs. */
    private static final double BOUND = 5.4;

    private static final String NAMESPACE = "0123456789abcdef0123456789abcdef";
    private static final String BODY = "0123456789".repeat(2000);

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger smaller = new AtomicInteger();
    private final AtomicInteger larger = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private static WorkerUpload version(TestApi api, String share, int number) {
        return WorkerUpload.module("""
                export default {
                  async fetch(request, env) { // NUMBER
                    const headers = { "X-Share": env.SHARE };
                    switch (new URL(request.url).pathname) {
                      case "/echo":
                        return new Response(request.body, { headers });
                      case "/kv": {
                        const key = crypto.randomUUID();
                        await env.KV.put(key, "kept");
                        return new Response(await env.KV.get(key), { headers });
                      }
                      default:
                        return new Response("plain", { headers });
                    }
                  },
                };
                """.replace("NUMBER", Integer.toString(number)))
                .var("SHARE", share)
                .kv("KV", NAMESPACE)
                .assets(new AssetUpload(api).file("/page.html", "page").complete(), "{}");
    }

    @Test
    void noRequestFailsAndTheSplitIsKept(@TempDir Path folder) throws Exception {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder.resolve("state"))) {
            TestApi api = cloudflare.api();
            String small = api.deploy("load", version(api, "smaller", 0));
            String large = api.upload("load", version(api, "larger", 1));
            api.split("load", large, 90, small, 10).result();
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String path = List.of("/plain", "/echo", "/kv", "/page").get(i % 4);
                running.add(clients.submit(() -> client(api, path)));
            }
            for (int reload = 1; reload <= RELOADS; reload++) {
                awaitMore(REQUESTS_BETWEEN);
                large = api.upload("load", version(api, "larger", 1 + reload));
                api.split("load", large, 90, small, 10).result();
            }
            awaitMore(REQUESTS_BETWEEN);
            over.set(true);
            for (Future<?> client : running) {
                client.get(60, TimeUnit.SECONDS);
            }
            clients.shutdown();
        }
        assertThat(failures).isEmpty();
        int all = smaller.get() + larger.get();
        assertThat(all).isGreaterThan(RELOADS * REQUESTS_BETWEEN / 4);
        assertThat(Math.abs(smaller.get() - 0.1 * all))
                .as("%s of %s", smaller, all)
                .isLessThan(BOUND * Math.sqrt(all * 0.1 * 0.9));
    }

    private void awaitMore(int requests) {
        int enough = answered.get() + requests;
        while (answered.get() < enough) {
            Thread.onSpinWait();
        }
    }

    private void client(TestApi api, String path) {
        while (!over.get()) {
            try {
                boolean echo = path.equals("/echo");
                HttpResponse<String> answer = api.send(
                        api.request("load.localhost", path)
                                .method(
                                        echo ? "POST" : "GET",
                                        echo ? BodyPublishers.ofString(BODY) : BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
                String right = echo ? BODY : path.equals("/kv") ? "kept" : path.substring(1);
                if (answer.statusCode() != 200 || !answer.body().equals(right)) {
                    failures.add(path + " " + answer.statusCode() + " " + answer.body());
                }
                Optional<String> share = answer.headers().firstValue("X-Share");
                share.ifPresent(s -> (s.equals("smaller") ? smaller : larger).incrementAndGet());
            } catch (RuntimeException e) {
                failures.add(path + " " + e);
            }
            answered.incrementAndGet();
        }
    }
}
