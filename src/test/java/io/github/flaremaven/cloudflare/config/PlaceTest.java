package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line and column of what is wrong, for every way in which a file can write it. */
class PlaceTest {

    private static List<String> places(ConfigText config) {
        return config.findings().stream()
                .map(f -> f.substring(0, f.indexOf(' ')))
                .toList();
    }

    @Test
    void linesThatSayNothingCount() {
        String toml = """
                # a comment

                vars.A = @
                # no comment

                end@

                # 'quotes' in "a comment@
                foo = 1
                vars.B = '''x

                # no comment \\'''   # a comment

                [limits] # one more

                cpu_ms = "x"
                """.replace("@", "\"".repeat(3));

        assertThat(places(ConfigText.toml(toml))).containsExactly("9:1", "16:1");
        assertThat(ConfigText.toml(toml.replace("\"x\"", "1")).load().worker().bindings())
                .containsExactly(
                        new Binding.PlainText("A", "# no comment\n\nend"),
                        new Binding.PlainText("B", "x\n\n# no comment \\"));
    }

    @Test
    void aLoneCarriageReturnEndsNoLine() {
        assertThat(places(ConfigText.json("{\r\r\n\r \"minify\": 1}"))).containsExactly("2:3");
        assertThat(places(ConfigText.json("{\r\"name\": x}"))).containsExactly("1:11");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    `minify = 1`                                                        | 1:1
                    `  minify = 1`                                                      | 1:3
                    `"minify" = 1`                                                      | 1:1
                    `'minify' = 1`                                                      | 1:1
                    `[limits]\\ncpu_ms = "x"`                                           | 2:1
                    `[limits]\\n\\t"cpu_ms" = "x"`                                      | 2:2
                    `limits.cpu_ms = "x"`                                               | 1:1
                    `limits . "cpu_ms" = "x"`                                           | 1:1
                    `limits = { cpu_ms = "x" }`                                         | 1:12
                    `limits = { subrequests = 1, cpu_ms = "x" }`                        | 1:29
                    `limits = {\\n  subrequests = 1, # one\\n  cpu_ms = "x",\\n}`       | 3:3
                    `[[kv_namespaces]]\\nbinding = 1`                                   | 2:1
                    `[[kv_namespaces]]\\nbinding = "A"\\n  [[kv_namespaces]]\\n  id = ""`| 3:3 4:3
                    `kv_namespaces = [{ binding = 1 }]`                                 | 1:20
                    `kv_namespaces = [\\n  { binding = "A" },\\n  { id = "0" },\\n]`    | 3:3
                    `compatibility_flags = ["a", 1]`                                    | 1:29
                    `compatibility_flags = [\\n  "a",\\n  1, # one\\n]`                 | 3:3
                    `observability.enabled = true\\nobservability.logs.persist = 1`     | 2:1
                    `[observability]\\nenabled = true\\n[observability.logs]\\npersist = 1` | 4:1
                    `[observability]\\nenabled = true\\nlogs.persist = 1`               | 3:1
                    `[[workflows]]\\nbinding = "A"\\nname = "a"\\nclass_name = "A"\\n[workflows.limits]\\nsteps = 0` | 6:1
                    `vars = { A = "😀", B = 2025-01-01 }`                               | 1:20
                    `vars = { A = \"\"\"\\n}\\n\"\"\", B = 2025-01-01 }`                  | 3:6
                    `vars.A = "\\\\x41\\\\e"\\nminify = 1`                              | 2:1
                    `[[queues.producers]]\\nbinding = "A"\\nqueue = ""`                 | 3:1
                    `[queues]\\nproducers = [{ binding = "A", queue = "" }]`            | 2:31
                    """)
    void inToml(String text, String places) {
        String config = text.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");

        assertThat(places(ConfigText.toml(config))).containsExactly(places.split(" ", -1));
        assertThat(places(ConfigText.toml(config.replace("\n", "\r\n")))).containsExactly(places.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[env.production]\nminify = 1",
                "[env]\nproduction.minify = 1",
                "env.staging = {}\nenv.production.minify = 1",
                "[env.\"production\"]\nminify = 1",
                "env = {\n production = { minify = 1 } }",
            })
    void inAnEnvironmentInToml(String text) {
        List<String> findings = ConfigText.toml(text).in("production").findings();

        assertThat(findings)
                .singleElement()
                .asString()
                .startsWith("2:")
                .endsWith(" env.production.minify must be true or false, found 1");
    }

    @Test
    void inAnEnvironmentWithAQuotedName() {
        assertThat(ConfigText.toml("[env.\"a.b\"]\n\"odd key\" = 1").in("a.b").findings())
                .containsExactly("2:1 unknown key \"odd key\" in env.\"a.b\", ignored");
    }

    @Test
    void ofTheTopLevelBehindAnEnvironment() {
        assertThat(ConfigText.toml("minify = 1\n[env.production]\nlogpush = 2")
                        .in("production")
                        .findings())
                .containsExactly(
                        "1:1 minify must be true or false, found 1",
                        "3:1 env.production.logpush must be true or false, found 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    `{ "minify": 1 }`                                                   | 1:3
                    `{\\n  // note\\n  "minify": 1,\\n}`                                | 3:3
                    `{ "limits": { "subrequests": 1, /* x */ "cpu_ms": "x" } }`         | 1:41
                    `{ "kv_namespaces": [ { "binding": "A" },\\n { "id": "0" } ] }`     | 2:2
                    `{ "compatibility_flags": ["a",\\n1] }`                             | 2:1
                    `{ "vars": { "A": "😀" }, "minify": 1 }`                            | 1:26
                    `{ "minify": true, "minify": 1 }`                                   | 1:19
                    `{ "min\\u0069fy": 1 }`                                             | 1:3
                    """)
    void inJson(String text, String places) {
        assertThat(places(ConfigText.json(text.replace("\\n", "\n")))).containsExactly(places.split(" ", -1));
    }

