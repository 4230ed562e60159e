package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What Durable Objects can do: storage, alarms, RPC, ids, and who owns them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DurableObjectsTest {
    private static final String BINDING =
            "{\"type\":\"durable_object_namespace\",\"name\":\"%s\",\"class_name\":\"%s\"}";

    /** A Worker that calls the named method of its object and answers with what that gives. */
    private static final String CALLING = """
            export default {
              async fetch(request, env, ctx) {
                const url = new URL(request.url);
                try {
                  return Response.json(await env.OBJECTS.getByName("one")[url.pathname.slice(1)](...url.searchParams.values())
                    ?? null);
                } catch (e) {
                  return Response.json({ error: e.message, name: e.name, remote: e.remote === true });
                }
              },
            };
            """;

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

    /** A Worker whose object has these methods. */
    private static WorkerUpload object(String methods) {
        return WorkerUpload.module("""
                import { DurableObject, RpcTarget } from "cloudflare:workers";
                export class Thing extends DurableObject {
                """ + methods + "}\n" + CALLING).binding(BINDING.formatted("OBJECTS", "Thing"));
    }

    private static WorkerUpload sqlite(WorkerUpload upload) {
        return upload.metadata("migrations", "{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"Thing\"]}]}");
    }

    private JsonNode ask(String worker, String path) {
        return ask(api, worker, path);
    }

    private static JsonNode ask(TestApi api, String worker, String path) {
        HttpResponse<String> answer = api.ask(worker, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void storageIsSqliteWithKeysBeside() {
        api.deploy("store", sqlite(object("""
                  sql() {
                    const sql = this.ctx.storage.sql;
                    sql.exec("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, name TEXT)");
                    sql.exec("INSERT INTO t (name) VALUES (?), (?)", "a", "b");
                    return sql.exec("SELECT id, name FROM t ORDER BY id").toArray();
                  }
                  async keys() {
                    const s = this.ctx.storage;
                    await s.put({ "k/1": new Map([["m", 1]]), "k/2": 2n, "l": "x" });
                    s.kv.put("sync", { deep: [1] });
                    const listed = await s.list({ prefix: "k/", reverse: true });
                    return { keys: [...listed.keys()], map: listed.get("k/1").get("m"), big: String(listed.get("k/2")),
                      sync: s.kv.get("sync"), gone: [await s.delete("l"), (await s.get("l")) ?? null] };
                  }
                  async rollsBack() {
                    const s = this.ctx.storage;
                    await s.put("n", 1);
                    try { s.transactionSync(() => { s.kv.put("n", 2); throw new Error("no"); }); } catch {}
                    return s.get("n");
                  }
                  async clear() { await this.ctx.storage.deleteAll(); return [...(await this.ctx.storage.list()).keys()]; }
                """)));
        assertThat(ask("store", "/sql")).isEqualTo(Json.parse("[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]"));
        assertThat(ask("store", "/keys"))
                .isEqualTo(Json.parse("{\"keys\":[\"k/2\",\"k/1\"],\"map\":1,\"big\":\"2\",\"sync\":{\"deep\":[1]},"
                        + "\"gone\":[true,null]}"));
        assertThat(ask("store", "/rollsBack").asInt()).isEqualTo(1);
        assertThat(ask("store", "/clear")).isEqualTo(Json.array());
    }

    @Test
    void anOlderClassHasKeysOnly() {
        api.deploy(
                "older",
                object("""
                  async keys() { await this.ctx.storage.put("a", { b: 1 }); return this.ctx.storage.get("a"); }
                  sql() { return this.ctx.storage.sql.exec("SELECT 1").toArray(); }
                """).metadata("migrations", "{\"new_tag\":\"v1\",\"steps\":[{\"new_classes\":[\"Thing\"]}]}"));
        assertThat(ask("older", "/keys")).isEqualTo(Json.parse("{\"b\":1}"));
        assertThat(ask("older", "/sql").path("error").asText())
                .contains("SQL is not enabled for this Durable Object class");
    }

    @Test
    void methodsStreamsTargetsAndErrorsGoThroughRpc() {
        api.deploy("rpc", sqlite(WorkerUpload.module("""
                import { DurableObject, RpcTarget } from "cloudflare:workers";
                class Counter extends RpcTarget {
                  #n = 0;
                  increment(by) { return (this.#n += by); }
                }
                export class Thing extends DurableObject {
                  counter() { return new Counter(); }
                  text() { return new Blob(["streamed"]).stream(); }
                  async call(f) { return (await f("from the object")) + "!"; }
                  fails() { throw new RangeError("out of range"); }
                  #secret() {}
                }
                export default {
                  async fetch(request, env) {
                    const stub = env.OBJECTS.getByName("one");
                    using counter = await stub.counter();
                    await counter.increment(2);
                    const error = await stub.fails().catch((e) => e);
                    const missing = await stub.nothing().catch((e) => e.message);
                    return Response.json({ n: await counter.increment(3), pipelined: await stub.counter().increment(7),
                      text: await new Response(await stub.text()).text(), call: await stub.call((s) => "heard " + s),
                      error: [error instanceof RangeError, error.message], missing });
                  },
                };
                """).binding(BINDING.formatted("OBJECTS", "Thing"))));
        JsonNode answer = ask("rpc", "/");
        assertThat(answer.path("n").asInt()).isEqualTo(5);
        assertThat(answer.path("pipelined").asInt()).isEqualTo(7);
        assertThat(answer.path("text").asText()).isEqualTo("streamed");
        assertThat(answer.path("call").asText()).isEqualTo("heard from the object!");
        assertThat(answer.path("error")).isEqualTo(Json.parse("[true,\"out of range\"]"));
        assertThat(answer.path("missing").asText()).contains("does not implement the method \"nothing\"");
    }

    @Test
    void idsComeFromNamesAndStringsAndStayTheSame() {
        api.deploy(
                "ids",
                sqlite(WorkerUpload.module("""
                import { DurableObject } from "cloudflare:workers";
                export class Thing extends DurableObject {
                  who() { return [this.ctx.id.toString(), this.ctx.id.name ?? null]; }
                }
                export default {
                  async fetch(request, env, ctx) {
                    const ns = env.OBJECTS;
                    const named = ns.idFromName("a");
                    const unique = ns.newUniqueId();
                    let foreign = "";
                    try { ns.idFromString("f".repeat(64)); } catch (e) { foreign = e.name; }
                    return Response.json({
                      named: await ns.get(named).who(), byName: await ns.getByName("a").who(),
                      same: ns.idFromName("a").equals(named) && ns.idFromString(named.toString()).equals(named),
                      other: ns.idFromName("b").equals(named), unique: (await ns.get(unique).who())[0] === unique.toString(),
                      exported: (await ctx.exports.Thing.getByName("a").who())[0] === named.toString(), foreign });
                  },
                };
                """)
                        .binding(BINDING.formatted("OBJECTS", "Thing"))
                        .metadata("compatibility_flags", "[\"enable_ctx_exports\"]")));
        JsonNode first = ask("ids", "/");
        assertThat(first.path("named").get(0).asText()).matches("[0-9a-f]{64}");
        assertThat(first.path("named").get(1).asText()).isEqualTo("a");
        assertThat(first.path("byName")).isEqualTo(first.path("named"));
        assertThat(first.path("same").asBoolean()).isTrue();
        assertThat(first.path("other").asBoolean(true)).isFalse();
        assertThat(first.path("unique").asBoolean()).isTrue();
        assertThat(first.path("exported").asBoolean()).isTrue();
        assertThat(first.path("foreign").asText()).isEqualTo("TypeError");
        assertThat(ask("ids", "/").path("named")).isEqualTo(first.path("named"));
    }

    private static final String ALARMED = """
              async arm(after) { await this.ctx.storage.setAlarm(Date.now() + Number(after)); return "armed"; }
              async pending() { return this.ctx.storage.getAlarm(); }
              async disarm() { await this.ctx.storage.deleteAlarm(); return this.ctx.storage.getAlarm(); }
              async alarm(info) {
                const fired = (await this.ctx.storage.get("fired")) ?? 0;
                await this.ctx.storage.put("fired", fired + 1);
              }
              async fired() { return (await this.ctx.storage.get("fired")) ?? 0; }
              version() { return "VERSION"; }
            """;

    private static void await(TestApi api, String worker, String path, String value) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!ask(api, worker, path).asText().equals(value)) {
            assertThat(System.nanoTime())
                    .as("%s of %s is not %s", path, worker, value)
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void anAlarmFiresOnceOverAReload() throws InterruptedException {
        api.deploy("alarmed", sqlite(object(ALARMED)));
        assertThat(ask("alarmed", "/arm?after=0").asText()).isEqualTo("armed");
        await(api, "alarmed", "/fired", "1");
        assertThat(ask("alarmed", "/arm?after=3600000").asText()).isEqualTo("armed");
        assertThat(ask("alarmed", "/pending").asLong()).isPositive();
        assertThat(ask("alarmed", "/disarm").isNull()).isTrue();
        assertThat(ask("alarmed", "/arm?after=1000").asText()).isEqualTo("armed");
        for (int i = 0; i < 5; i++) {
            api.deploy("alarmed", object(ALARMED.replace("VERSION", "v" + i)));
        }
        await(api, "alarmed", "/fired", "2");
        assertThat(ask("alarmed", "/version").asText()).isEqualTo("v4");
        api.deploy("alarmed", object(ALARMED.replace("VERSION", "last")));
        assertThat(ask("alarmed", "/pending").isNull()).isTrue();
        assertThat(ask("alarmed", "/fired").asInt()).isEqualTo(2);
    }

    @Test
    void dataAndADueAlarmOutliveTheProcess(@TempDir Path folder) throws InterruptedException {
        String telling = ALARMED.replace("const fired", "console.log('alarm', info?.retryCount ?? 0); const fired");
        try (TestCloudflare first = TestCloudflare.start(folder)) {
            first.api().deploy("alarmed", sqlite(object(telling)));
            assertThat(ask(first.api(), "alarmed", "/arm?after=0").asText()).isEqualTo("armed");
            await(first.api(), "alarmed", "/fired", "1");
            assertThat(ask(first.api(), "alarmed", "/arm?after=1500").asText()).isEqualTo("armed");
        }
        try (TestCloudflare second = TestCloudflare.start(folder)) {
            // Nobody asks: the alarm alone starts the process.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (second.lines().stream().noneMatch(l -> l.contains("alarm 0"))) {
                assertThat(System.nanoTime()).as("no alarm").isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(20);
            }
            await(second.api(), "alarmed", "/fired", "2");
            assertThat(ask(second.api(), "alarmed", "/pending").isNull()).isTrue();
        }
    }

    @Test
    void twoVersionsShareOneOwner() {
        String methods = """
                  add() { this.n = (this.n ?? 0) + 1; return ["NAME", this.n]; }
                """;
        String one = api.deploy("shared", sqlite(object(methods.replace("NAME", "one"))));
        String two = api.upload("shared", object(methods.replace("NAME", "two")));
        api.split("shared", one, 90, two, 10).result();
        for (int i = 1; i <= 10; i++) {
            HttpResponse<String> answer = api.ask(
                    "shared",
                    "/add",
                    "Cloudflare-Workers-Version-Overrides",
                    "shared=\"" + (i % 2 == 0 ? one : two) + "\"");
            assertThat(answer.body()).as("whichever version asks").isEqualTo("[\"one\"," + i + "]");
        }
    }
}
