package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Binding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API gets for values of a TOML file. */
class PlainJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1                           | 1
                    0x1F                        | 31
                    0o17                        | 15
                    0b101                       | 5
                    1_000                       | 1000
                    1.0                         | 1
                    1e3                         | 1000
                    -0.0                        | 0
                    0.5                         | 0.5
                    1e20                        | 1.0E20
                    inf                         | null
                    -inf                        | null
                    nan                         | null
                    true                        | true
                    [1.0, [2.0, "a"]]           | [1,[2,"a"]]
                    { a = 1.0, b = { c = nan }} | {"a":1,"b":{"c":null}}
                    [2025-12-19]                | ["2025-12-19"]
                    [07:32]                     | ["07:32:00.000"]
                    [07:32:10.5]                | ["07:32:10.500"]
                    [2025-12-19 07:32]          | ["2025-12-19T07:32:00.000"]
                    [2025-12-19T07:32:00Z]      | ["2025-12-19T07:32:00.000Z"]
                    [2025-12-19T07:32:00+01:00] | ["2025-12-19T07:32:00.000+01:00"]
                    """)
    void variables(String toml, String json) {
        LoadedConfig loaded = ConfigText.toml("[vars]\nA = " + toml).load();

        assertThat(loaded.worker().bindings())
                .singleElement()
                .isInstanceOfSatisfying(
                        Binding.Json.class,
                        b -> assertThat(Json.compact(b.value())).isEqualTo(json));
    }

    @Test
    void tablesThatAreSentAsTheyStand() {
        LoadedConfig loaded = ConfigText.toml("""
                limits = { cpu_ms = 5.0, since = 2025-12-19, odd = nan }
                [unsafe.metadata]
                at = 07:32
                """).load();

        assertThat(loaded.worker().limits().map(Json::compact))
                .contains("{\"cpu_ms\":5,\"since\":\"2025-12-19\",\"odd\":null}");
        assertThat(loaded.worker().unsafeMetadata().map(Json::compact)).contains("{\"at\":\"07:32:00.000\"}");
    }

    @Test
    void aDateInsideAMessage() {
        assertThat(ConfigText.toml("minify = [2025-12-19]").findings())
                .containsExactly("1:1 minify must be true or false, found [\"2025-12-19\"]");
        assertThat(ConfigText.toml("minify = 2025-12-19").findings())
                .containsExactly("1:1 minify must be true or false, found the date or time 2025-12-19");
    }
}