    @Test
    void whatIsMissingIsShownWhereItWouldStand() {
        assertThat(ConfigText.toml("minify = true\n[cache]\n").findings())
                .containsExactly("2:1 cache needs \"enabled\", true or false");
    }

    @Test
    void theLineOfTheFileIsShownWithACaret() {
        InputFailure failure = Assertions.catchThrowableOfType(
                InputFailure.class,
                () -> ConfigText.toml("name = \"a\"\n\tminify = 1 # no\n").load());

        assertThat(failure).hasMessage("wrangler.toml:2:2: minify must be true or false, found 1");
        assertThat(failure.diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.frame()).isEqualTo("   minify = 1 # no\n   ^"))
                .hasToString("wrangler.toml:2:2: minify must be true or false, found 1");
    }

    @Test
    void aLongLineIsCutAroundThePlace() {
        InputFailure failure = Assertions.catchThrowableOfType(
                InputFailure.class,
                () -> ConfigText.json("{ \"vars\": { \"A\": \"" + "a".repeat(500) + "\" }, \"minify\": 1 }")
                        .load());

        List<String> frame = failure.diagnostics().get(0).frame().lines().toList();
        assertThat(frame.get(0)).hasSize(122).contains("\"minify\": 1");
        assertThat(frame.get(1)).hasSize(frame.get(0).indexOf("\"minify\"") + 1).endsWith("^");
    }

    @Test
    void severalSyntaxErrorsOfTomlAtOnce() {
        InputFailure failure = Assertions.catchThrowableOfType(
                InputFailure.class, () -> ConfigText.toml("""
                        name = worker
                        main = "src/index.ts"
                        [limits
                        cpu_ms = 5
                        vars = { A = "1" B = "2" }
                        [[kv_namespaces]
                        """).load());

        assertThat(failure).hasMessage("wrangler.toml is not valid TOML");
        assertThat(failure.diagnostics())
                .allMatch(Diagnostic::isError)
                .extracting(Diagnostic::place)
                .containsExactly("wrangler.toml:1:8", "wrangler.toml:3:8", "wrangler.toml:5:18", "wrangler.toml:6:16");
    }

    @Test
    void numbersThatJavaScriptCannotHoldAreAllFound() {
        assertThat(places(ConfigText.toml("""
                        vars = { A = 9007199254740992, B = [-9007199254740992] }
                        [limits]
                        cpu_ms = 9223372036854775807
                        """))).containsExactly("1:10", "1:37", "3:1");
    }

    @Test
    void aFileThatTheParserStumblesOver() {
        assertThat(ConfigText.toml("name = \"a\"\nvars = {\n  A = \"1\", # one\r!\n")
                        .findings())
                .singleElement()
                .asString()
                .startsWith("3:17 this is not valid TOML");
    }

    @Test
    void aFileFullOfSyntaxErrorsIsNotListedWhole() {
        InputFailure failure = Assertions.catchThrowableOfType(
                InputFailure.class, () -> ConfigText.toml("a =\n".repeat(1000)).load());

        assertThat(failure.diagnostics()).hasSize(20);
    }
}
