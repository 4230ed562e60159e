package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Requests to a Worker that a test class starts, and what it says. */
@SeededWorker
class WorkerHandleTest {
    @BeforeAll
    static void isThereBeforeTheFirstTest(Worker worker) {
        assertThat(worker.get("/users/ada").text()).isEqualTo("Ada Lovelace");
    }

    @Test
    void answersAtAnAddressOfItsOwn(Worker worker) {
        Reply reply = worker.get("/some?x=1", "X-Ask", "me");

        assertThat(worker.name()).isEqualTo("seeded-local");
        assertThat(worker.url().toString()).matches("http://127\\.0\\.0\\.1:\\d+");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Worker")).contains("seeded");
        assertThat(reply.header("x-asked")).contains("me");
        assertThat(reply.header("x-other")).isEmpty();
        assertThat(reply.json().path("url").asText()).isEqualTo(worker.url() + "/some?x=1");
        assertThat(reply.json().path("environment").asText()).isEqualTo("local");
        assertThat(reply.json().path("token").asText()).as("from .dev.vars").isEqualTo("hush");
    }

    @Test
    void sendsBodies(Worker worker) {
        assertThat(worker.post("/", "größer").json().path("body").asText()).isEqualTo("größer");
        assertThat(worker.put("/", "b").json().path("method").asText()).isEqualTo("PUT");
        assertThat(worker.delete("/").json().path("method").asText()).isEqualTo("DELETE");
        Reply patched = worker.send(worker.request("/")
                .method("PATCH", BodyPublishers.ofString("p"))
                .build());
        assertThat(patched.json().path("method").asText()).isEqualTo("PATCH");
    }

    @Test
    void givesAddressAndClientAlone(URI url, HttpClient client) throws Exception {
        var answer =
                client.send(HttpRequest.newBuilder(url.resolve("/users/nobody")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("nobody\n");
    }

    @Test
    void collectsWhatItSays(Worker worker) {
        worker.put("/users/log-me", "x");

        assertThat(worker.awaitLog("stored log-me")).isEqualTo(new LogLine("log", "stored log-me"));
    }

    @Test
    void collectsExceptions(Worker worker) {
        assertThat(worker.get("/boom").status()).isEqualTo(500);

        assertThat(worker.awaitLog("asked to fail")).isEqualTo(new LogLine("exception", "TypeError: asked to fail"));
        assertThat(worker.logs()).contains(new LogLine("warn", "about to fail {\"at\":\"/boom\"}"));
    }

    @Test
    void runsSchedules(Worker worker, @Binding("CACHE") Kv cache) {
        assertThat(worker.scheduled("0 6 * * *").status()).isEqualTo(200);

        assertThat(cache.get("cron")).contains("0 6 * * *");
    }

    /** Asks the same Worker. */
    @Nested
    class Inside {
        @Test
        void sharesTheWorkerAndItsData(Worker worker, @Binding("USERS") Kv users) {
            users.put("nested", "yes");

            assertThat(worker.get("/users/nested").text()).isEqualTo("yes");
        }
    }

    @Test
    void isThereAfterNestedClassesToo(Worker worker) {
        assertThat(worker.get("/").status()).isEqualTo(200);
    }
}
