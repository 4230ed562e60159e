package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Static files: their upload, and who answers for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetsTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"), clock);
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private AssetUpload site() {
        return new AssetUpload(api)
                .file("/index.html", "<h1>home</h1>")
                .file("/about.html", "about")
                .file("/404.html", "lost")
                .file("/data", "no type");
    }

    @Test
    void filesComeBeforeTheWorkerAndTheWorkerBeforeNothing() {
        api.deploy(
                "site",
                WorkerUpload.module("""
                        export default {
                          async fetch(request, env) {
                            const url = new URL(request.url);
                            if (url.pathname === "/api/through") return env.ASSETS.fetch("http://any/about");
                            return new Response("worker at " + url.pathname);
                          },
                        };
                        """)
                        .binding("{\"type\":\"assets\",\"name\":\"ASSETS\"}")
                        .assets(
                                site().complete(),
                                "{\"not_found_handling\":\"none\",\"run_worker_first\":[\"/api/*\"],"
                                        + "\"_headers\":\"/about\\n  X-Mine: yes\\n\",\"_redirects\":\"/old /about 301\\n\"}"));
        HttpResponse<String> home = api.ask("site", "/");
        assertThat(home.body()).isEqualTo("<h1>home</h1>");
        assertThat(home.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(home.headers().firstValue("etag")).contains("\"" + AssetUpload.hash("<h1>home</h1>") + "\"");
        assertThat(api.ask("site", "/about").headers().firstValue("x-mine")).contains("yes");
        assertThat(api.ask("site", "/data").headers().firstValue("content-type"))
                .isEmpty();
        assertThat(api.ask("site", "/nothing").body()).isEqualTo("worker at /nothing");
        assertThat(api.ask("site", "/api/x").body()).isEqualTo("worker at /api/x");
        HttpResponse<String> through = api.ask("site", "/api/through");
        assertThat(through.body()).isEqualTo("about");
        assertThat(through.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        HttpResponse<String> old = api.ask("site", "/old");
        assertThat(old.statusCode()).isEqualTo(301);
        assertThat(old.headers().firstValue("location")).contains("/about");
        HttpResponse<String> unchanged = api.ask(
                "site", "/", "If-None-Match", home.headers().firstValue("etag").orElse(""));
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        HttpResponse<String> posted = api.send(
                api.request("site.localhost", "/about")
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
    }

    @Test
    void headOfAFileHasItsLengthAndNoBody() throws Exception {
        api.deploy("heads", WorkerUpload.assetsOnly(site().complete()));
        try (RawClient client = new RawClient(api.workersPort())) {
            client.say("HEAD /about HTTP/1.1\r\nHost: heads.localhost\r\n\r\n");
            assertThat(client.head().header("content-length")).isEqualTo("5");
            client.say("GET /about HTTP/1.1\r\nHost: heads.localhost\r\n\r\n");
            assertThat(client.body(client.head())).isEqualTo("about");
        }
    }

    @Test
    void aWorkerOfFilesOnlyNeedsNoProcess() {
        int before = cloudflare.starts();
        api.deploy("only", WorkerUpload.empty().assets(site().complete(), "{\"not_found_handling\":\"404-page\"}"));
        assertThat(api.ask("only", "/about").body()).isEqualTo("about");
        HttpResponse<String> lost = api.ask("only", "/a/b");
        assertThat(lost.statusCode() + " " + lost.body()).isEqualTo("404 lost");
        assertThat(cloudflare.starts()).isEqualTo(before);
        api.deploy(
                "asks",
                WorkerUpload.module("export default { fetch: (r, env) => env.SITE.fetch(r) };")
                        .binding("{\"type\":\"service\",\"name\":\"SITE\",\"service\":\"only\"}"));
        assertThat(api.ask("asks", "/about").body()).isEqualTo("about");
        assertThat(api.ask("asks", "/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void filesBelongToVersions() {
        String old = api.deploy(
                "versioned",
                WorkerUpload.assetsOnly(new AssetUpload(api)
                        .file("/same.html", "the same")
                        .file("/page.html", "old page")
                        .complete()));
        AssetUpload changed =
                new AssetUpload(api).file("/same.html", "the same").file("/page.html", "new page");
        JsonNode session = changed.session().result();
        assertThat(AssetUpload.missing(session)).containsExactly(AssetUpload.hash("new page"));
        api.deploy("versioned", WorkerUpload.assetsOnly(changed.complete()));
        assertThat(api.ask("versioned", "/page").body()).isEqualTo("new page");
        HttpResponse<String> same = api.ask("versioned", "/same");
        assertThat(same.body()).isEqualTo("the same");
        assertThat(same.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        api.deployVersion("versioned", old).result();
        assertThat(api.ask("versioned", "/page").body()).isEqualTo("old page");
        // All contents are here, so the session's token is the last one.
        assertThat(changed.session().result().path("buckets")).isEmpty();
        String kept = api.upload("versioned", WorkerUpload.answering("'code'").metadata("keep_assets", "true"));
        api.deployVersion("versioned", kept).result();
        assertThat(api.ask("versioned", "/page").body()).isEqualTo("new page");
        assertThat(api.ask("versioned", "/code").body()).isEqualTo("code");
    }

    @Test
    void anUploadMustBeWhole() {
        AssetUpload files = new AssetUpload(api).file("/a", "unique a").file("/b", "unique b");
        String token = files.session().result().path("jwt").asText();
        Answer early = api.form("PUT", TestApi.script("early"), WorkerUpload.assetsOnly(token));
        assertThat(early.status() + " " + early.code() + " " + early.message())
                .isEqualTo("400 10021 2 assets were not uploaded yet.");
        Answer half =
                files.send(token, Map.of(AssetUpload.hash("unique a"), AssetUpload.base64("unique a")), "text/plain");
        assertThat(half.status()).isEqualTo(202);
        assertThat(half.result().has("jwt")).isFalse();
        Answer whole =
                files.send(token, Map.of(AssetUpload.hash("unique b"), AssetUpload.base64("unique b")), "text/plain");
        assertThat(whole.status()).isEqualTo(201);
        api.deploy("whole", WorkerUpload.assetsOnly(whole.result().path("jwt").asText()));
        assertThat(api.ask("whole", "/b").body()).isEqualTo("unique b");
    }

    @Test
    void whatWasNotAnnouncedIsRefused() {
        AssetUpload files = new AssetUpload(api).file("/c", "unique c");
        String token = files.session().result().path("jwt").asText();
        Answer stranger = files.send(token, Map.of("0".repeat(32), "eA=="), "text/plain");
        assertThat(stranger.status()).isEqualTo(400);
        assertThat(stranger.message()).contains("is not named by a hash of the manifest");
        Answer noBase64 = files.send(token, Map.of(AssetUpload.hash("unique c"), "%%%"), "text/plain");
        assertThat(noBase64.message()).contains("is not base64");
        assertThat(files.send("api-token", Map.of(), "text/plain").status()).isEqualTo(401);
        for (String manifest : new String[] {
            "{}",
            "{\"manifest\":{\"/a\":{\"hash\":\"short\",\"size\":1}}}",
            "{\"manifest\":{\"a\":{\"hash\":\"" + "0".repeat(32) + "\",\"size\":1}}}",
            "{\"manifest\":{\"/a\":{\"hash\":\"" + "0".repeat(32) + "\",\"size\":" + ((25 << 20) + 1) + "}}}"
        }) {
            assertThat(api.send("POST", TestApi.script("any") + "/assets-upload-session", manifest)
                            .status())
                    .as(manifest)
                    .isEqualTo(400);
        }
    }

    @Test
    void tokensLiveForAnHour() {
        AssetUpload files = new AssetUpload(api).file("/d", "unique d");
        String token = files.complete();
        String payload = new String(
                java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Json.parse(payload).path("exp").asLong())
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)).getEpochSecond());
        clock.advance(Duration.ofHours(1));
        Answer late = api.form("PUT", TestApi.script("late"), WorkerUpload.assetsOnly(token));
        assertThat(late.status()).isEqualTo(401);
    }
}
