package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Wrangler's commands for D1 work on the embedded Cloudflare, and a Worker sees what they do. */
class WranglerD1Test extends WranglerTest {
    private static final String DATABASES = TestApi.ACCOUNT + "/d1/database";

    private String id(String name) {
        return api.get(DATABASES + "/" + name).result().path("uuid").asText();
    }

    private JsonNode rows(String name, String sql) {
        return api.send(
                        "POST",
                        DATABASES + "/" + id(name) + "/query",
                        Json.compact(Json.object().put("sql", sql)))
                .result()
                .path(0)
                .path("results");
    }

    private static JsonNode json(String log) {
        return Json.parse(log.substring(log.indexOf(log.contains("[\n") ? "[\n" : "{\n")));
    }

    @Test
    void makesShowsAndDeletesDatabases() {
        assertThat(wrangler()
                        .run("d1", "create", "pantry", "--location", "weur")
                        .log())
                .contains(id("pantry"));
        assertThat(wrangler().refused("d1", "create", "pantry").log()).contains("already exists");
        JsonNode listed = json(wrangler().run("d1", "list", "--json").log());
        assertThat(listed.findValuesAsText("name")).contains("pantry");

        wrangler().run("d1", "execute", "pantry", "--remote", "--command", "CREATE TABLE jars(n)");
        JsonNode info = json(wrangler().run("d1", "info", "pantry", "--json").log());
        assertThat(info.path("uuid").asText()).isEqualTo(id("pantry"));
        assertThat(info.path("num_tables").asInt()).isEqualTo(1);
        assertThat(info.path("database_size").asInt()).isPositive();

        wrangler().run("d1", "delete", "pantry", "-y");
        assertThat(api.get(DATABASES + "/pantry").code()).isEqualTo(7404);
        assertThat(wrangler().refused("d1", "info", "pantry").log()).contains("Couldn't find a D1 DB");
    }

    @Test
    void executesCommandsAndFiles() throws IOException {
        wrangler().run("d1", "create", "shop");
        wrangler().write("shop.sql", """
                -- two tables; one trigger
                CREATE TABLE items(name TEXT, price REAL);
                CREATE TABLE log(name TEXT);
                CREATE TRIGGER sold AFTER DELETE ON items BEGIN INSERT INTO log VALUES (old.name); END;
                INSERT INTO items VALUES ('pen; blue', 1.5), ('ink', 4);
                """);
        JsonNode loaded = json(wrangler()
                .run("d1", "execute", "shop", "--remote", "--file", "shop.sql", "--json")
                .log());
        assertThat(loaded.at("/0/results/0/Total queries executed").asInt()).isEqualTo(4);
        assertThat(rows("shop", "SELECT name FROM items ORDER BY price").findValuesAsText("name"))
                .containsExactly("pen; blue", "ink");

        JsonNode said = json(wrangler()
                .run(
                        "d1",
                        "execute",
                        "shop",
                        "--remote",
                        "--json",
                        "--command",
                        "DELETE FROM items WHERE price > 2; SELECT * FROM log; -- end")
                .log());
        assertThat(said).hasSize(2);
        assertThat(said.at("/0/meta/changes").asInt()).isEqualTo(2);
        assertThat(said.at("/1/results")).isEqualTo(Json.parse("[{\"name\":\"ink\"}]"));

        assertThat(wrangler()
                        .refused("d1", "execute", "shop", "--remote", "--command", "SELECT * FROM nope")
                        .log())
                .contains("no such table: nope: SQLITE_ERROR", "7500");
        wrangler().write("broken.sql", "DELETE FROM items;\nBEGIN TRANSACTION;\n");
        assertThat(wrangler()
                        .refused("d1", "execute", "shop", "--remote", "--file", "broken.sql")
                        .log())
                .contains("To execute a transaction");
        assertThat(rows("shop", "SELECT count(*) AS n FROM items").at("/0/n").asInt())
                .isEqualTo(1);
    }

    @Test
    void exportsWhatAnotherDatabaseTakes() throws IOException {
        wrangler().run("d1", "create", "source");
        wrangler().run("d1", "create", "target");
        wrangler()
                .run(
                        "d1",
                        "execute",
                        "source",
                        "--remote",
                        "--command",
                        "CREATE TABLE t(a, b); INSERT INTO t VALUES (x'ff', 'it''s'); CREATE INDEX i ON t(a)");
        wrangler().run("d1", "export", "source", "--remote", "--output", "dump.sql");
        assertThat(Files.readString(folder.resolve("dump.sql")))
                .contains("CREATE TABLE t(a, b);", "X'ff'", "CREATE INDEX i ON t(a);");
        wrangler().run("d1", "execute", "target", "--remote", "--file", "dump.sql", "-y");
        assertThat(rows("target", "SELECT * FROM t")).isEqualTo(Json.parse("[{\"a\":[255],\"b\":\"it's\"}]"));

        wrangler().run("d1", "export", "source", "--remote", "--output", "schema.sql", "--no-data");
        assertThat(Files.readString(folder.resolve("schema.sql"))).doesNotContain("INSERT");
    }

    @Test
    void migratesWhatTheWorkerUses() throws IOException {
        wrangler().run("d1", "create", "people");
        wrangler().write("index.js", """
                export default {
                    async fetch(request, env) {
                        return Response.json((await env.DB.prepare("SELECT name, age FROM people").all()).results);
                    },
                };
                """);
        wrangler().write("wrangler.toml", """
                name = "people"
                main = "index.js"
                compatibility_date = "2026-05-01"
                [[d1_databases]]
                binding = "DB"
                database_name = "people"
                database_id = "%s"
                """.formatted(id("people")));
        wrangler().run("deploy");
        wrangler().run("d1", "migrations", "create", "DB", "make people");
        wrangler().write("migrations/0001_make_people.sql", "CREATE TABLE people(name TEXT); -- first\n");
        wrangler()
                .write(
                        "migrations/0002_age.sql",
                        "ALTER TABLE people ADD COLUMN age INTEGER;\nINSERT INTO people VALUES ('Ann', 40);\n");
        assertThat(wrangler().run("d1", "migrations", "list", "DB", "--remote").log())
                .contains("0001_make_people.sql", "0002_age.sql");
        wrangler().run("d1", "migrations", "apply", "DB", "--remote");
        assertThat(wrangler().run("d1", "migrations", "list", "DB", "--remote").log())
                .contains("No migrations to apply");
        assertThat(rows("people", "SELECT name FROM d1_migrations ORDER BY id").findValuesAsText("name"))
                .containsExactly("0001_make_people.sql", "0002_age.sql");
        assertThat(Json.parse(api.ask("people", "/").body())).isEqualTo(Json.parse("[{\"name\":\"Ann\",\"age\":40}]"));

        wrangler().write("migrations/0003_broken.sql", "DELETE FROM people;\nDELETE FROM nobody;\n");
        assertThat(wrangler()
                        .refused("d1", "migrations", "apply", "DB", "--remote")
                        .log())
                .contains("no such table: nobody");
        assertThat(rows("people", "SELECT count(*) AS n FROM people").at("/0/n").asInt())
                .as("a migration that fails leaves nothing")
                .isEqualTo(1);
    }

    @Test
    void saysThatThereIsNoTimeTravel() {
        wrangler().run("d1", "create", "present");
        assertThat(wrangler().refused("d1", "time-travel", "info", "present").log())
                .contains("there is no time travel");
    }
}
