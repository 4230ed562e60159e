package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** User Workers in a dispatch namespace. */
class DispatchTest {
    private static final String NAMESPACES = TestApi.ACCOUNT + "/workers/dispatch/namespaces";

    private static WorkerUpload dispatcher() {
        return WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const name = new URL(request.url).pathname.slice(1);
                    try {
                      return await env.TENANTS.get(name).fetch(request);
                    } catch (e) {
                      return new Response(e.message, { status: e.message.startsWith("Worker not found") ? 404 : 500 });
                    }
                  },
                };
                """)
                .binding("{\"type\":\"dispatch_namespace\",\"name\":\"TENANTS\",\"namespace\":\"tenants\"}");
    }

    private static void put(TestApi api, String name, WorkerUpload upload) {
        api.form("PUT", NAMESPACES + "/tenants/scripts/" + name, upload).result();
    }

    private static String ask(TestApi api, String name) {
        HttpResponse<String> answer = api.ask("dispatcher", "/" + name);
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void userWorkersRun(@TempDir Path folder) {
        try (TestCloudflare cloudflare = TestCloudflare.start(folder)) {
            TestApi api = cloudflare.api();
            api.send("POST", NAMESPACES, "{\"name\":\"tenants\"}").result();
            api.deploy("dispatcher", dispatcher());
            assertThat(ask(api, "ann")).isEqualTo("404 Worker not found.");
            put(api, "ann", WorkerUpload.answering("'ann ' + env.WHO").var("WHO", "1"));
            put(
                    api,
                    "Bob",
                    WorkerUpload.module("""
                    import { DurableObject } from "cloudflare:workers";
                    export class Counter extends DurableObject {
                      async fetch() {
                        const n = (await this.ctx.storage.get("n") ?? 0) + 1;
                        await this.ctx.storage.put("n", n);
                        return new Response("bob " + n);
                      }
                    }
                    export default { fetch: (request, env) => env.COUNTER.getByName("c").fetch(request) };
                    """)
                            .binding(
                                    "{\"type\":\"durable_object_namespace\",\"name\":\"COUNTER\",\"class_name\":\"Counter\"}")
                            .metadata(
                                    "migrations",
                                    "{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"Counter\"]}]}"));
            assertThat(ask(api, "ann")).isEqualTo("200 ann 1");
            assertThat(ask(api, "Bob")).isEqualTo("200 bob 1");
            put(api, "ann", WorkerUpload.answering("'ann ' + env.WHO").var("WHO", "2"));
            assertThat(ask(api, "ann")).isEqualTo("200 ann 2");
            put(
                    api,
                    "files",
                    WorkerUpload.answering("await (await env.ASSETS.fetch('http://x/a.txt')).text()")
                            .assets(
                                    new AssetUpload(api)
                                            .file("/a.txt", "a file")
                                            .complete(),
                                    "{}")
                            .binding("{\"type\":\"assets\",\"name\":\"ASSETS\"}"));
            assertThat(ask(api, "files")).isEqualTo("200 a file");
            put(
                    api,
                    "a.txt",
                    WorkerUpload.answering("'code'")
                            .assets(
                                    new AssetUpload(api)
                                            .file("/a.txt", "a file")
                                            .complete(),
                                    "{}"));
            assertThat(ask(api, "a.txt")).as("assets come first").isEqualTo("200 a file");
            assertThat(api.ask("ann", "/").statusCode())
                    .as("without its dispatcher")
                    .isEqualTo(404);
            assertThat(api.ask("tenants~ann", "/").statusCode()).isEqualTo(404);
            assertThat(api.get(NAMESPACES + "/tenants/scripts").result().findValuesAsText("id"))
                    .containsExactlyInAnyOrder("ann", "Bob", "files", "a.txt");
            assertThat(api.get(TestApi.ACCOUNT + "/workers/scripts").result().findValuesAsText("id"))
                    .containsExactly("dispatcher");
            TestApi.Answer refused =
                    api.form("PUT", NAMESPACES + "/tenants/scripts/ann", WorkerUpload.module("throw new Error('no');"));
            assertThat(refused.code()).isEqualTo(10021);
            assertThat(refused.message()).contains("Uncaught Error: no").doesNotContain("~");
        }
        try (TestCloudflare cloudflare = TestCloudflare.start(folder)) {
            TestApi api = cloudflare.api();
            assertThat(ask(api, "ann")).isEqualTo("200 ann 2");
            assertThat(ask(api, "Bob")).isEqualTo("200 bob 2");
            api.send("PUT", NAMESPACES + "/tenants", "{\"name\":\"renters\"}").result();
            assertThat(ask(api, "ann")).isEqualTo("404 Worker not found.");
            api.send("PUT", NAMESPACES + "/renters", "{\"name\":\"tenants\"}").result();
            assertThat(ask(api, "Bob")).isEqualTo("200 bob 3");
            api.delete(NAMESPACES + "/tenants/scripts/ann").result();
            assertThat(ask(api, "ann")).isEqualTo("404 Worker not found.");
            assertThat(api.get(NAMESPACES + "/tenants/scripts/ann").code()).isEqualTo(10092);
        }
    }
}
