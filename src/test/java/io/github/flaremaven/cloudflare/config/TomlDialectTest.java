package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Position;
import org.junit.jupiter.api.Test;

class TomlDialectTest {

    @Test
    void leavesToml10AsItIs() {
        String text = """
                a = "x # no comment" # comment, {
                b = { c = 1, d = [1,
                  2, # two
                ] }
                [t] # {
                e = '''{
                '''
                """;

        assertThat(TomlDialect.of(text).asToml10()).isEqualTo(text);
    }

    @Test
    void joinsTheLinesOfAnInlineTableAndDropsItsTrailingComma() {
        String text = "v = {\n A = \"1\", # one\n B = \"2\",\n}\nw = 3\n";

        TomlDialect dialect = TomlDialect.of(text);

        assertThat(dialect.asToml10()).isEqualTo("v = {  A = \"1\",        B = \"2\"  }\nw = 3\n");
        assertThat(dialect.original(new Position(2, 1))).isEqualTo(new Position(5, 1));
        assertThat(dialect.original(new Position(1, 8))).isEqualTo(new Position(2, 2));
    }

    @Test
    void rewritesEscapesOfToml11AndLeadsPlacesBack() {
        TomlDialect dialect = TomlDialect.of("a = \"\\e[1m\\x41\\n\"; b\n");

        assertThat(dialect.asToml10()).isEqualTo("a = \"\\u001B[1m\\u0041\\n\"; b\n");
        assertThat(dialect.original(new Position(1, 25))).isEqualTo(new Position(1, 19));
    }
}
