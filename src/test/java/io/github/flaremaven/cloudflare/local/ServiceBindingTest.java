package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bindings from one Worker to another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceBindingTest {
    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static String service(String name, String worker) {
        return "{\"type\":\"service\",\"name\":\"" + name + "\",\"service\":\"" + worker + "\"}";
    }

    private JsonNode json(String worker, String path) {
        HttpResponse<String> answer = api.ask(worker, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void entrypointsHaveMethodsStreamsAndProps() {
        api.deploy("provider", WorkerUpload.module("""
                import { WorkerEntrypoint, RpcTarget } from "cloudflare:workers";
                class Session extends RpcTarget {
                  constructor(user) { super(); this.user = user; }
                  whoami() { return this.user; }
                }
                export class Auth extends WorkerEntrypoint {
                  login(user) { return new Session(`${user} of ${this.ctx.props.tenant}`); }
                  async length(stream) { return (await new Response(stream).text()).length; }
                  async each(list, f) { return Promise.all(list.map((x) => f(x))); }
                  fail() { throw new TypeError("no such user"); }
                }
                export default class extends WorkerEntrypoint {
                  fetch() { return new Response("default"); }
                  version() { return "1"; }
                }
                """));
        api.deploy(
                "consumer",
                WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const error = await env.AUTH.fail().catch((e) => e);
                    return Response.json({
                      user: await env.AUTH.login("ann").whoami(),
                      length: await env.AUTH.length(new Blob(["x".repeat(70000)]).stream()),
                      each: await env.AUTH.each([1, 2], (x) => x * 10),
                      error: [error.name, error.message],
                      version: await env.PLAIN.version(),
                      text: await (await env.PLAIN.fetch(request)).text(),
                    });
                  },
                };
                """)
                        .binding(service("PLAIN", "provider"))
                        .binding(
                                "{\"type\":\"service\",\"name\":\"AUTH\",\"service\":\"provider\",\"entrypoint\":\"Auth\","
                                        + "\"props\":{\"tenant\":\"t1\"}}"));
        assertThat(json("consumer", "/"))
                .isEqualTo(Json.parse("{\"user\":\"ann of t1\",\"length\":70000,\"each\":[10,20],"
                        + "\"error\":[\"TypeError\",\"no such user\"],\"version\":\"1\",\"text\":\"default\"}"));
    }

    @Test
    void workersMayCallEachOtherInACircle() {
        String code = """
                export default {
                  async fetch(request, env) {
                    const left = Number(new URL(request.url).pathname.slice(1));
                    if (left === 0 || !env.OTHER) return new Response("ME");
                    return new Response("ME " + (await (await env.OTHER.fetch(`http://x/${left - 1}`)).text()));
                  },
                };
                """;
        api.deploy("ping", WorkerUpload.module(code.replace("ME", "ping")));
        api.deploy("pong", WorkerUpload.module(code.replace("ME", "pong")).binding(service("OTHER", "ping")));
        api.deploy("ping", WorkerUpload.module(code.replace("ME", "ping")).binding(service("OTHER", "pong")));
        assertThat(api.ask("ping", "/3").body()).isEqualTo("ping pong ping pong");
        assertThat(api.ask("pong", "/2").body()).isEqualTo("pong ping pong");
    }

    @Test
    void aMissingWorkerIsRefusedAndOneThatWasDeletedSaysSoOnUse() {
        WorkerUpload caller = WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    try {
                      return await env.TARGET.fetch(request);
                    } catch (e) {
                      return new Response(e.message);
                    }
                  },
                };
                """).binding(service("TARGET", "target"));
        TestApi.Answer refused = api.form("PUT", TestApi.script("calling"), caller);
        assertThat(refused.code()).isEqualTo(10143);
        assertThat(refused.message()).contains("'TARGET'", "'target'");
        api.deploy("target", WorkerUpload.answering("'here'"));
        api.deploy("calling", caller);
        assertThat(api.ask("calling", "/").body()).isEqualTo("here");
        api.delete(TestApi.script("target") + "?force=true").result();
        assertThat(api.ask("calling", "/").body())
                .isEqualTo("the Worker target, which the binding TARGET leads to, does not run");
        api.deploy("target", WorkerUpload.answering("'back'"));
        assertThat(api.ask("calling", "/").body()).isEqualTo("back");
    }

    @Test
    void anEntrypointThatIsNotExportedIsRefused() {
        api.deploy("small", WorkerUpload.answering("'small'"));
        TestApi.Answer refused = api.form(
                "PUT",
                TestApi.script("wanting"),
                WorkerUpload.answering("''")
                        .binding(
                                "{\"type\":\"service\",\"name\":\"S\",\"service\":\"small\",\"entrypoint\":\"Admin\"}"));
        assertThat(refused.code()).isEqualTo(10021);
        assertThat(refused.message()).contains("small", "Admin").doesNotContain("@");
        assertThat(api.ask("small", "/").body()).isEqualTo("small");
    }

    @Test
    void aWorkerThatIsOnlyAssetsAnswersToo() {
        String token = new AssetUpload(api).file("/a.txt", "a file").complete();
        api.deploy("pictures", WorkerUpload.assetsOnly(token));
        api.deploy("gallery", WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const found = await env.PICTURES.fetch("http://pictures/a.txt");
                    const missing = await env.PICTURES.fetch("http://pictures/b.txt");
                    return Response.json([await found.text(), found.headers.get("content-type"), missing.status]);
                  },
                };
                """).binding(service("PICTURES", "pictures")));
        assertThat(json("gallery", "/").path(0).asText()).isEqualTo("a file");
        assertThat(json("gallery", "/").path(2).asInt()).isEqualTo(404);
    }

    @Test
    void assetsComeBeforeTheCodeOfAWorker() {
        String token = new AssetUpload(api)
                .file("/a.txt", "a file")
                .file("/old.html", "old")
                .complete();
        api.deploy("mixed", WorkerUpload.module("""
                import { WorkerEntrypoint } from "cloudflare:workers";
                export default class extends WorkerEntrypoint {
                  async fetch(request) { return new Response(`code ${request.method} ${await request.text()}`); }
                  add(a, b) { return a + b; }
                }
                """).assets(token, "{\"run_worker_first\":[\"/old*\"]}"));
        api.deploy("asking", WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const text = async (...args) => (await env.MIXED.fetch(...args)).text();
                    return Response.json([await text("http://x/a.txt"), await text("http://x/none"), await text("http://x/old"),
                      await text("http://x/api", { method: "POST", body: "sent" }), await env.MIXED.add(2, 3)]);
                  },
                };
                """).binding(service("MIXED", "mixed")));
        assertThat(json("asking", "/"))
                .isEqualTo(Json.parse("[\"a file\",\"code GET \",\"code GET \",\"code POST sent\",5]"));
    }

    @Test
    void exportsOfTheWorkerItselfCanBeCalled() {
        api.deploy("loop", WorkerUpload.module("""
                import { WorkerEntrypoint } from "cloudflare:workers";
                export class Inner extends WorkerEntrypoint {
                  who() { return this.ctx.props.who; }
                }
                export default {
                  async fetch(request, env, ctx) { return Response.json(await ctx.exports.Inner({ props: { who: "me" } }).who()); },
                };
                """).metadata("compatibility_flags", "[\"enable_ctx_exports\"]"));
        assertThat(json("loop", "/").asText()).isEqualTo("me");
    }
}
