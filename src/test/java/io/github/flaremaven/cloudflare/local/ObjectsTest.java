package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What migrations do to the data of Durable Objects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectsTest {
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

    /** A Worker that counts in an object of the class. */
    private static WorkerUpload counting(String className, String oldTag, String newTag, String step) {
        return WorkerUpload.module("""
                import { DurableObject } from "cloudflare:workers";
                export class NAME extends DurableObject {
                  async fetch() {
                    const n = (await this.ctx.storage.get("n") ?? 0) + 1;
                    await this.ctx.storage.put("n", n);
                    return new Response("NAME " + n);
                  }
                }
                export default {
                  fetch: (request, env) => env.OBJECTS.get(env.OBJECTS.idFromName("one")).fetch(request),
                };
                """.replace("NAME", className))
                .binding("{\"type\":\"durable_object_namespace\",\"name\":\"OBJECTS\",\"class_name\":\"" + className
                        + "\"}")
                .metadata(
                        "migrations",
                        "{" + (oldTag.isEmpty() ? "" : "\"old_tag\":\"" + oldTag + "\",") + "\"new_tag\":\"" + newTag
                                + "\",\"steps\":[" + step + "]}");
    }

    private String ask(String worker) {
        return api.ask(worker, "/").body();
    }

    @Test
    void dataStaysWithARenamedClassAndGoesWithADeletedOne() {
        api.deploy("objects", counting("First", "", "v1", "{\"new_sqlite_classes\":[\"First\"]}"));
        assertThat(ask("objects")).isEqualTo("First 1");
        assertThat(ask("objects")).isEqualTo("First 2");
        api.deploy(
                "objects",
                counting("Second", "v1", "v2", "{\"renamed_classes\":[{\"from\":\"First\",\"to\":\"Second\"}]}"));
        assertThat(ask("objects")).isEqualTo("Second 3");
        api.deploy(
                "objects",
                WorkerUpload.answering("'without'")
                        .metadata(
                                "migrations",
                                "{\"old_tag\":\"v2\",\"new_tag\":\"v3\",\"steps\":[{\"deleted_classes\":[\"Second\"]}]}"));
        assertThat(ask("objects")).isEqualTo("without");
        assertThat(namespaces()).doesNotContain("objects_");
        api.deploy("objects", counting("Second", "v3", "v4", "{\"new_sqlite_classes\":[\"Second\"]}"));
        assertThat(ask("objects")).isEqualTo("Second 1");
    }

    @Test
    void dataGoesToTheWorkerThatAClassIsTransferredTo() {
        api.deploy("giver", counting("Given", "", "v1", "{\"new_sqlite_classes\":[\"Given\"]}"));
        assertThat(ask("giver")).isEqualTo("Given 1");
        api.deploy(
                "taker",
                counting(
                        "Taken",
                        "",
                        "v1",
                        "{\"transferred_classes\":[{\"from\":\"Given\",\"from_script\":\"giver\",\"to\":\"Taken\"}]}"));
        assertThat(ask("taker")).isEqualTo("Taken 2");
        // The binding of the giver leads to where the objects are now.
        assertThat(ask("giver")).isEqualTo("Taken 3");
        assertThat(namespaces()).contains("taker_Taken").doesNotContain("giver_Given");
    }

    @Test
    void aBindingLeadsToTheObjectsOfAnotherWorker() {
        api.deploy("owner", counting("Shared", "", "v1", "{\"new_sqlite_classes\":[\"Shared\"]}"));
        api.deploy(
                "guest",
                WorkerUpload.module("""
                export default {
                  fetch: (request, env) => env.OBJECTS.get(env.OBJECTS.idFromName("one")).fetch(request),
                };
                """)
                        .binding(
                                "{\"type\":\"durable_object_namespace\",\"name\":\"OBJECTS\",\"class_name\":\"Shared\","
                                        + "\"script_name\":\"owner\"}"));
        assertThat(ask("owner")).isEqualTo("Shared 1");
        assertThat(ask("guest")).isEqualTo("Shared 2");
    }

    private String namespaces() {
        return api.get(TestApi.ACCOUNT + "/workers/durable_objects/namespaces")
                .result()
                .toString();
    }
}
