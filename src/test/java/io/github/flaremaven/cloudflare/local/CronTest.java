package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Schedules fire when their time comes. */
@Timeout(120)
class CronTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String KV = "0123456789abcdef0123456789abcdef";
    private static final String RUNS = TestApi.ACCOUNT + "/storage/kv/namespaces/" + KV + "/keys";

    private final TestClock clock = new TestClock(NOON);

    private static WorkerUpload upload() {
        return WorkerUpload.module("""
                import { WorkflowEntrypoint } from "cloudflare:workers";
                export class Flow extends WorkflowEntrypoint {
                  async run() {
                    await this.env.KV.put("flow", "v");
                  }
                }
                export default {
                  async fetch() {
                    return new Response("up");
                  },
                  async scheduled(event, env) {
                    const time = new Date(event.scheduledTime).toISOString();
                    await env.KV.put(event.cron + " at " + time, "v");
                    if (event.cron.startsWith("7")) throw new Error("no");
                  },
                };
                """).kv("KV", KV);
    }

    private static void schedule(TestApi api, String... crons) {
        StringBuilder body = new StringBuilder("[");
        for (String cron : crons) {
            body.append(body.length() > 1 ? "," : "")
                    .append("{\"cron\":\"")
                    .append(cron)
                    .append("\"}");
        }
        api.send("PUT", TestApi.script("app") + "/schedules", body + "]").result();
    }

    /** Waits until there are so many runs, and gives their names. */
    private static JsonNode awaitRuns(TestApi api, int count) throws InterruptedException {
        while (true) {
            JsonNode keys = api.get(RUNS).result();
            if (keys.size() >= count) {
                return keys;
            }
            Thread.sleep(20);
        }
    }

    private static JsonNode names(String... names) {
        var array = Json.array();
        for (String name : names) {
            array.addObject().put("name", name);
        }
        return array;
    }

    @Test
    void schedulesFireAtTheirTimes(@TempDir Path folder) throws InterruptedException {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder.resolve("state"), clock)) {
            TestApi api = cloudflare.api();
            api.deploy("app", upload());
            schedule(api, "*/10 * * * *", "15 12 * * *");
            clock.advance(Duration.ofSeconds(599));
            clock.advance(Duration.ofSeconds(1));
            assertThat(awaitRuns(api, 1)).isEqualTo(names("*/10 * * * * at 2026-11-20T12:10:00.000Z"));
            clock.advance(Duration.ofMinutes(10));
            assertThat(awaitRuns(api, 3))
                    .isEqualTo(names(
                            "*/10 * * * * at 2026-11-20T12:10:00.000Z",
                            "*/10 * * * * at 2026-11-20T12:20:00.000Z",
                            "15 12 * * * at 2026-11-20T12:15:00.000Z"));
            schedule(api, "7 13 * * *");
            clock.advance(Duration.ofHours(1));
            assertThat(awaitRuns(api, 4).path(3).path("name").asText())
                    .isEqualTo("7 13 * * * at 2026-11-20T13:07:00.000Z");
            while (cloudflare.lines().stream().noneMatch(l -> l.contains("ended with exception"))) {
                Thread.sleep(20);
            }
            schedule(api);
            clock.advance(Duration.ofDays(2));
            assertThat(api.get(RUNS).result()).hasSize(4);
        }
    }

    @Test
    void schedulesOutliveTheProcessAndMissWhatWasBefore(@TempDir Path folder) throws InterruptedException {
        Path state = folder.resolve("state");
        try (TestCloudflare cloudflare = TestCloudflare.start(state, clock)) {
            cloudflare.api().deploy("app", upload());
            schedule(cloudflare.api(), "0 * * * *");
        }
        clock.advance(Duration.ofMinutes(90));
        try (TestCloudflare cloudflare = TestCloudflare.start(state, clock)) {
            assertThat(cloudflare.starts()).isZero();
            clock.advance(Duration.ofMinutes(30));
            assertThat(awaitRuns(cloudflare.api(), 1)).isEqualTo(names("0 * * * * at 2026-11-20T14:00:00.000Z"));
        }
    }

    @Test
    void aWorkflowsScheduleBeginsAnInstance(@TempDir Path folder) throws InterruptedException {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder.resolve("state"), clock)) {
            TestApi api = cloudflare.api();
            api.deploy("app", upload());
            String body = "{\"script_name\":\"app\",\"class_name\":\"Flow\",\"schedules\":[{\"cron\":\"CRON\"}]}";
            String path = TestApi.ACCOUNT + "/workflows/flow";
            assertThat(api.send("PUT", path, body.replace("CRON", "often")).status())
                    .isEqualTo(400);
            api.send("PUT", path, body.replace("CRON", "30 * * * *")).result();
            assertThat(api.get(path)
                            .result()
                            .path("schedules")
                            .path(0)
                            .path("next_instance")
                            .asText())
                    .isEqualTo("2026-11-20T12:30:00Z");
            clock.advance(Duration.ofMinutes(30));
            assertThat(awaitRuns(api, 1)).isEqualTo(names("flow"));
            assertThat(api.get(path + "/instances").result()).hasSize(1);
        }
    }

    @Test
    void nothingFiresInABuildThatOnlyDeploys(@TempDir Path folder) throws InterruptedException {
        Path state = folder.resolve("state");
        try (TestCloudflare cloudflare = TestCloudflare.startIdle(state, clock)) {
            cloudflare.api().deploy("app", upload());
            schedule(cloudflare.api(), "* * * * *");
            clock.advance(Duration.ofMinutes(5));
            cloudflare.api().ask("app", "/cdn-cgi/handler/scheduled?cron=asked&time=0");
            assertThat(awaitRuns(cloudflare.api(), 1)).isEqualTo(names("asked at 1970-01-01T00:00:00.000Z"));
        }
    }
}
