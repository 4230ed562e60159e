package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workflows: as Workers use them and as the API shows them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class WorkflowsTest {
    private static final String WORKFLOWS = TestApi.ACCOUNT + "/workflows";
    private static final String KV = "0123456789abcdef0123456789abcdef";

    /** The Workflow does what its parameters say; its steps are counted in KV. */
    private static final String WORKER = """
            import { WorkflowEntrypoint } from "cloudflare:workers";
            import { NonRetryableError } from "cloudflare:workflows";

            export class CLASS extends WorkflowEntrypoint {
              async run(event, step) {
                const plan = event.payload;
                const first = await step.do("first", async () => {
                  const runs = Number((await this.env.KV.get(event.instanceId)) ?? 0) + 1;
                  await this.env.KV.put(event.instanceId, String(runs));
                  return { runs, by: "VERSION" };
                });
                if (plan.sleep) await step.sleep("nap", plan.sleep);
                if (plan.flaky) {
                  await step.do("flaky", { retries: { limit: 3, delay: 10, backoff: "constant" } }, async (ctx) => {
                    if (ctx.attempt < plan.flaky) throw new Error("attempt " + ctx.attempt);
                    return ctx.attempt;
                  });
                }
                if (plan.hang) {
                  await step.do("hang", async () => {
                    const before = await this.env.KV.get(event.instanceId + "-hang");
                    await this.env.KV.put(event.instanceId + "-hang", "begun");
                    if (before === null) await new Promise((r) => setTimeout(r, 3600000));
                  });
                }
                if (plan.fail) await step.do("fail", async () => { throw new NonRetryableError(plan.fail); });
                let got = null;
                if (plan.wait) got = (await step.waitForEvent("wait", { type: "go", timeout: plan.wait })).payload;
                return { first, got, end: "VERSION" };
              }
            }

            export default {
              async fetch(request, env) {
                const { operation, id, parameters } = await request.json();
                try {
                  const target = id === undefined ? env.FLOW : await env.FLOW.get(id);
                  const result = await target[operation](...parameters);
                  return Response.json({ result: Array.isArray(result) ? result.map((i) => i.id) : result?.id ?? result ?? null });
                } catch (e) {
                  return Response.json({ error: String(e) });
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
        deploy(api, "app", "flow", "one");
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static WorkerUpload upload(String workflow, String className, String version) {
        return WorkerUpload.module(WORKER.replace("CLASS", className).replace("VERSION", version))
                .kv("KV", KV)
                .binding("{\"type\":\"workflow\",\"name\":\"FLOW\",\"workflow_name\":\"" + workflow
                        + "\",\"class_name\":\"" + className + "\"}");
    }

    private static void deploy(TestApi api, String worker, String workflow, String version) {
        api.deploy(worker, upload(workflow, "Flow", version));
        put(api, worker, workflow, "Flow");
    }

    private static void put(TestApi api, String worker, String workflow, String className) {
        api.send(
                        "PUT",
                        WORKFLOWS + "/" + workflow,
                        "{\"script_name\":\"" + worker + "\",\"class_name\":\"" + className + "\"}")
                .result();
    }

    private static JsonNode call(TestApi api, String worker, String operation, String id, String parameters) {
        ObjectNode body = Json.object().put("operation", operation);
        if (!id.isEmpty()) {
            body.put("id", id);
        }
        body.set("parameters", Json.parse(parameters));
        return Json.parse(api.send(
                        api.request(worker + ".localhost", "/")
                                .POST(BodyPublishers.ofString(Json.compact(body)))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    private JsonNode call(String operation, String id, String parameters) {
        return call(api, "app", operation, id, parameters);
    }

    /** Begins an instance and gives its id. */
    private String begin(String params) {
        String id = "i-" + UUID.randomUUID();
        assertThat(call("create", "", "[{\"id\":\"" + id + "\",\"params\":" + params + "}]")
                        .path("result")
                        .asText())
                .isEqualTo(id);
        return id;
    }

    private JsonNode await(String id, String status) {
        return await(api, "app", id, status);
    }

    private static JsonNode await(TestApi api, String worker, String id, String status) {
        while (true) {
            JsonNode answer = call(api, worker, "status", id, "[]");
            JsonNode result = answer.path("result");
            if (result.path("status").asText().equals(status)) {
                return result;
            }
            assertThat(result.path("status").asText())
                    .as(answer.toString())
                    .isIn("queued", "running", "waiting", "waitingForPause", "paused");
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String path(String id) {
        return WORKFLOWS + "/flow/instances/" + id;
    }

    @Test
    void anInstanceGoesThroughItsSteps() {
        String id = begin("{\"sleep\":\"1 second\",\"flaky\":3}");
        JsonNode status = await(id, "complete");
        assertThat(status.path("output"))
                .isEqualTo(Json.parse("{\"first\":{\"runs\":1,\"by\":\"one\"},\"got\":null,\"end\":\"one\"}"));

        JsonNode shown = api.get(path(id)).result();
        assertThat(shown.path("status").asText()).isEqualTo("complete");
        assertThat(shown.path("success").asBoolean()).isTrue();
        assertThat(shown.path("params")).isEqualTo(Json.parse("{\"sleep\":\"1 second\",\"flaky\":3}"));
        assertThat(shown.path("output").path("end").asText()).isEqualTo("one");
        JsonNode steps = shown.path("steps");
        assertThat(steps).hasSize(3);
        assertThat(steps.path(0).path("name").asText()).isEqualTo("first-1");
        assertThat(steps.path(0).path("output")).isEqualTo(Json.parse("{\"runs\":1,\"by\":\"one\"}"));
        assertThat(steps.path(1).path("type").asText()).isEqualTo("sleep");
        assertThat(steps.path(1).path("finished").asBoolean()).isTrue();
        JsonNode attempts = steps.path(2).path("attempts");
        assertThat(attempts).hasSize(3);
        assertThat(attempts.path(0).path("success").asBoolean()).isFalse();
        assertThat(attempts.path(0).path("error").path("message").asText()).isEqualTo("attempt 1");
        assertThat(attempts.path(2).path("success").asBoolean()).isTrue();
        assertThat(api.get(path(id) + "?simple=true").result().has("steps")).isFalse();
    }

    @Test
    void anInstanceWaitsForAnEvent() {
        String fromWorker = begin("{\"wait\":\"1 hour\"}");
        await(fromWorker, "waiting");
        call("sendEvent", fromWorker, "[{\"type\":\"other\",\"payload\":0}]");
        call("sendEvent", fromWorker, "[{\"type\":\"go\",\"payload\":{\"n\":1}}]");
        assertThat(await(fromWorker, "complete").path("output").path("got")).isEqualTo(Json.parse("{\"n\":1}"));

        String fromApi = begin("{\"wait\":\"1 hour\"}");
        await(fromApi, "waiting");
        api.send("POST", path(fromApi) + "/events/go", "{\"n\":2}").result();
        assertThat(await(fromApi, "complete").path("output").path("got")).isEqualTo(Json.parse("{\"n\":2}"));
        JsonNode step = api.get(path(fromApi)).result().path("steps").path(1);
        assertThat(step.path("type").asText()).isEqualTo("waitForEvent");
        assertThat(step.path("finished").asBoolean()).isTrue();

        JsonNode late = await(begin("{\"wait\":\"1 second\"}"), "errored");
        assertThat(late.path("error").toString()).contains("timed out");
    }

    @Test
    void aFailureEndsAnInstance() {
        String id = begin("{\"fail\":\"no way\"}");
        assertThat(await(id, "errored").path("error").path("message").asText()).isEqualTo("no way");
        JsonNode shown = api.get(path(id)).result();
        assertThat(shown.path("success").asBoolean()).isFalse();
        assertThat(shown.path("error").path("message").asText()).isEqualTo("no way");
        assertThat(shown.path("steps").path(1).path("success").asBoolean()).isFalse();
    }

    @Test
    void instancesArePausedResumedEndedAndBegunAnew() {
        String id = begin("{\"wait\":\"1 hour\"}");
        await(id, "waiting");
        call("pause", id, "[]");
        await(id, "paused");
        call("resume", id, "[]");
        await(id, "waiting");
        call("terminate", id, "[]");
        await(id, "terminated");
        assertThat(call("terminate", id, "[]").path("error").asText()).contains("finite state");
        call("restart", id, "[]");
        await(id, "waiting");
        assertThat(api.get(path(id))
                        .result()
                        .path("steps")
                        .path(0)
                        .path("output")
                        .path("runs")
                        .asInt())
                .as("the first step ran again")
                .isEqualTo(2);

        for (String[] change : new String[][] {
            {"pause", "paused"}, {"resume", "waiting"}, {"terminate", "terminated"}, {"restart", "waiting"}
        }) {
            api.send("PATCH", path(id) + "/status", "{\"status\":\"" + change[0] + "\"}")
                    .result();
            await(id, change[1]);
        }
        api.send(
                        "PATCH",
                        path(id) + "/status",
                        "{\"status\":\"restart\",\"from\":{\"name\":\"wait\",\"type\":\"waitForEvent\"}}")
                .result();
        await(id, "waiting");
        assertThat(api.get(path(id))
                        .result()
                        .path("steps")
                        .path(0)
                        .path("output")
                        .path("runs")
                        .asInt())
                .as("the first step is kept")
                .isEqualTo(3);
    }

    @Test
    void instancesAreBegunInBatchesAndOnlyOnce() {
        String prefix = "b-" + UUID.randomUUID();
        JsonNode created = call(
                "createBatch",
                "",
                "[[{\"id\":\"" + prefix + "-1\",\"params\":{}},{\"id\":\"" + prefix + "-2\",\"params\":{}}]]");
        assertThat(created.path("result")).isEqualTo(Json.parse("[\"" + prefix + "-1\",\"" + prefix + "-2\"]"));
        await(prefix + "-2", "complete");
        assertThat(call("create", "", "[{\"id\":\"" + prefix + "-1\"}]")
                        .path("error")
                        .asText())
                .contains("already_exists");
        assertThat(call("status", "nobody", "[]").path("error").asText()).contains("not_found");
    }

    @Test
    void theApiBeginsListsAndDeletesInstances() {
        deploy(api, "listed", "listed", "one");
        String all = WORKFLOWS + "/listed/instances";
        assertThat(api.get(all).result()).isEmpty();
        JsonNode begun = api.send("POST", all, "{\"instance_id\":\"a\",\"params\":{\"wait\":\"1 hour\"}}")
                .result();
        assertThat(begun.path("id").asText()).isEqualTo("a");
        assertThat(begun.path("status").asText()).isEqualTo("queued");
        assertThat(api.send("POST", all, "{\"instance_id\":\"a\"}").code()).isEqualTo(10405);
        assertThat(api.send("POST", all, "{\"instance_id\":\"not an id\"}").status())
                .isEqualTo(400);
        String random = api.send("POST", all, "{}").result().path("id").asText();
        api.send(
                        "POST",
                        all + "/batch",
                        "[{\"instance_id\":\"b\"},{\"instance_id\":\"c\",\"params\":{\"fail\":\"x\"}}]")
                .result();
        await(api, "listed", "a", "waiting");
        await(api, "listed", "b", "complete");
        await(api, "listed", "c", "errored");
        await(api, "listed", random, "complete");

        assertThat(ids(api.get(all))).containsExactlyInAnyOrder("a", "b", "c", random);
        assertThat(ids(api.get(all + "?status=waiting")))
                .as(api.get(all).result().toString() + api.get(all + "/a").result())
                .containsExactly("a");
        assertThat(ids(api.get(all + "?status=complete"))).containsExactlyInAnyOrder("b", random);
        assertThat(ids(api.get(all + "?date_end=2020-01-01T00:00:00Z"))).isEmpty();
        Answer page = api.get(all + "?per_page=3&direction=asc");
        assertThat(ids(page)).hasSize(3).startsWith("a");
        String cursor = page.body().path("result_info").path("cursor").asText();
        assertThat(ids(api.get(all + "?per_page=3&direction=asc&cursor=" + cursor)))
                .hasSize(1);
        JsonNode workflow = api.get(WORKFLOWS + "/listed").result();
        assertThat(workflow.path("instances").path("complete").asInt()).isEqualTo(2);
        assertThat(workflow.path("instances").path("waiting").asInt()).isEqualTo(1);
        assertThat(api.get(WORKFLOWS + "/listed/versions")
                        .result()
                        .path(0)
                        .path("class_name")
                        .asText())
                .isEqualTo("Flow");

        api.send("PUT", all + "/terminate?status=waiting", "{}").result();
        await(api, "listed", "a", "terminated");
        JsonNode deleted = api.send("POST", all + "/batch/delete", "{\"instances\":[\"a\",\"nobody\"]}")
                .result();
        assertThat(deleted.path("deleted")).isEqualTo(Json.parse("[{\"id\":\"a\"}]"));
        assertThat(deleted.path("errors").path(0).path("id").asText()).isEqualTo("nobody");
        assertThat(ids(api.get(all))).doesNotContain("a").hasSize(3);
        assertThat(api.get(all + "/a").code()).isEqualTo(10400);

        api.delete(WORKFLOWS + "/listed").result();
        assertThat(api.get(all).code()).isEqualTo(10200);
        assertThat(call(api, "listed", "create", "", "[{}]").path("error").asText())
                .contains("the Workflow listed", "does not exist");
        deploy(api, "listed", "listed", "two");
        assertThat(api.get(all).result()).isEmpty();
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.result().forEach(i -> ids.add(i.path("id").asText()));
        return ids;
    }

    @Test
    void anotherWorkerUsesTheWorkflow() {
        api.deploy(
                "other",
                WorkerUpload.answering("(await env.THEIRS.create({ params: {} })).id")
                        .binding("{\"type\":\"workflow\",\"name\":\"THEIRS\",\"workflow_name\":\"flow\","
                                + "\"class_name\":\"Flow\",\"script_name\":\"app\"}"));
        assertThat(await(api.ask("other", "/").body(), "complete")
                        .path("output")
                        .path("end")
                        .asText())
                .isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void instancesOutliveDeploymentsAndTheProcess(boolean restart, @TempDir Path folder) {
        Path state = folder.resolve("state");
        TestCloudflare first = TestCloudflare.start(state);
        try {
            deploy(first.api(), "app", "flow", "one");
            for (String params : List.of("{\"wait\":\"1 hour\"}", "{\"sleep\":\"3 seconds\"}")) {
                String id = params.contains("wait") ? "waits" : "sleeps";
                call(first.api(), "app", "create", "", "[{\"id\":\"" + id + "\",\"params\":" + params + "}]");
                await(first.api(), "app", id, "waiting");
            }
            first.api().deploy("app", upload("flow", "Flow", "two"));
            if (restart) {
                first.close();
                first = TestCloudflare.start(state);
            }
            TestApi api = first.api();
            while (!status(api, "sleeps").equals("complete")) {
                sleep();
            }
            api.send("POST", WORKFLOWS + "/flow/instances/waits/events/go", "7").result();
            JsonNode output = await(api, "app", "waits", "complete").path("output");
            assertThat(output)
                    .as("a step that is done is not done again")
                    .isEqualTo(Json.parse("{\"first\":{\"runs\":1,\"by\":\"one\"},\"got\":7,\"end\":\"two\"}"));
        } finally {
            first.close();
        }
    }

    /** From the list, which asks for nothing that would wake the instance. */
    private static String status(TestApi api, String id) {
        for (JsonNode instance : api.get(WORKFLOWS + "/flow/instances").result()) {
            if (instance.path("id").asText().equals(id)) {
                return instance.path("status").asText();
            }
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aStepThatTheEndOfTheProcessInterruptsIsDoneAgain(boolean crash) throws Exception {
        String id = begin("{\"hang\":true}");
        while (kv(id + "-hang").contains("success")) {
            sleep();
        }
        if (crash) {
            List<ProcessHandle> before = Workerds.ofThisProcess();
            before.forEach(ProcessHandle::destroyForcibly);
            Workerds.awaitEnd(before);
        } else {
            api.deploy("app", upload("flow", "Flow", "one"));
        }
        while (!status(api, id).equals("complete")) { // does not wake it: it goes on by itself
            sleep();
        }
        assertThat(api.get(path(id))
                        .result()
                        .path("output")
                        .path("first")
                        .path("runs")
                        .asInt())
                .isEqualTo(1);
    }

    private String kv(String key) {
        return new String(
                api.raw(
                                "GET",
                                TestApi.ACCOUNT + "/storage/kv/namespaces/" + KV + "/values/" + key,
                                BodyPublishers.noBody(),
                                Map.of())
                        .body(),
                StandardCharsets.UTF_8);
    }

    @Test
    void aClassIsRenamedWithItsUpload() {
        deploy(api, "renamed", "renamed", "one");
        api.deploy("renamed", upload("renamed", "Renamed", "two"));
        String id = call(api, "renamed", "create", "", "[{\"params\":{}}]")
                .path("result")
                .asText();
        assertThat(await(api, "renamed", id, "complete")
                        .path("output")
                        .path("end")
                        .asText())
                .as("before the API hears of it")
                .isEqualTo("two");
        put(api, "renamed", "renamed", "Renamed");
    }

    @Test
    void aClassThatIsNotExportedIsRefused() {
        deploy(api, "lacks", "lacks", "one");
        WorkerUpload without = WorkerUpload.answering("'up'")
                .binding(
                        "{\"type\":\"workflow\",\"name\":\"FLOW\",\"workflow_name\":\"lacks\",\"class_name\":\"Flow\"}");
        Answer refused = api.form("PUT", TestApi.script("lacks"), without);
        assertThat(refused.code()).isEqualTo(10021);
        assertThat(refused.message()).contains("Flow");
        api.deploy("lacks", WorkerUpload.answering("'up'"));
        assertThat(api.ask("lacks", "/").body()).isEqualTo("up");
        assertThat(api.send("POST", WORKFLOWS + "/lacks/instances", "{}").status())
                .isEqualTo(400);
        api.delete(WORKFLOWS + "/lacks").result();
    }

    @Test
    void instancesAreOnDiskInTheStateFolder(@TempDir Path folder) throws Exception {
        try (TestCloudflare other = TestCloudflare.start(folder.resolve("state"))) {
            deploy(other.api(), "app", "flow", "one");
            call(other.api(), "app", "create", "", "[{\"id\":\"x\",\"params\":{}}]");
            await(other.api(), "app", "x", "complete");
            try (var files = Files.list(folder.resolve("state/workflows/miniflare-workflows-flow"))) {
                assertThat(files.map(f -> f.getFileName().toString()))
                        .anyMatch(f -> f.matches("[0-9a-f]{64}\\.sqlite"));
            }
        }
    }
}
