package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.WorkerUpload;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Wrangler's commands for R2 work on the embedded Cloudflare, and a Worker sees what they do. */
class WranglerR2Test extends WranglerTest {
    private static final String BUCKETS = TestApi.ACCOUNT + "/r2/buckets";

    @Test
    void makesShowsChangesAndDeletesBuckets() throws IOException {
        wrangler().run("r2", "bucket", "create", "pantry", "--location", "enam", "-s", "InfrequentAccess");
        assertThat(api.get(BUCKETS + "/pantry").result().path("location").asText())
                .isEqualTo("ENAM");
        assertThat(wrangler().refused("r2", "bucket", "create", "pantry").log()).contains("10004");
        assertThat(wrangler().run("r2", "bucket", "list").log()).contains("pantry");
        wrangler().run("r2", "bucket", "update", "storage-class", "pantry", "-s", "Standard");

        wrangler().write("jar.txt", "plum");
        wrangler().run("r2", "object", "put", "pantry/jar", "--file", "jar.txt", "--remote");
        String log = wrangler().run("r2", "bucket", "info", "pantry", "--json").log();
        JsonNode info = Json.parse(log.substring(log.indexOf('{')));
        assertThat(info.path("name").asText()).isEqualTo("pantry");
        assertThat(info.path("default_storage_class").asText()).isEqualTo("Standard");
        assertThat(info.path("object_count").asText()).isEqualTo("1");
        assertThat(info.path("bucket_size").asText()).isEqualTo("4 B");

        assertThat(wrangler().refused("r2", "bucket", "delete", "pantry").log()).contains("not empty");
        wrangler().run("r2", "object", "delete", "pantry/jar", "--remote");
        wrangler().run("r2", "bucket", "delete", "pantry");
        assertThat(api.get(BUCKETS + "/pantry").code()).isEqualTo(10006);
    }

    @Test
    void keepsBucketsOfAJurisdiction() {
        wrangler().run("r2", "bucket", "create", "europe", "-J", "eu");
        assertThat(wrangler().run("r2", "bucket", "list", "-J", "eu").log()).contains("europe");
        assertThat(wrangler().run("r2", "bucket", "list").log()).doesNotContain("europe");
        wrangler().run("r2", "bucket", "delete", "europe", "-J", "eu");
        assertThat(wrangler().run("r2", "bucket", "list", "-J", "eu").log()).doesNotContain("europe");
    }

    @Test
    void writesReadsAndDeletesObjects() throws IOException {
        wrangler().run("r2", "bucket", "create", "files");
        api.deploy(
                "reader",
                WorkerUpload.module("""
                        export default {
                          async fetch(request, env) {
                            const object = await env.R2.get(decodeURIComponent(new URL(request.url).pathname.slice(1)));
                            if (!object) return new Response("none");
                            const headers = new Headers();
                            object.writeHttpMetadata(headers);
                            return Response.json([await object.text(), object.storageClass, [...headers]]);
                          },
                        };
                        """)
                        .binding("{\"type\": \"r2_bucket\", \"name\": \"R2\", \"bucket_name\": \"files\"}"));
        wrangler().write("page.html", "<h1>é</h1>");
        wrangler()
                .run(
                        "r2",
                        "object",
                        "put",
                        "files/dir/a é.html",
                        "--file",
                        "page.html",
                        "--ct",
                        "text/html",
                        "--cd",
                        "inline",
                        "--cl",
                        "de",
                        "--cache-control",
                        "max-age=60",
                        "--expires",
                        "Fri, 20 Nov 2026 13:00:00 GMT",
                        "-s",
                        "InfrequentAccess",
                        "--remote");
        assertThat(Json.parse(api.ask("reader", "/dir/a%20%C3%A9.html").body())).isEqualTo(Json.parse("""
                        ["<h1>é</h1>", "InfrequentAccess", [["cache-control", "max-age=60"],
                          ["content-disposition", "inline"], ["content-language", "de"], ["content-type", "text/html"],
                          ["expires", "Fri, 20 Nov 2026 13:00:00 GMT"]]]"""));
        wrangler().run("r2", "object", "get", "files/dir/a é.html", "--file", "copy.html", "--remote");
        assertThat(folder.resolve("copy.html")).hasContent("<h1>é</h1>");
        wrangler().runWith("from a pipe", "r2", "object", "put", "files/piped", "--pipe", "--remote");
        assertThat(wrangler()
                        .run("r2", "object", "get", "files/piped", "--pipe", "--remote")
                        .log())
                .contains("from a pipe");
        wrangler().run("r2", "object", "delete", "files/dir/a é.html", "--remote");
        assertThat(api.ask("reader", "/dir/a%20%C3%A9.html").body()).isEqualTo("none");
        assertThat(wrangler()
                        .refused("r2", "object", "get", "files/none", "--file", "none.txt", "--remote")
                        .log())
                .contains("The specified key does not exist");
        assertThat(wrangler()
                        .refused("r2", "object", "put", "nowhere/k", "--file", "page.html", "--remote")
                        .log())
                .contains("The specified bucket does not exist");
    }

    @Test
    void keepsSettings() throws IOException {
        wrangler().run("r2", "bucket", "create", "site");
        wrangler().write("cors.json", """
                {"rules": [{"allowed": {"origins": ["https://a.example"], "methods": ["GET"]}, "maxAgeSeconds": 60}]}""");
        wrangler().run("r2", "bucket", "cors", "set", "site", "--file", "cors.json", "-y");
        assertThat(wrangler().run("r2", "bucket", "cors", "list", "site").log()).contains("https://a.example");
        wrangler().run("r2", "bucket", "cors", "delete", "site", "-y");
        assertThat(api.get(BUCKETS + "/site/cors").code()).isEqualTo(10059);

        wrangler().run("r2", "bucket", "lifecycle", "add", "site", "old", "logs/", "--expire-days", "3", "-y");
        assertThat(wrangler().run("r2", "bucket", "lifecycle", "list", "site").log())
                .contains("Default Multipart Abort Rule", "logs/", "Expire objects after 3 days");
        wrangler().run("r2", "bucket", "lifecycle", "remove", "site", "--name", "old");
        assertThat(wrangler().run("r2", "bucket", "lifecycle", "list", "site").log())
                .doesNotContain("logs/");
    }

    @Test
    void locksObjects() throws IOException {
        wrangler().run("r2", "bucket", "create", "vault");
        wrangler().write("deed.txt", "mine");
        wrangler().run("r2", "object", "put", "vault/legal/deed", "--file", "deed.txt", "--remote");
        wrangler().run("r2", "bucket", "lock", "add", "vault", "keep", "legal/", "--retention-indefinite", "-y");
        assertThat(wrangler().run("r2", "bucket", "lock", "list", "vault").log())
                .contains("legal/", "indefinitely");
        assertThat(wrangler()
                        .refused("r2", "object", "delete", "vault/legal/deed", "--remote")
                        .log())
                .contains("locked");
        wrangler().run("r2", "bucket", "lock", "remove", "vault", "--name", "keep");
        wrangler().run("r2", "object", "delete", "vault/legal/deed", "--remote");
        wrangler().run("r2", "bucket", "delete", "vault");
    }
}
