package io.github.flaremaven.cloudflare.local.hyperdrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the database of a Hyperdrive binding is looked for, and how its address is read. */
class HyperdriveConfigsTest {
    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@db.example.com/data, postgresql://u@db.example.com:5432/data, p",
        "postgresql://u:p%40@127.0.0.1:6543/d?sslmode=require, postgresql://u@127.0.0.1:6543/d, p%40",
        "MySQL://u:p@localhost/d, mysql://u@localhost:3306/d, p",
        "postgres://u:a:b@[::1]:5432/d, postgresql://u@[::1]:5432/d, a:b",
    })
    void connectionStringsAreRead(String connectionString, String shown, String password) {
        Origin origin = Origin.parse(connectionString).orElseThrow();
        assertThat(origin).hasToString(shown);
        assertThat(origin.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "u:p@localhost/d",
                "http://u:p@localhost/d",
                "postgres://localhost/d",
                "postgres://u@localhost/d",
                "postgres://u:p@localhost",
                "postgres://u:p@localhost/",
                "postgres://u:p@/d"
            })
    void nothingMayBeMissing(String connectionString) {
        assertThat(Origin.parse(connectionString)).isEmpty();
    }

    @Test
    void whatWasToldCountsBeforeTheEnvironmentAndThatBeforeTheConfig(@TempDir Path folder) {
        Map<String, String> environment = new HashMap<>();
        HyperdriveConfigs configs = new HyperdriveConfigs(
                new Resources(folder.resolve("resources.json")), name -> Optional.ofNullable(environment.get(name)));
        assertThat(configs.origin("DB", "id")).isEmpty();

        configs.put(
                Json.object()
                        .put("id", "id")
                        .set(
                                "origin",
                                Json.parse(
                                        "{\"scheme\":\"postgres\",\"host\":\"own\",\"user\":\"a b\",\"password\":\"p@\",\"database\":\"d\"}")));
        assertThat(configs.origin("DB", "id")).hasToString("Optional[postgresql://a%20b@own:5432/d]");

        environment.put("WRANGLER_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB", "mysql://u:p@old/d");
        assertThat(configs.origin("DB", "id").orElseThrow().host()).isEqualTo("old");
        environment.put("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB", "mysql://u:p@new/d");
        assertThat(configs.origin("DB", "id").orElseThrow().host()).isEqualTo("new");
        assertThat(configs.origin("OTHER", "id").orElseThrow().host()).isEqualTo("own");

        assertThat(configs.tell("id", "mysql://u:p@told/d")).isTrue();
        assertThat(configs.tell("id", "mysql://u:p@told/d")).isFalse();
        assertThat(configs.origin("DB", "id").orElseThrow().host()).isEqualTo("told");
    }
}
