package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D1 as a Worker sees it and as the API shows it: one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class D1Test {
    private static final String DATABASES = TestApi.ACCOUNT + "/d1/database";
    private static final int DATABASES_BOUND = 40;
    private static final String WORKER = """
            const scenarios = {
              async statements(db) {
                await db.exec("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT, x REAL)");
                const insert = db.prepare("INSERT INTO people(name, x) VALUES (?, ?)");
                const run = await insert.bind("Ann", 1.5).run();
                await insert.bind("Bob", null).run();
                const select = db.prepare("SELECT id, name, x FROM people WHERE id > ? ORDER BY id");
                return {
                  run,
                  all: await select.bind(0).all(),
                  ran: (await select.bind(1).run()).results,
                  first: await select.bind(1).first(),
                  column: await select.bind(1).first("name"),
                  none: await select.bind(9).first(),
                  raw: await select.bind(0).raw({ columnNames: true }),
                  numbered: await db.prepare("SELECT ?2 || ?1 AS t").bind("a", "b").first("t"),
                  returning: (await db.prepare("INSERT INTO people(name) VALUES ('Cy') RETURNING id").all()).results,
                };
              },
              async values(db) {
                const bytes = new Uint8Array([0, 1, 254, 255]);
                const row = await db.prepare("SELECT ? AS n, ? AS s, ? AS t, ? AS b, ? AS e, ? AS z").bind(
                  null, "x'y\\u{1F600}", true, bytes.buffer, new Uint8Array(0), -0.5).first();
                const large = await db.prepare("SELECT 9007199254740993 AS i, typeof(?) AS k, length(?) AS l")
                  .bind(9007199254740992, bytes).first();
                return { row, large };
              },
              async batch(db) {
                await db.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
                const insert = db.prepare("INSERT INTO t VALUES (?, ?)");
                const good = await db.batch([insert.bind(1, "one"), insert.bind(2, "two"), db.prepare("SELECT * FROM t")]);
                let error;
                try { await db.batch([insert.bind(3, "three"), insert.bind(1, "again")]); } catch (e) { error = e.message; }
                return { good, error, left: await db.prepare("SELECT count(*) AS n FROM t").first("n") };
              },
              async exec(db) {
                const done = await db.exec("CREATE TABLE t(a);\\nINSERT INTO t VALUES (1); INSERT INTO t VALUES (2);");
                let error;
                try { await db.exec("SELECT 1\\nSELEC 2"); } catch (e) { error = e.message; }
                return { count: done.count, error, left: await db.prepare("SELECT count(*) AS n FROM t").first("n") };
              },
              async comments(db) {
                const some = await db.prepare("/* a */ SELECT 1 AS a; -- b ; c").first("a");
                let error;
                try { await db.prepare("-- only this").all(); } catch (e) { error = e.message; }
                return { some, error, several: (await db.prepare("SELECT 1 AS a; SELECT 2 AS a;").all()).results };
              },
              async trigger(db) {
                await db.prepare("CREATE TABLE t(a)").run();
                await db.prepare("CREATE TABLE log(a)").run();
                await db.prepare("CREATE TRIGGER w AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;").run();
                const { meta } = await db.prepare("INSERT INTO t VALUES (7)").run();
                return { meta, log: (await db.prepare("SELECT a FROM log").all()).results };
              },
              async meta(db) {
                await db.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
                const list = Array.from({ length: 10 }, (_, i) => db.prepare("INSERT INTO t(a) VALUES (?)").bind(i));
                const inserted = (await db.batch(list)).at(-1).meta;
                const read = (await db.prepare("SELECT * FROM t").all()).meta;
                const updated = (await db.prepare("UPDATE t SET a = a + 1 WHERE id > 4").run()).meta;
                return { inserted, read, updated };
              },
              async session(db) {
                const session = db.withSession("first-primary");
                const before = session.getBookmark();
                await session.prepare("CREATE TABLE t(a)").run();
                const first = session.getBookmark();
                await session.prepare("SELECT * FROM t").all();
                const second = session.getBookmark();
                await session.batch([session.prepare("INSERT INTO t VALUES (1)")]);
                const third = session.getBookmark();
                const next = db.withSession(third);
                return { before, first, second, third, seen: await next.prepare("SELECT a FROM t").first("a") };
              },
              async limits(db) {
                const said = async (work) => { try { await work(); return "fine"; } catch (e) { return e.message; } };
                const marks = (n) => Array(n).fill("?").join(",");
                const text = (n) => "x".repeat(n);
                const length = (v) => db.prepare("SELECT length(?)").bind(v).first();
                return {
                  hundred: await said(() => db.prepare(`SELECT ${marks(100)}`).bind(...Array(100).fill(1)).all()),
                  more: await said(() => db.prepare(`SELECT ${marks(101)}`).bind(...Array(101).fill(1)).all()),
                  long: await said(() => db.prepare(`SELECT '${text(99000)}'`).all()),
                  longer: await said(() => db.prepare(`SELECT '${text(100000)}'`).all()),
                  large: await said(() => length(text(2000000))),
                  larger: await said(() => length(text(2000001))),
                  wide: await said(() => length("é".repeat(1000001))),
                  blob: await said(() => length(new Uint8Array(2000001))),
                  few: await said(() => db.prepare("SELECT ?, ?").bind(1).all()),
                };
              },
              async together(db) {
                await db.exec("CREATE TABLE t(n INTEGER PRIMARY KEY)");
                const insert = db.prepare("INSERT INTO t VALUES (?)");
                await Promise.all(Array.from({ length: 100 }, (_, i) => insert.bind(i).run()));
                return await db.prepare("SELECT count(*) AS n, sum(n) AS s FROM t").first();
              },
              async query(db, url) {
                return (await db.prepare(url.searchParams.get("sql")).all()).results;
              },
            };
            export default {
              async fetch(request, env) {
                const url = new URL(request.url);
                try {
                  return Response.json(await scenarios[url.pathname.slice(1)](env[url.searchParams.get("db")], url));
                } catch (e) {
                  return Response.json({ error: e.message });
                }
              },
            };
            """;

    private TestCloudflare cloudflare;
    private TestApi api;
    private int databases;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
        WorkerUpload upload = WorkerUpload.module(WORKER);
        for (int i = 0; i < DATABASES_BOUND; i++) {
            upload.binding(binding("DB" + i, id(i)));
        }
        api.deploy("app", upload);
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static String binding(String name, String id) {
        return "{\"type\":\"d1\",\"name\":\"" + name + "\",\"id\":\"" + id + "\"}";
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "%08x-0000-4000-8000-000000000000", number + 1);
    }

    /** A database that no other test uses, bound to the Worker. */
    private final class Database {
        private final int number = databases++;
        private final String path = DATABASES + "/" + id(number);

        JsonNode play(String scenario) {
            return asked(api, "/" + scenario + "?db=DB" + number);
        }

        JsonNode seenByWorker(String sql) {
            return play("query?sql=" + sql.replace(" ", "+"), "&");
        }

        private JsonNode play(String path, String separator) {
            return asked(api, "/" + path + separator + "db=DB" + number);
        }

        Answer post(String call, String json) {
            return api.send("POST", path + "/" + call, json);
        }

        /** What the API gives for SQL of one statement. */
        JsonNode query(String sql) {
            return post("query", Json.compact(Json.object().put("sql", sql)))
                    .result()
                    .path(0);
        }

        /** Brings a file in as wrangler does. */
        Answer load(String script) {
            String etag = Bytes.of(script).digest("MD5");
            JsonNode init = post("import", "{\"action\":\"init\",\"etag\":\"" + etag + "\"}")
                    .result();
            HttpResponse<String> uploaded = api.send(
                    HttpRequest.newBuilder(URI.create(init.path("upload_url").asText()))
                            .PUT(BodyPublishers.ofString(script))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(uploaded.headers().firstValue("ETag")).contains('"' + etag + '"');
            return post(
                    "import",
                    Json.compact(Json.object()
                            .put("action", "ingest")
                            .put("etag", etag)
                            .put("filename", init.path("filename").asText())));
        }

        String dump(String options) {
            JsonNode exported = post("export", "{\"output_format\":\"polling\",\"dump_options\":" + options + "}")
                    .result();
            assertThat(exported.path("status").asText()).as(exported.toString()).isEqualTo("complete");
            URI url = URI.create(exported.at("/result/signed_url").asText());
            return api.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static JsonNode asked(TestApi api, String path) {
        return Json.parse(api.ask("app", path).body());
    }

    private static JsonNode json(String text) {
        return Json.parse(text);
    }

    @Test
    void statementsAnswerInAllForms() {
        JsonNode said = new Database().play("statements");
        assertThat(said.at("/run/success").asBoolean()).as(said.toString()).isTrue();
        assertThat(said.at("/run/results")).isEqualTo(json("[]"));
        assertThat(said.at("/run/meta/changes").asInt()).isEqualTo(1);
        assertThat(said.at("/run/meta/last_row_id").asInt()).isEqualTo(1);
        assertThat(said.at("/all/results"))
                .isEqualTo(json("[{\"id\":1,\"name\":\"Ann\",\"x\":1.5},{\"id\":2,\"name\":\"Bob\",\"x\":null}]"));
        assertThat(said.path("first")).isEqualTo(json("{\"id\":2,\"name\":\"Bob\",\"x\":null}"));
        assertThat(said.at("/ran/0")).isEqualTo(said.path("first"));
        assertThat(said.path("column").asText()).isEqualTo("Bob");
        assertThat(said.path("none").isNull()).isTrue();
        assertThat(said.path("raw")).isEqualTo(json("[[\"id\",\"name\",\"x\"],[1,\"Ann\",1.5],[2,\"Bob\",null]]"));
        assertThat(said.path("numbered").asText()).isEqualTo("ba");
        assertThat(said.path("returning")).isEqualTo(json("[{\"id\":3}]"));
    }

    @Test
    void valuesComeBackAsTheyWent() {
        JsonNode said = new Database().play("values");
        assertThat(said.path("row"))
                .isEqualTo(json("{\"n\":null,\"s\":\"x'y😀\",\"t\":1,\"b\":[0,1,254,255],\"e\":[],\"z\":-0.5}"));
        assertThat(said.at("/large/i").asLong())
                .as("JavaScript's numbers end at 2^53")
                .isEqualTo(9007199254740992L);
        assertThat(said.at("/large/l").asInt()).isEqualTo(4);
    }

    @Test
    void aBatchIsOneTransaction() {
        JsonNode said = new Database().play("batch");
        assertThat(said.at("/good/2/results")).hasSize(2);
        assertThat(said.path("error").asText())
                .startsWith("D1_ERROR: UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT");
        assertThat(said.path("left").asInt()).isEqualTo(2);
    }

    @Test
    void execRunsEveryStatementOfEveryLine() {
        JsonNode said = new Database().play("exec");
        assertThat(said.path("count").asInt()).isEqualTo(3);
        assertThat(said.path("left").asInt()).isEqualTo(2);
        assertThat(said.path("error").asText())
                .isEqualTo(
                        "D1_EXEC_ERROR: Error in line 1: SELECT 1: near \"SELEC\": syntax error at offset 0: SQLITE_ERROR");
    }

    @Test
    void commentsAreNoStatements() {
        JsonNode said = new Database().play("comments");
        assertThat(said.path("some").asInt()).isEqualTo(1);
        assertThat(said.path("error").asText()).isEqualTo("D1_ERROR: No SQL statements detected.");
        assertThat(said.path("several")).isEqualTo(json("[{\"a\":1}]"));
    }

    @Test
    void triggersRun() {
        JsonNode said = new Database().play("trigger");
        assertThat(said.path("log")).isEqualTo(json("[{\"a\":7}]"));
        assertThat(said.at("/meta/changes").asInt()).isEqualTo(2);
    }

    @Test
    void metaCounts() {
        JsonNode said = new Database().play("meta");
        assertThat(said.at("/inserted/last_row_id").asInt()).isEqualTo(10);
        assertThat(said.at("/inserted/rows_written").asInt()).isEqualTo(1);
        assertThat(said.at("/inserted/changed_db").asBoolean()).isTrue();
        assertThat(said.at("/read/rows_read").asInt()).isEqualTo(10);
        assertThat(said.at("/read/changes").asInt()).isZero();
        assertThat(said.at("/read/changed_db").asBoolean()).isFalse();
        assertThat(said.at("/read/size_after").asInt()).isPositive();
        assertThat(said.at("/read/duration").isNumber()).isTrue();
        assertThat(said.at("/updated/changes").asInt()).isEqualTo(6);
        assertThat(said.at("/updated/rows_written").asInt()).isEqualTo(6);
    }

    @Test
    void manyQueriesAtOnceAllCount() {
        assertThat(new Database().play("together")).isEqualTo(json("{\"n\":100,\"s\":4950}"));
    }

    @Test
    void aLargeFileIsImportedAndExported() {
        Database db = new Database();
        StringBuilder script = new StringBuilder("CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT);\n");
        String text = "ä".repeat(5_000);
        for (int i = 0; i < 2_000; i++) {
            script.append("INSERT INTO t VALUES (")
                    .append(i)
                    .append(", '")
                    .append(text)
                    .append("');\n");
        }
        assertThat(db.load(script.toString()).result().at("/result/num_queries").asInt())
                .isEqualTo(2_001);
        assertThat(db.dump("{}").length()).isGreaterThan(10_000_000);
        assertThat(db.query("SELECT text FROM t").at("/results")).hasSize(2_000);
    }

    @Test
    void bookmarksGrow() {
        JsonNode said = new Database().play("session");
        assertThat(said.path("before").isNull()).isTrue();
        assertThat(said.path("first").asText())
                .matches("[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}")
                .isLessThanOrEqualTo(said.path("second").asText());
        assertThat(said.path("third").asText())
                .isGreaterThan(said.path("second").asText());
        assertThat(said.path("seen").asInt()).isEqualTo(1);
    }

    @Test
    void limitsAreThoseOfD1() {
        JsonNode said = new Database().play("limits");
        assertThat(said).isEqualTo(json("""
                        {
                          "hundred": "fine",
                          "more": "D1_ERROR: too many SQL variables at offset 207: SQLITE_ERROR",
                          "long": "fine",
                          "longer": "D1_ERROR: statement too long: SQLITE_TOOBIG",
                          "large": "fine",
                          "larger": "D1_ERROR: string or blob too big: SQLITE_TOOBIG",
                          "wide": "D1_ERROR: string or blob too big: SQLITE_TOOBIG",
                          "blob": "D1_ERROR: string or blob too big: SQLITE_TOOBIG",
                          "few": "D1_ERROR: Wrong number of parameter bindings for SQL query."
                        }
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT * FROM nope          | D1_ERROR: no such table: nope: SQLITE_ERROR
                    SELECT nope                 | D1_ERROR: no such column: nope at offset 7: SQLITE_ERROR
                    ATTACH 'other.db' AS o      | D1_ERROR: not authorized: SQLITE_AUTH
                    PRAGMA journal_mode=DELETE  | D1_ERROR: not authorized: SQLITE_AUTH
                    """)
    void errorsAreWordedAsInProduction(String sql, String error) {
        assertThat(new Database().seenByWorker(sql).path("error").asText()).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN TRANSACTION", "SAVEPOINT s", "COMMIT"})
    void transactionsByHandAreRefused(String sql) {
        assertThat(new Database().seenByWorker(sql).path("error").asText())
                .startsWith("D1_ERROR: To execute a transaction, please use the state.storage.transaction()");
    }

    @Test
    void theApiAndTheWorkerSeeTheSame() {
        Database db = new Database();
        JsonNode made = db.post(
                        "query", "{\"sql\":\"CREATE TABLE t(a, b); INSERT INTO t VALUES (1, ?)\",\"params\":[\"two\"]}")
                .result();
        assertThat(made).hasSize(2);
        assertThat(made.at("/1/meta/changes").asInt()).isEqualTo(1);
        assertThat(db.seenByWorker("SELECT * FROM t")).isEqualTo(json("[{\"a\":1,\"b\":\"two\"}]"));

        JsonNode raw = db.post("raw", "{\"sql\":\"SELECT b, a FROM t\"}").result();
        assertThat(raw.at("/0/results")).isEqualTo(json("{\"columns\":[\"b\",\"a\"],\"rows\":[[\"two\",1]]}"));
        assertThat(raw.at("/0/success").asBoolean()).isTrue();

        JsonNode batch = db.post(
                        "query",
                        "{\"batch\":[{\"sql\":\"UPDATE t SET a = ?\",\"params\":[5]},{\"sql\":\"SELECT a FROM t\"}]}")
                .result();
        assertThat(batch.at("/1/results")).isEqualTo(json("[{\"a\":5}]"));

        JsonNode info = api.get(db.path).result();
        assertThat(info.path("num_tables").asInt()).isEqualTo(1);
        assertThat(info.path("file_size").asLong()).isPositive();
    }

    @Test
    void theApiRefusesWhatDoesNotRun() {
        Database db = new Database();
        Answer broken = db.post("query", "{\"sql\":\"CREATE TABLE t(a); SELECT * FROM nope\"}");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.code()).isEqualTo(7500);
        assertThat(broken.message()).isEqualTo("no such table: nope: SQLITE_ERROR");
        assertThat(db.query("SELECT count(*) AS n FROM sqlite_schema WHERE name = 't'")
                        .at("/results/0/n")
                        .asInt())
                .as("nothing of it is kept")
                .isZero();
        assertThat(db.post("query", "{}").code()).isEqualTo(7400);
        assertThat(db.post("query", "{\"sql\":\"SELECT ?\",\"params\":[{}]}").code())
                .isEqualTo(7400);
        assertThat(api.send("POST", DATABASES + "/nowhere/query", "{\"sql\":\"SELECT 1\"}")
                        .code())
                .isEqualTo(7404);
        assertThat(api.get(db.path + "/time_travel/bookmark").message()).contains("no time travel");
    }

    @Test
    void whatIsExportedCanBeImported() {
        Database db = new Database();
        db.query(
                "CREATE TABLE \"odd \"\"name\"(id INTEGER PRIMARY KEY AUTOINCREMENT, \"a b\" TEXT, n, b BLOB, twice AS (n * 2))");
        db.query(
                "INSERT INTO \"odd \"\"name\"(\"a b\", n, b) VALUES ('it''s; -- no\ncomment', 9007199254740993, x'00FF')");
        db.query("INSERT INTO \"odd \"\"name\"(\"a b\", n, b) VALUES (NULL, 1.0, '7'), ('', -0.1, NULL)");
        db.query("DELETE FROM \"odd \"\"name\" WHERE id = 3");
        db.query("CREATE TABLE other(x REFERENCES \"odd \"\"name\"(id))");
        db.query("INSERT INTO other VALUES (1)");
        db.query("CREATE INDEX by_n ON \"odd \"\"name\"(n)");
        db.query("CREATE VIEW seen AS SELECT x FROM other");
        db.query("CREATE TRIGGER w AFTER INSERT ON other BEGIN DELETE FROM other WHERE x IS NULL; END");

        String dump = db.dump("{\"tables\":[]}");
        assertThat(dump)
                .startsWith("PRAGMA defer_foreign_keys=TRUE;\n")
                .contains("9007199254740993")
                .contains("CREATE INDEX by_n")
                .contains("CREATE TRIGGER w");
        assertThat(db.dump("{\"tables\":[\"other\"],\"no_schema\":true}"))
                .isEqualTo("PRAGMA defer_foreign_keys=TRUE;\nINSERT INTO \"other\" (\"x\") VALUES(1);\n");
        assertThat(db.dump("{\"no_data\":true}"))
                .doesNotContain("INSERT INTO \"")
                .contains("CREATE VIEW seen");

        Database copy = new Database();
        JsonNode imported = copy.load(dump).result();
        assertThat(imported.path("status").asText()).as(imported.toString()).isEqualTo("complete");
        assertThat(imported.at("/result/num_queries").asInt()).isEqualTo(11);
        assertThat(imported.at("/result/meta/rows_written").asInt()).isPositive();
        assertThat(copy.dump("{\"tables\":[]}")).isEqualTo(dump);
        copy.query("INSERT INTO \"odd \"\"name\"(n) VALUES (1)");
        assertThat(copy.query("SELECT max(id) AS id FROM \"odd \"\"name\"")
                        .at("/results/0/id")
                        .asInt())
                .as("ids go on where they were")
                .isEqualTo(4);
    }

    @Test
    void anImportIsAllOrNothing() {
        Database db = new Database();
        JsonNode failed = db.load("CREATE TABLE t(a);\nINSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1);\n")
                .result();
        assertThat(failed.path("success").asBoolean()).isFalse();
        assertThat(failed.path("error").asText()).isEqualTo("no such table: u: SQLITE_ERROR");
        assertThat(db.seenByWorker("SELECT * FROM t").path("error").asText()).contains("no such table: t");

        assertThat(db.post("import", "{\"action\":\"ingest\",\"etag\":\"0\",\"filename\":\"x\"}")
                        .code())
                .isEqualTo(7400);
        assertThat(db.post("import", "{\"action\":\"poll\"}")
                        .result()
                        .path("error")
                        .asText())
                .isEqualTo("Not currently importing anything.");
    }

    @Test
    void aDeletedDatabaseIsGoneWithItsData() {
        String id = api.send("POST", DATABASES, "{\"name\":\"short-lived\",\"primary_location_hint\":\"weur\"}")
                .result()
                .path("uuid")
                .asText();
        api.deploy("user", WorkerUpload.module(WORKER).binding(binding("DB", id)));
        assertThat(Json.parse(api.ask("user", "/exec?db=DB").body())
                        .path("count")
                        .asInt())
                .isEqualTo(3);
        assertThat(api.get(DATABASES + "?name=short").result()).hasSize(1);

        api.delete(DATABASES + "/short-lived").result();
        assertThat(api.get(DATABASES + "/" + id).code()).isEqualTo(7404);
        assertThat(api.send("POST", DATABASES + "/" + id + "/query", "{\"sql\":\"SELECT 1\"}")
                        .code())
                .isEqualTo(7404);
        assertThat(Json.parse(api.ask("user", "/query?db=DB&sql=SELECT+1").body())
                        .path("error")
                        .asText())
                .startsWith("D1_ERROR: The database " + id + " does not exist");
        assertThat(api.form(
                                "PUT",
                                TestApi.script("user"),
                                WorkerUpload.module(WORKER).binding(binding("DB", id)))
                        .code())
                .isEqualTo(10181);
    }

    @Test
    void aDatabaseOfTheRealAccountIsThereBeforeAnyWorker() {
        String id = "ffffffff-0000-4000-8000-000000000000";
        api.send("POST", DATABASES + "/" + id + "/query", "{\"sql\":\"CREATE TABLE early(a)\"}")
                .result();
        api.deploy("late", WorkerUpload.module(WORKER).binding(binding("DB", id)));
        assertThat(Json.parse(
                        api.ask("late", "/query?db=DB&sql=SELECT+*+FROM+early").body()))
                .isEqualTo(json("[]"));
    }

    @Test
    void replicationIsKept() {
        Database db = new Database();
        api.send("PATCH", db.path, "{\"read_replication\":{\"mode\":\"auto\"}}").result();
        assertThat(api.get(db.path).result().at("/read_replication/mode").asText())
                .isEqualTo("auto");
        assertThat(api.send("PUT", db.path, "{\"read_replication\":{\"mode\":\"some\"}}")
                        .code())
                .isEqualTo(7400);
    }

    @Test
    void rowsOutliveTheProcess(@TempDir Path folder) {
        try (TestCloudflare before = TestCloudflare.start(folder)) {
            before.api().deploy("app", WorkerUpload.module(WORKER).binding(binding("DB", id(0))));
            assertThat(asked(before.api(), "/exec?db=DB").path("left").asInt()).isEqualTo(2);
        }
        try (TestCloudflare after = TestCloudflare.start(folder)) {
            assertThat(asked(after.api(), "/query?db=DB&sql=SELECT+a+FROM+t")).isEqualTo(json("[{\"a\":1},{\"a\":2}]"));
        }
    }

    @Test
    void aDataProcessThatDiesIsStartedAnew(@TempDir Path folder) throws Exception {
        try (TestCloudflare own = TestCloudflare.start(folder)) {
            List<ProcessHandle> before = Workerds.ofThisProcess();
            String path = DATABASES + "/" + id(0) + "/query";
            own.api()
                    .send("POST", path, "{\"sql\":\"CREATE TABLE t(a); INSERT INTO t VALUES (1)\"}")
                    .result();
            List<ProcessHandle> data = new ArrayList<>(Workerds.ofThisProcess());
            data.removeAll(before);
            assertThat(data).hasSize(1);
            data.get(0).destroyForcibly();
            Workerds.awaitEnd(data);
            assertThat(own.api()
                            .send("POST", path, "{\"sql\":\"SELECT a FROM t\"}")
                            .result()
                            .at("/0/results"))
                    .isEqualTo(json("[{\"a\":1}]"));
        }
    }

    @Test
    void noDatabaseNoProcess(@TempDir Path folder) {
        List<ProcessHandle> before = Workerds.ofThisProcess();
        try (TestCloudflare own = TestCloudflare.start(folder)) {
            own.api().send("POST", DATABASES, "{\"name\":\"unused\"}").result();
            assertThat(own.api()
                            .get(DATABASES + "/unused")
                            .result()
                            .path("num_tables")
                            .asInt())
                    .isZero();
            own.api().delete(DATABASES + "/unused").result();
            assertThat(before).containsAll(Workerds.ofThisProcess());
        }
    }
}
