package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A class with one instance, whose constructor is the first to ask for the Worker. */
@SeededWorker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneInstanceTest {
    private final Worker worker;
    private final Kv users;

    OneInstanceTest(Worker worker, @Binding("USERS") Kv users) {
        this.worker = worker;
        this.users = users;
    }

    @Test
    void theConstructorGetsTheWorker(Worker same) {
        users.put("one", "instance");

        assertThat(worker.get("/users/one").text()).isEqualTo("instance");
        assertThat(same.url()).isEqualTo(worker.url());
    }
}
