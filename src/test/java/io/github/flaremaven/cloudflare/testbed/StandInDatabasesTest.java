package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.testing.Configs;
import io.github.flaremaven.cloudflare.testing.Embedded;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a build tells the embedded Cloudflare of databases behind Hyperdrive. */
class StandInDatabasesTest {
    @RegisterExtension
    static final Embedded EMBEDDED = new Embedded();

    @Test
    void theEnvironmentCountsBeforeTheConfig(@TempDir Path folder) {
        WorkerConfig config = Configs.worker(folder, """
                [[hyperdrive]]
                binding = "A"
                id = "aaaa"
                localConnectionString = "postgres://u:p@config:1/d"
                [[hyperdrive]]
                binding = "B"
                id = "bbbb"
                localConnectionString = "postgres://u:p@config:2/d"
                [[hyperdrive]]
                binding = "C"
                id = "cccc"
                """);
        Map<String, Secret> environment = Map.of(
                "CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_B", new Secret("mysql://u:p@variable/d"),
                "WRANGLER_HYPERDRIVE_LOCAL_CONNECTION_STRING_A", new Secret(" "));
        new StandInDatabases(name -> Optional.ofNullable(environment.get(name)))
                .tell(EMBEDDED.api().hyperdrive(), config);

        assertThat(EMBEDDED.calls())
                .containsExactly("PUT /local/hyperdrive/aaaa 200", "PUT /local/hyperdrive/bbbb 200");
        assertThat(EMBEDDED.resources()
                        .at("/hyperdrive_local/aaaa/connection_string")
                        .asText())
                .isEqualTo("postgres://u:p@config:1/d");
        assertThat(EMBEDDED.resources()
                        .at("/hyperdrive_local/bbbb/connection_string")
                        .asText())
                .isEqualTo("mysql://u:p@variable/d");
    }
}
