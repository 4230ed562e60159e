package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources that are only records: what is made is found again, and what does not fit is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourcesTest {
    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder);
        api = cloudflare.api();
        api.deploy("app", WorkerUpload.answering("'app'"));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private Answer post(String path, String json) {
        return api.send("POST", TestApi.ACCOUNT + path, json);
    }

    private Answer get(String path) {
        return api.get(TestApi.ACCOUNT + path);
    }

    @ParameterizedTest
    @CsvSource({
        "/d1/database, name, uuid, 7404, 7502",
        "/ai-search/namespaces, name, name, 7063, 7064",
        "/agent-memory/namespaces, name, id, 7003, 7004",
        "/flagship/apps, name, id, 7003, 7004",
    })
    void oneOfEachName(String path, String nameField, String idField, int unknown, int taken) {
        assertThat(get(path + "/one").code()).isEqualTo(unknown);
        String body = "{\"" + nameField + "\":\"one\"}";
        String id = post(path, body).result().path(idField).asText();

        assertThat(get(path + "/" + id).result().path(nameField).asText()).isEqualTo("one");
        assertThat(get(path + "/one").result().path(idField).asText()).isEqualTo(id);
        assertThat(get(path).result()).hasSize(1);
        assertThat(post(path, body).code()).isEqualTo(taken);
        assertThat(post(path, "{}").status()).isEqualTo(400);

        api.delete(TestApi.ACCOUNT + path + "/" + id).result();
        assertThat(get(path).result()).isEmpty();
    }

    @Test
    void aQueueHasOneConsumer() {
        String id = post("/queues", "{\"queue_name\":\"jobs\"}")
                .result()
                .path("queue_id")
                .asText();
        String consumers = "/queues/" + id + "/consumers";
        String consumer = "{\"type\":\"worker\",\"script_name\":\"app\",\"settings\":{\"batch_size\":5}}";
        assertThat(post(consumers, consumer.replace("app", "nobody")).code()).isEqualTo(10007);
        String consumerId =
                post(consumers, consumer).result().path("consumer_id").asText();

        JsonNode queue = get("/queues?name=other&name=jobs").result().path(0);
        assertThat(queue.path("consumers").path(0).path("script").asText()).isEqualTo("app");
        assertThat(post(consumers, consumer).code()).isEqualTo(11004);
        assertThat(post("/queues", "{\"queue_name\":\"jobs\"}").code()).isEqualTo(11009);
        assertThat(post("/queues", "{\"queue_name\":\"No Name\"}").code()).isEqualTo(11003);
        assertThat(api.send("PUT", TestApi.ACCOUNT + consumers + "/nobody", consumer)
                        .code())
                .isEqualTo(11001);

        api.delete(TestApi.ACCOUNT + consumers + "/" + consumerId).result();
        assertThat(get("/queues/" + id).result().path("consumers_total_count").asInt())
                .isZero();
        assertThat(get("/queues/nothing").code()).isEqualTo(11000);
    }

    @Test
    void aWorkflowBelongsToAWorker() {
        assertThat(get("/workflows/billing").code()).isEqualTo(10200);
        String body = "{\"script_name\":\"app\",\"class_name\":\"Billing\",\"jurisdiction\":\"eu\"}";
        api.send("PUT", TestApi.ACCOUNT + "/workflows/billing", body).result();

        assertThat(get("/workflows/billing").result().path("script_name").asText())
                .isEqualTo("app");
        assertThat(api.send("PUT", TestApi.ACCOUNT + "/workflows/billing", body.replace("eu", "us"))
                        .code())
                .isEqualTo(10209);
        assertThat(api.send("PUT", TestApi.ACCOUNT + "/workflows/other", body.replace("app", "nobody"))
                        .code())
                .isEqualTo(10007);
    }

    @Test
    void mailIsPlannedByOwner() {
        String tag = get("/workers/services/app")
                .result()
                .path("default_environment")
                .path("script")
                .path("tag")
                .asText();
        String rule = "{\"matchers\":[{\"type\":\"literal\",\"field\":\"to\",\"value\":\"a@example.com\"}],"
                + "\"actions\":[{\"type\":\"worker\",\"value\":[\"app\"]}]";
        String plan = "{\"owner_worker_tag\":\"" + tag + "\",\"rules\":[" + rule + "}],\"catch_all_rules\":[]}";
        JsonNode added =
                post("/email/routing/rules/plan", plan).result().path("zones").path(0);
        assertThat(added.path("changes").path(0).path("type").asText()).isEqualTo("added");

        String rules = "/zones/" + added.path("zone_id").asText() + "/email/routing/rules";
        api.send("POST", rules, rule + ",\"owner_worker_tag\":\"" + tag + "\"}").result();
        assertThat(post("/email/routing/rules/plan", plan).result().path("zones"))
                .isEmpty();
        String none = "{\"owner_worker_tag\":\"" + tag + "\",\"rules\":[],\"catch_all_rules\":[]}";
        assertThat(post("/email/routing/rules/plan", none)
                        .result()
                        .at("/zones/0/changes/0/type")
                        .asText())
                .isEqualTo("deleted");
        assertThat(post("/email/routing/rules/plan", plan.replace(tag, "0")).code())
                .isEqualTo(2016);
    }

    @Test
    void aDispatchNamespaceHoldsWorkers() {
        String namespaces = TestApi.ACCOUNT + "/workers/dispatch/namespaces";
        assertThat(api.get(namespaces + "/tenants").code()).isEqualTo(100119);
        api.send("POST", namespaces, "{\"name\":\"tenants\"}").result();
        assertThat(api.get(namespaces + "/tenants/scripts/one").code()).isEqualTo(10092);

        api.form(
                        "PUT",
                        namespaces + "/tenants/scripts/one",
                        WorkerUpload.answering("1")
                                .binding("{\"type\":\"secret_text\",\"name\":\"S\",\"text\":\"hidden\"}"))
                .result();
        assertThat(api.get(namespaces + "/tenants/scripts/one")
                        .result()
                        .path("script")
                        .path("id")
                        .asText())
                .isEqualTo("one");
        assertThat(api.get(namespaces + "/tenants/scripts/one/settings").body().toString())
                .contains("secret_text")
                .doesNotContain("hidden");
        assertThat(api.get(namespaces + "/tenants/scripts/one").body().toString())
                .doesNotContain("hidden");
    }

    @Test
    void whatIsMadeOutlivesTheProcess(@TempDir Path folder) {
        String id;
        try (TestCloudflare before = TestCloudflare.start(folder)) {
            id = before.api()
                    .send("POST", TestApi.ACCOUNT + "/d1/database", "{\"name\":\"kept\"}")
                    .result()
                    .path("uuid")
                    .asText();
        }
        try (TestCloudflare after = TestCloudflare.start(folder)) {
            assertThat(after.api()
                            .get(TestApi.ACCOUNT + "/d1/database/kept")
                            .result()
                            .path("uuid")
                            .asText())
                    .isEqualTo(id);
        }
    }
}
