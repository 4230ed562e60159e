package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import org.junit.jupiter.api.Test;

/** D1 as tests read and write it, and as the Worker sees it. */
@WorkerTest(project = "target/test-classes/projects/stored", seeds = "seeds/rows")
class D1HandleTest {
    @Test
    void seedsAreRunInOrder(D1 db) {
        assertThat(db.query("SELECT name, age, weight FROM users WHERE id <= 2 ORDER BY id"))
                .satisfiesExactly(
                        row -> {
                            assertThat(row.keySet()).containsExactly("name", "age", "weight");
                            assertThat(row)
                                    .containsEntry("name", "ada")
                                    .containsEntry("age", 36L)
                                    .containsEntry("weight", 55.5);
                        },
                        row -> assertThat(row)
                                .containsEntry("name", "grüße; 'quoted'")
                                .containsEntry("age", null));
    }

    @Test
    void theWorkerSeesWhatATestWrites(Worker worker, D1 db) {
        assertThat(db.execute("INSERT INTO users (name, age) VALUES (?, ?), (?, ?)", "grace", 85, "nobody", null))
                .isEqualTo(2);

        assertThat(worker.get("/users/grace").json().path("age").asInt()).isEqualTo(85);
        assertThat(worker.get("/users/nobody").json().path("age").isNull()).isTrue();
    }

    @Test
    void aTestSeesWhatTheWorkerWrites(Worker worker, D1 db) {
        assertThat(worker.put("/users/alan", "41").status()).isEqualTo(204);

        assertThat(db.query("SELECT age FROM users WHERE name = ?", "alan"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("age", 41L));
        assertThat(db.query("SELECT 1 AS one FROM users WHERE name = ?", "absent"))
                .isEmpty();
    }

    @Test
    void booleansAreNumbers(D1 db) {
        assertThat(db.query("SELECT ? AS yes, ? AS no, typeof(?) AS kind", true, false, 1.5))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("yes", 1L)
                        .containsEntry("no", 0L)
                        .containsEntry("kind", "real"));
    }

    @Test
    void whatSqliteRefusesIsItsSentence(D1 db) {
        assertThatThrownBy(() -> db.query("SELECT * FROM nowhere"))
                .isInstanceOf(ApiFailure.class)
                .hasMessageStartingWith("cannot query the D1 database: no such table: nowhere");
    }
}
