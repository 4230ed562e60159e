package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.local.TestApi;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wrangler's commands for Workflows work on the embedded Cloudflare. */
class WranglerWorkflowsTest extends WranglerTest {
    private static final String FLOW = TestApi.ACCOUNT + "/workflows/flow";
    private static final String WORKER = """
            import { WorkflowEntrypoint } from "cloudflare:workers";

            export class Flow extends WorkflowEntrypoint {
              async run(event, step) {
                const start = await step.do("start", async () => event.payload.n * 2);
                const go = await step.waitForEvent("wait", { type: "go", timeout: "1 hour" });
                return start + go.payload.n;
              }
            }

            export default { fetch() { return new Response("up"); } };
            """;
    private static final String CONFIG = """
            name = "flows"
            main = "index.js"
            compatibility_date = "2026-05-01"

            [[workflows]]
            name = "flow"
            binding = "FLOW"
            class_name = "Flow"
            """;

    private String wrangler(String... arguments) {
        return wrangler().run(arguments).log();
    }

    private void await(String id, String status) throws InterruptedException {
        while (!instance(id).path("status").asText().equals(status)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private JsonNode instance(String id) {
        return api.get(FLOW + "/instances/" + id).result();
    }

    @Test
    @Timeout(120)
    void deploysBeginsShowsChangesAndDeletes() throws IOException, InterruptedException {
        WranglerCommand command = wrangler();
        command.write("wrangler.toml", CONFIG);
        command.write("index.js", WORKER);
        wrangler("deploy");
        assertThat(wrangler("workflows", "list")).contains("flow", "flows", "Flow");
        assertThat(wrangler("workflows", "describe", "flow"))
                .contains(
                        api.get(FLOW + "/versions").result().path(0).path("id").asText());

        assertThat(wrangler("workflows", "trigger", "flow", "{\"n\":4}", "--id", "first"))
                .contains("first");
        await("first", "waiting");
        assertThat(wrangler("workflows", "instances", "list", "flow")).contains("first", "Waiting");
        assertThat(wrangler("workflows", "instances", "describe", "flow", "latest"))
                .contains("start-1", "wait-1", "Success");
        wrangler("workflows", "instances", "pause", "flow", "first");
        await("first", "paused");
        wrangler("workflows", "instances", "resume", "flow", "latest");
        await("first", "waiting");
        wrangler("workflows", "instances", "send-event", "flow", "first", "--type", "go", "--payload", "{\"n\":1}");
        await("first", "complete");
        assertThat(instance("first").path("output").asInt()).isEqualTo(9);
        assertThat(wrangler("workflows", "instances", "describe", "flow", "first"))
                .contains("Completed");

        wrangler("workflows", "instances", "restart", "flow", "first");
        await("first", "waiting");
        wrangler("workflows", "instances", "terminate", "flow", "first");
        await("first", "terminated");
        assertThat(wrangler("workflows", "instances", "list", "flow", "--status", "complete"))
                .doesNotContain("Completed");
        wrangler("workflows", "instances", "delete", "flow", "first");
        assertThat(api.get(FLOW + "/instances").result()).isEmpty();
        wrangler("workflows", "delete", "flow");
        assertThat(api.get(FLOW).code()).isEqualTo(10200);
    }
}
