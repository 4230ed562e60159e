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

/** What Workers find in {@code env}, and the modules they import. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BindingsTest {
    /** {@code export function add(a, b) { return a + b; }} as WebAssembly. */
    private static final byte[] ADD = {
        0, 'a', 's', 'm', 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 7, 1, 3, 'a', 'd', 'd', 0,
        0, 10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b
    };

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

    private JsonNode json(String worker) {
        HttpResponse<String> answer = api.ask(worker, "/");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void variablesAndSecretsAreThere() {
        String odd = "\"quoted\" \\ $HOME\n\té 😀";
        String id = api.deploy(
                "vars",
                WorkerUpload.module("""
                        export default { fetch: (request, env) => Response.json(env) };
                        """)
                        .var("TEXT", odd)
                        .var("EMPTY", "")
                        .binding("{\"type\":\"json\",\"name\":\"JSON\",\"json\":{\"a\":[1,null,\"é\"]}}")
                        .binding("{\"type\":\"json\",\"name\":\"NUMBER\",\"json\":5}")
                        .binding(Json.compact(Json.object()
                                .put("type", "secret_text")
                                .put("name", "SECRET")
                                .put("text", odd)))
                        .binding("{\"type\":\"version_metadata\",\"name\":\"VERSION\"}")
                        .metadata("annotations", "{\"workers/tag\":\"v1\"}"));
        JsonNode env = json("vars");
        assertThat(env.path("TEXT").asText()).isEqualTo(odd);
        assertThat(env.path("EMPTY").asText("none")).isEmpty();
        assertThat(env.path("JSON")).isEqualTo(Json.parse("{\"a\":[1,null,\"é\"]}"));
        assertThat(env.path("NUMBER").asInt()).isEqualTo(5);
        assertThat(env.path("SECRET").asText()).isEqualTo(odd);
        assertThat(env.path("VERSION").path("id").asText()).isEqualTo(id);
        assertThat(env.path("VERSION").path("tag").asText()).isEqualTo("v1");
        assertThat(env.path("VERSION").path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(api.get(TestApi.script("vars") + "/settings").body().toString())
                .contains("quoted")
                .doesNotContain("\"name\":\"SECRET\",\"text\"");
    }

    @Test
    void secretsComeAndGo() {
        String path = TestApi.script("secrets");
        api.deploy("secrets", WorkerUpload.module("""
                export default { fetch: (request, env) => Response.json(env) };
                """).var("V", "v"));
        api.send("PUT", path + "/secrets", "{\"name\":\"A\",\"text\":\"1\",\"type\":\"secret_text\"}")
                .result();
        assertThat(json("secrets")).isEqualTo(Json.parse("{\"V\":\"v\",\"A\":\"1\"}"));
        api.send(
                        "PATCH",
                        path + "/secrets-bulk",
                        "{\"secrets\":{\"A\":null,"
                                + "\"B\":{\"name\":\"B\",\"text\":\"2\",\"type\":\"secret_text\"}}}")
                .result();
        assertThat(json("secrets")).isEqualTo(Json.parse("{\"V\":\"v\",\"B\":\"2\"}"));
        assertThat(api.get(path + "/secrets").result())
                .isEqualTo(Json.parse("[{\"name\":\"B\",\"type\":\"secret_text\"}]"));
        // A new upload keeps secrets when it says so.
        api.deploy("secrets", WorkerUpload.module("""
                export default { fetch: (request, env) => Response.json(env) };
                """).metadata("keep_bindings", "[\"secret_text\"]"));
        assertThat(json("secrets")).isEqualTo(Json.parse("{\"B\":\"2\"}"));
        api.delete(path + "/secrets/B?url_encoded=true").result();
        assertThat(json("secrets")).isEqualTo(Json.parse("{}"));
        // Secrets of a version that is not deployed.
        String version = api.send(
                        "PATCH",
                        TestApi.ACCOUNT + "/workers/workers/secrets/versions/latest",
                        "{\"env\":{\"C\":{\"type\":\"secret_text\",\"text\":\"3\"}}}")
                .result()
                .path("id")
                .asText();
        assertThat(json("secrets")).isEqualTo(Json.parse("{}"));
        api.send(
                        "POST",
                        path + "/deployments?force=true",
                        "{\"strategy\":\"percentage\",\"versions\":[{\"version_id\":\"" + version
                                + "\",\"percentage\":100}]}")
                .result();
        assertThat(json("secrets")).isEqualTo(Json.parse("{\"C\":\"3\"}"));
    }

    @Test
    void modulesOfAllKindsAreImported() {
        api.deploy(
                "modules",
                WorkerUpload.module("""
                import add from "./add.wasm";
                import text from "./text.txt";
                import data from "./data.bin";
                import common from "./common.cjs";
                import { helper } from "./lib/helper.js";
                export default {
                  async fetch() {
                    const instance = await WebAssembly.instantiate(add);
                    return Response.json({ sum: instance.exports.add(2, 3), text, bytes: [...new Uint8Array(data)],
                      common: common.value, helper: helper() });
                  },
                };
                """)
                        .part("./add.wasm", "application/wasm", ADD)
                        .part("./text.txt", "text/plain", "söme text")
                        .part("./data.bin", "application/octet-stream", new byte[] {0, -1, 10})
                        .part("./common.cjs", "application/javascript", "module.exports = { value: 'common' };")
                        .part(
                                "lib/helper.js",
                                "application/javascript+module",
                                "import text from '../text.txt'; export const helper = () => text.length;")
                        .part("index.js.map", "application/source-map", "{}"));
        assertThat(json("modules"))
                .isEqualTo(Json.parse("{\"sum\":5,\"text\":\"söme text\",\"bytes\":[0,255,10],\"common\":\"common\","
                        + "\"helper\":9}"));
    }

    @Test
    void serviceWorkersHaveTheirBindingsAsGlobals() {
        api.deploy(
                "old",
                WorkerUpload.script("""
                addEventListener("fetch", (event) => {
                  const answer = async () => Response.json({ sum: (await WebAssembly.instantiate(WASM)).exports.add(1, 2),
                    TEXT, bytes: [...new Uint8Array(DATA)], VAR });
                  event.respondWith(answer());
                });
                """)
                        .part("WASM", "application/wasm", ADD)
                        .part("TEXT", "text/plain", "text")
                        .part("DATA", "application/octet-stream", new byte[] {1, 2})
                        .var("VAR", "variable")
                        .binding("{\"type\":\"wasm_module\",\"name\":\"WASM\",\"part\":\"WASM\"}")
                        .binding("{\"type\":\"text_blob\",\"name\":\"TEXT\",\"part\":\"TEXT\"}")
                        .binding("{\"type\":\"data_blob\",\"name\":\"DATA\",\"part\":\"DATA\"}"));
        assertThat(json("old"))
                .isEqualTo(Json.parse("{\"sum\":3,\"TEXT\":\"text\",\"bytes\":[1,2],\"VAR\":\"variable\"}"));
    }

    @Test
    void workersCallEachOther() {
        api.deploy("callee", WorkerUpload.module("""
                import { WorkerEntrypoint } from "cloudflare:workers";
                export class Admin extends WorkerEntrypoint {
                  fetch() { return new Response("admin for " + this.ctx.props.who); }
                  add(a, b) { return a + b; }
                }
                export default { fetch: (request) => new Response("default at " + new URL(request.url).pathname) };
                """));
        api.deploy(
                "caller",
                WorkerUpload.module("""
                        export default {
                          async fetch(request, env) {
                            return Response.json({
                              plain: await (await env.PLAIN.fetch("http://x/path")).text(),
                              admin: await (await env.ADMIN.fetch("http://x/")).text(),
                              sum: await env.ADMIN.add(20, 22),
                              self: await (await env.SELF.fetch("http://x/", { method: "POST" })).text(),
                            });
                          },
                        };
                        """.replace(
                                "return Response.json",
                                "if (request.method === 'POST') return new Response('me');\n" + "return Response.json"))
                        .binding("{\"type\":\"service\",\"name\":\"PLAIN\",\"service\":\"callee\"}")
                        .binding("{\"type\":\"service\",\"name\":\"SELF\",\"service\":\"caller\"}")
                        .binding(
                                "{\"type\":\"service\",\"name\":\"ADMIN\",\"service\":\"callee\",\"entrypoint\":\"Admin\","
                                        + "\"props\":{\"who\":\"you\"}}"));
        assertThat(json("caller"))
                .isEqualTo(Json.parse("{\"plain\":\"default at /path\",\"admin\":\"admin for you\",\"sum\":42,"
                        + "\"self\":\"me\"}"));
    }

    @Test
    void cronHandlersAreCalledOnRequest() {
        api.deploy("cron", WorkerUpload.module("""
                const runs = [];
                export default {
                  fetch: () => Response.json(runs),
                  async scheduled(event, env, ctx) {
                    if (event.cron === "throw") throw new Error("no");
                    ctx.waitUntil(scheduler.wait(30).then(() => runs.push([event.cron, event.scheduledTime])));
                  },
                };
                """));
        HttpResponse<String> ran = api.ask("cron", "/cdn-cgi/handler/scheduled?cron=0+*+*+*+*&time=1795000000000");
        assertThat(ran.statusCode() + " " + ran.body()).isEqualTo("200 ok");
        assertThat(json("cron")).isEqualTo(Json.parse("[[\"0 * * * *\",1795000000000]]"));
        HttpResponse<String> threw = api.ask("cron", "/cdn-cgi/handler/scheduled?cron=throw");
        assertThat(threw.statusCode() + " " + threw.body()).isEqualTo("500 exception");
        assertThat(api.ask("cron", "/cdn-cgi/handler/scheduled?time=soon").statusCode())
                .isEqualTo(400);
    }

    @Test
    void schedulesAreKept() {
        api.deploy("scheduled", WorkerUpload.answering("''"));
        String path = TestApi.script("scheduled") + "/schedules";
        api.send("PUT", path, "[{\"cron\":\"*/5 * * * *\"},{\"cron\":\"0 12 * * MON-FRI\"}]")
                .result();
        assertThat(api.get(path).result().path("schedules").findValuesAsText("cron"))
                .containsExactly("*/5 * * * *", "0 12 * * MON-FRI");
    }

    @Test
    void aBindingThatDoesNotExistHereSaysSoOnUse() {
        api.deploy("remote", WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    if (new URL(request.url).pathname === "/look") return new Response(typeof env.AI + " " + !!env.AI.then);
                    try {
                      await env.AI.run("model", {});
                      return new Response("it ran");
                    } catch (e) {
                      return new Response(e.message);
                    }
                  },
                };
                """).binding("{\"type\":\"ai\",\"name\":\"AI\"}"));
        assertThat(api.ask("remote", "/").body())
                .contains("the product behind the binding AI (ai) exists only at Cloudflare", "AI.json");
        assertThat(api.ask("remote", "/look").body()).isEqualTo("object false");
    }

    @Test
    void aWorkerWithoutDateRunsAsOfTheFirstDay() {
        api.deploy(
                "dateless",
                WorkerUpload.module("export default { fetch: () => new Response('runs') };")
                        .metadata("compatibility_date", "null"));
        assertThat(api.ask("dateless", "/").body()).isEqualTo("runs");
    }
}
