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

/** Container applications are kept and shown; nothing runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerApplicationsTest {
    private static final String APPLICATIONS = TestApi.ACCOUNT + "/containers/applications";
    private static final String ROLLOUT = "{\"strategy\":\"rolling\",\"kind\":\"full_auto\",\"step_percentage\":100,"
            + "\"target_configuration\":{\"image\":\"x.io/a:3\",\"instance_type\":\"standard-2\"}}";

    private TestCloudflare cloudflare;
    private TestApi api;
    private String namespace;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder);
        api = cloudflare.api();
        api.deploy(
                "machines",
                WorkerUpload.module("""
                        import { DurableObject } from "cloudflare:workers";
                        export class Machine extends DurableObject {}
                        export default { fetch: () => new Response("machines") };
                        """)
                        .metadata(
                                "migrations",
                                "{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"Machine\"]}]}"));
        namespace = api.get(TestApi.ACCOUNT + "/workers/durable_objects/namespaces")
                .result()
                .path(0)
                .path("id")
                .asText();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private String application(String name) {
        return "{\"name\":\"" + name + "\",\"scheduling_policy\":\"default\",\"instances\":0,\"max_instances\":2,"
                + "\"configuration\":{\"image\":\"x.io/a:1\",\"instance_type\":\"basic\"},"
                + "\"durable_objects\":{\"namespace_id\":\"" + namespace + "\"}}";
    }

    private Answer create(String json) {
        return api.send("POST", APPLICATIONS, json);
    }

    @Test
    void anApplicationLivesUntilItIsDeleted() {
        JsonNode made = create(application("one")).result();
        String path = APPLICATIONS + "/" + made.path("id").asText();
        assertThat(made.path("configuration"))
                .hasToString("{\"image\":\"x.io/a:1\",\"vcpu\":0.25,\"memory_mib\":1024,\"disk\":{\"size_mb\":4000}}");
        assertThat(create(application("one")).code()).isEqualTo(1609);
        assertThat(create(application("two")).code()).isEqualTo(1609); // one application a namespace
        assertThat(api.get(APPLICATIONS).result()).hasSize(1);
        assertThat(api.get(APPLICATIONS + "?name=other").result()).isEmpty();

        api.send("PATCH", path, "{\"max_instances\":5,\"configuration\":{\"image\":\"x.io/a:2\"}}")
                .result();
        JsonNode changed = api.get(path).result();
        assertThat(changed.path("max_instances").asInt()).isEqualTo(5);
        assertThat(changed.path("configuration")).hasToString("{\"image\":\"x.io/a:2\"}");

        api.send("POST", path + "/rollouts", ROLLOUT).result();
        assertThat(api.get(path + "/rollouts").result().path(0).path("status").asText())
                .isEqualTo("completed");
        assertThat(api.get(path).result().path("configuration").path("vcpu").asInt())
                .isEqualTo(1);
        assertThat(api.send("POST", path + "/rollouts", ROLLOUT.replace("rolling", "leaping"))
                        .status())
                .isEqualTo(400);
        assertThat(api.send("POST", path + "/rollouts", ROLLOUT.replace("step_percentage", "pace"))
                        .status())
                .isEqualTo(400);
        assertThat(api.send("PATCH", path, "{\"name\":\"three\"}").message()).contains("name");

        api.delete(path).result();
        assertThat(api.get(path).code()).isEqualTo(1608);
        assertThat(api.get(APPLICATIONS).result()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\":\"bad\"            | \"name\":\"\"             | must have \"name\"",
                "\"instances\":0             | \"instance\":0            | must have \"instances\"",
                "\"max_instances\"           | \"most_instances\"        | Unknown field \"most_instances\"",
                "\"max_instances\":2         | \"max_instances\":-2      | must be a whole number",
                "\"scheduling_policy\":\"default\" | \"scheduling_policy\":\"any\" | must be one of",
                "\"image\"                   | \"picture\"               | Unknown field \"picture\"",
                "x.io/a:1                    | ''                        | must have \"image\"",
                "\"basic\"                   | \"huge\"                  | no \"instance_type\" \"huge\"",
                "\"namespace_id\":\"         | \"namespace_id\":\"no     | does not exist",
            })
    void whatTheApiWouldNotTakeIsRefused(String right, String wrong, String message) {
        Answer answer = create(application("bad").replace(right, wrong));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains(message);
    }
}
