package io.github.flaremaven.cloudflare.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that holds databases, when something is wrong with it. */
class DataProcessTest {
    private static final String ENDLESS =
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

    private Vertx vertx;
    private StateFolder state;

    @BeforeEach
    void open(@TempDir Path folder) {
        vertx = Loopback.vertx();
        state = StateFolder.tryOpen(folder.resolve("state")).orElseThrow();
    }

    @AfterEach
    void close() {
        state.close();
        Await.on(vertx.close());
    }

    private DataProcess process(Supplier<Path> workerd, Duration query) {
        return new DataProcess(state, workerd, vertx, "key", line -> {}, query);
    }

    private static JsonNode run(DataProcess process, String database, String sql) {
        ObjectNode given = Json.object();
        given.putArray("statements").addObject().put("sql", sql).putArray("params");
        return process.call(database, "run", given);
    }

    @Test
    void aQueryThatDoesNotEndIsEnded() {
        try (DataProcess process = process(TestCloudflare.workerd(), Duration.ofSeconds(1))) {
            assertThat(run(process, "a", ENDLESS).path("error").asText())
                    .isEqualTo("D1 DB exceeded its CPU time limit and was reset.");
            assertThat(run(process, "b", "SELECT 5").at("/results/0/rows/0/0").asInt())
                    .isEqualTo(5);
        }
    }

    @Test
    void databasesAreKeptApart() {
        try (DataProcess process = process(TestCloudflare.workerd(), Duration.ofSeconds(30))) {
            run(process, "a", "CREATE TABLE t(a)");
            assertThat(run(process, "b", "SELECT * FROM t").path("error").asText())
                    .isEqualTo("no such table: t: SQLITE_ERROR");
            assertThat(process.call("a", "describe", Json.object())
                            .path("tables")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void aBinaryThatIsNoneIsNamed(@TempDir Path folder) throws Exception {
        Path broken = Files.writeString(folder.resolve("workerd"), "#!/bin/sh\necho 'wrong machine' >&2\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        try (DataProcess process = process(() -> broken, Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> run(process, "a", "SELECT 1"))
                    .isInstanceOf(ToolFailure.class)
                    .hasMessageContaining("workerd cannot be started for D1: wrong machine");
        }
    }
}
