package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrangler's commands for Hyperdrive work on the embedded Cloudflare. */
@Tag("conformance")
class WranglerHyperdriveTest {
    private static final String CONFIGS = TestApi.ACCOUNT + "/hyperdrive/configs";

    @Test
    void makesShowsChangesAndDeletesConfigs(@TempDir Path folder, @TempDir Path state) {
        ConformanceTools tools = ConformanceTools.find();
        try (TestCloudflare cloudflare = TestCloudflare.start(state, tools.cache())) {
            WranglerCommand wrangler = new WranglerCommand(tools, folder, cloudflare);
            TestApi api = cloudflare.api();
            wrangler.run(
                    "hyperdrive",
                    "create",
                    "orders",
                    "--connection-string",
                    "postgres://ann:s3%40cret@db.example.com/data");
            JsonNode made = api.get(CONFIGS).result().path(0);
            String id = made.path("id").asText();
            assertThat(made.at("/origin/host").asText()).isEqualTo("db.example.com");
            assertThat(made.at("/origin/port").asInt()).isEqualTo(5432);

            assertThat(wrangler.run("hyperdrive", "list").log())
                    .contains(id, "orders", "db.example.com")
                    .doesNotContain("s3@cret");
            assertThat(wrangler.run("hyperdrive", "get", id).log())
                    .contains("ann")
                    .doesNotContain("s3@cret");

            wrangler.run("hyperdrive", "update", id, "--name", "sales", "--caching-disabled", "true");
            JsonNode changed = api.get(CONFIGS + "/" + id).result();
            assertThat(changed.path("name").asText()).isEqualTo("sales");
            assertThat(changed.at("/caching/disabled").asBoolean()).isTrue();
            assertThat(changed.at("/origin/user").asText()).isEqualTo("ann");

            wrangler.run("hyperdrive", "delete", id);
            assertThat(api.get(CONFIGS).result()).isEmpty();
            assertThat(wrangler.refused("hyperdrive", "get", id).log()).contains("could not be found");
        }
    }
}
