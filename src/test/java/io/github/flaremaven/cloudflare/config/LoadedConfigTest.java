package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Position;
import io.github.flaremaven.cloudflare.config.LoadedConfig.Entry;
import io.github.flaremaven.cloudflare.config.Origin.Source;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the values of a config come from. */
class LoadedConfigTest {
    private static final ConfigText CONFIG = ConfigText.toml("""
            name = "worker"
            minify = true
            routes = ["example.com/*"]
            vars = { A = "1" }

            [env.production]
            minify = false
            vars.A = "2"
            """);

    private static ConfigOverride override(String key, String json, Source source) {
        JsonNode value = Json.parse(json);
        return new ConfigOverride(key, value, source);
    }

    @Test
    void entriesOfTheTopLevel() {
        assertThat(CONFIG.load().entries())
                .extracting(Entry::key, Entry::source, Entry::position)
                .containsExactly(
                        tuple("name", Source.TOP_LEVEL, at(1, 1)),
                        tuple("minify", Source.TOP_LEVEL, at(2, 1)),
                        tuple("routes", Source.TOP_LEVEL, at(3, 1)),
                        tuple("vars", Source.TOP_LEVEL, at(4, 1)));
    }

    @Test
    void entriesOfAnEnvironment() {
        assertThat(CONFIG.in("production").load().entries())
                .extracting(Entry::key, Entry::value, Entry::source, Entry::position)
                .containsExactly(
                        tuple("minify", Json.parse("false"), Source.ENVIRONMENT, at(7, 1)),
                        tuple("routes", Json.parse("[\"example.com/*\"]"), Source.TOP_LEVEL, at(3, 1)),
                        tuple("vars", Json.parse("{\"A\":\"2\"}"), Source.ENVIRONMENT, at(8, 1)));
    }

    @Test
    void theBuildBeatsTheFileAndTheLineBeatsThePom() {
        LoadedConfig loaded = CONFIG.in("production")
                .with(override("minify", "true", Source.POM), override("minify", "true", Source.COMMAND_LINE))
                .load();

        assertThat(loaded.worker().bundling().minify()).isTrue();
        assertThat(loaded.entries())
                .filteredOn(e -> e.key().equals("minify"))
                .extracting(Entry::source, Entry::position)
                .containsExactly(tuple(Source.COMMAND_LINE, Optional.empty()));
    }

    @Test
    void tablesOfTheBuildAreLaidOverThoseOfTheFileKeyByKey() {
        LoadedConfig loaded =
                CONFIG.with(override("vars", "{\"B\":\"9\"}", Source.POM)).load();

        assertThat(loaded.worker().bindings())
                .containsExactly(new Binding.PlainText("A", "1"), new Binding.PlainText("B", "9"));
    }

    @Test
    void otherValuesOfTheBuildReplaceThoseOfTheFile() {
        LoadedConfig loaded = CONFIG.with(override("routes", "[\"example.org/*\"]", Source.POM))
                .load();

        assertThat(loaded.worker().routes()).extracting(r -> r.pattern()).containsExactly("example.org/*");
    }

    @Test
    void routesOfTheBuildReplaceASingleRoute() {
        LoadedConfig loaded = ConfigText.toml("route = \"example.com/*\"")
                .with(override("routes", "[\"example.org/*\"]", Source.POM))
                .load();

        assertThat(loaded.worker().routes()).extracting(r -> r.pattern()).containsExactly("example.org/*");
        assertThat(loaded.entries()).extracting(Entry::key).containsExactly("routes");
    }

    @Test
    void mistakesOfTheBuildAreNamedAsSuch() {
        ConfigText config = CONFIG.with(
                override("minify", "1", Source.POM), override("limits", "{\"cpu_ms\":\"x\"}", Source.COMMAND_LINE));

        assertThat(config.findings())
                .containsExactly(
                        "- the POM's minify must be true or false, found 1",
                        "- the command line's limits.cpu_ms must be a number, found \"x\"");
    }

    @Test
    void whatTheBuildReplacesIsNotJudged() {
        ConfigText config = ConfigText.toml("minify = 1").with(override("minify", "true", Source.POM));

        assertThat(config.findings()).isEmpty();
    }

    @Test
    void namesTheEnvironments() {
        assertThat(CONFIG.load().worker().environments()).containsExactly("production");
        assertThat(CONFIG.in("production").load().worker().environment()).contains("production");
    }

    private static Optional<Position> at(int line, int column) {
        return Optional.of(new Position(line, column));
    }
}
