package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.flaremaven.cloudflare.config.Origin.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerNameTest {
    private static final ConfigText CONFIG = ConfigText.toml("""
            name = "worker"
            [env.staging]
            [env.production]
            name = "shop"
            [env.nameless]
            name = ""
            [env."a.B c"]
            """);

    @ParameterizedTest
    @CsvSource({"'', worker", "staging, worker-staging", "production, shop", "nameless, ''", "a.B c, worker-a.B c"})
    void followsTheEnvironment(String environment, String name) {
        assertThat(CONFIG.in(environment).load().worker().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "staging", "production"})
    void isTheBuildsIfItHasOne(String environment) {
        ConfigText config = CONFIG.in(environment)
                .with(
                        new ConfigOverride("name", new TextNode("From_Pom"), Source.POM),
                        new ConfigOverride("name", new TextNode("From_Line"), Source.COMMAND_LINE));

        assertThat(config.load().worker().name()).isEqualTo("From_Line");
        assertThat(config.load().worker().topLevelName()).contains("worker");
    }

    @Test
    void isMissingWithoutOneAtTheTopLevel() {
        LoadedConfig loaded = ConfigText.toml("[env.staging]").in("staging").load();

        assertThat(loaded.worker().name()).isEmpty();
        assertThat(loaded.worker().topLevelName()).isEmpty();
    }

    @Test
    void whatToolsWriteIntoGeneratedConfigsDoesNotCountHere() {
        LoadedConfig loaded = ConfigText.toml("""
                name = "worker"
                topLevelName = "other"
                definedEnvironments = ["x"]
                targetEnvironment = "x"
                """).load();

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.worker().topLevelName()).contains("worker");
        assertThat(loaded.worker().environments()).isEmpty();
        assertThat(loaded.worker().environment()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "0", "a-", "a_b", "worker-1", ""})
    void mayHave(String name) {
        assertThat(ConfigText.toml("name = \"" + name + "\"").findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "A", "a b", "a.b", "é", "a/b"})
    void mayNotHave(String name) {
        assertThat(ConfigText.toml("name = \"" + name + "\"").findings())
                .containsExactly("1:1 name \"" + name + "\" may have only a-z, 0-9, _ and -, and may not start with -");
    }
}
