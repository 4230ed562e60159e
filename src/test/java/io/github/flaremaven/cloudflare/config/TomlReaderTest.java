package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick reading and the second one are two ways to the same tree. */
class TomlReaderTest {

    @Test
    void bothReadingsGiveTheSameTree() {
        String toml = """
                name = "w" # comment
                'quoted key' = 1
                flag = true
                n = [0x1F, 0o17, 0b11, 1_000, -1, 1.5, 1e3]
                text = \"""
                two
                lines\"""
                literal = 'C:\\x'
                inline = { x = 1, y = [ { z = "ä" } ] }
                [[env."a b".kv_namespaces]]
                binding = "KV"
                [[env."a b".kv_namespaces]]
                binding = "KV2"
                """;

        assertThat(asSent(TomlReader.quick(toml).orElseThrow())).isEqualTo(asSent(TomlSecondReading.tree(toml, "x")));
    }

    private static JsonNode asSent(ObjectNode tree) {
        return Json.parse(Json.compact(PlainJson.object(tree)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 9223372036854775807", // Jackson would make 6854775807 of it
                "a = 0xdead_beef_dead_beef",
                "[a.b]\n[a]\nb.c = 1", // b has been made by its header
                " \"a\" . b = 1",
                "a = \"\\uD83D\"",
                "a = 1e999",
                "a = inf",
                "a = \"\u0001\"",
                "a = 1\rb = 2",
                "v = {\n A = 1,\n}", // TOML 1.1
                "a = \"\\e\"",
                "a = "
            })
    void leavesToTheSecondReadingWhatTheQuickOneCannotJudge(String toml) {
        Optional<ObjectNode> quick = TomlReader.quick(toml);

        assertThat(quick).isEmpty();
    }
}
