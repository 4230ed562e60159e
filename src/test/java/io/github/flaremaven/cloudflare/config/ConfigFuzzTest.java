package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.testing.Fuzz;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Configs that were damaged at random: each is either read or refused with places, and nothing else ever happens. */
@Timeout(value = 10, unit = java.util.concurrent.TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigFuzzTest {
    private static final Pattern TINY_NUMBER = Pattern.compile("[eE]-\\d{3}");

    private static final List<String> TOML_TOKENS = List.of(
            "=",
            " = ",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "\n",
            "\r\n",
            "#",
            ",",
            ".",
            "\\",
            "\\x41",
            "\\u0000",
            "1",
            "-1",
            "0x",
            "1.5",
            "1e999",
            "inf",
            "nan",
            "true",
            "2025-01-01",
            "07:32",
            "null",
            "[env.production]\n",
            "[[kv_namespaces]]\n",
            "binding = 1\n",
            "env",
            "\t",
            "\u0000",
            "é",
            "😀",
            "\ud800");
    private static final List<String> JSON_TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "'",
            "\n",
            "//",
            "/*",
            "*/",
            "null",
            "true",
            "1",
            "-1",
            "1e999",
            "1.5",
            "\\u0000",
            "\\",
            "{\"a\":1}",
            "[[]]",
            "\"env\":{\"production\":{}},",
            "\t",
            "\u0000",
            "é",
            "😀",
            "\ud800");

    @Test
    void damagedToml() {
        List<String> seeds = ConfigSeeds.texts(".toml").toList();
        assertThat(seeds).hasSizeGreaterThan(200);
        Fuzz.check(25, random -> {
            String text = Fuzz.damaged(random, seeds, TOML_TOKENS);
            read("wrangler.toml", text, environment(random));
            compareReadings(text);
        });
    }

    @Test
    void damagedJson() {
        List<String> seeds = Stream.concat(
                        ConfigSeeds.texts(".json"), ConfigSeeds.trees().map(Json::pretty))
                .toList();
        assertThat(seeds).hasSizeGreaterThan(200);
        Fuzz.check(20, random -> read("wrangler.jsonc", Fuzz.damaged(random, seeds, JSON_TOKENS), environment(random)));
    }

    @Test
    void valuesOfOtherTypes() {
        List<ObjectNode> seeds = ConfigSeeds.trees().toList();
        Fuzz.check(20, random -> {
            ObjectNode tree = ConfigSeeds.damaged(random, seeds);
            read("wrangler.json", Json.compact(tree), environment(random));
        });
    }

    @Test
    void deepNesting() {
        for (int depth : new int[] {10, 100, 127, 128, 129, 999, 1000, 1001, 20_000}) {
            for (String key : List.of("vars = { a = ", "limits = ", "previews = ", "a = ")) {
                read("wrangler.toml", key + "[".repeat(depth) + "]".repeat(depth));
                read("wrangler.toml", key + "{a=".repeat(depth) + "1" + "}".repeat(depth));
                read("wrangler.toml", key + "[".repeat(depth));
            }
            read("wrangler.toml", "[vars." + "a.".repeat(depth) + "a]\nb = 1");
            read("wrangler.toml", "vars." + "a.".repeat(depth) + "a = 1\nminify = 1");
            read("wrangler.toml", "[".repeat(depth));
            for (String key : List.of("vars", "limits", "unsafe", "a")) {
                String start = "{ \"minify\": 1, \"" + key + "\": ";
                read("wrangler.json", start + "[".repeat(depth) + "]".repeat(depth) + "}");
                read("wrangler.json", start + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + "}");
                read("wrangler.json", start + "[".repeat(depth));
            }
        }
    }

    private static String environment(Random random) {
        return random.nextBoolean() ? "" : "production";
    }

    /** What the quick reading takes the second one takes for the same; they differ only over CR LF and tiny numbers. */
    private static void compareReadings(String text) {
        if (text.contains("\r") || TINY_NUMBER.matcher(text).find()) {
            return;
        }
        TomlReader.quick(text).ifPresent(quick -> {
            String second;
            try {
                second = Json.compact(PlainJson.object(TomlSecondReading.tree(text, "x")));
            } catch (InputFailure e) {
                second = e.diagnostics().toString();
            }
            if (!Json.compact(PlainJson.object(quick)).equals(second)) {
                fail("read in two ways: " + Fuzz.quoted(text) + "\n" + second);
            }
        });
    }

    private static void read(String file, String text) {
        read(file, text, "");
        read(file, text, "production");
    }

    /** Reads a config; fails when anything but a value or an explained failure comes out. */
    private static void read(String file, String text, String environment) {
        ConfigText config = new ConfigText(file, text, new EnvironmentChoice.Named(environment), List.of());
        String shown = file + " for \"" + environment + "\": " + Fuzz.quoted(text);
        try {
            LoadedConfig loaded = config.load();
            loaded.entries().forEach(entry -> Json.compact(entry.value()));
            assertThat(loaded.warnings()).as(shown).noneMatch(Diagnostic::isError);
            assertThat(loaded.warnings()).as(shown).allSatisfy(d -> assertPlaced(d, text));
        } catch (InputFailure e) {
            if (e.diagnostics().isEmpty()) {
                assertThat(e).as(shown).hasMessageStartingWith("the config has no environment \"production\"");
            } else {
                assertThat(e.diagnostics()).as(shown).anyMatch(Diagnostic::isError);
                assertThat(e.diagnostics()).as(shown).allSatisfy(d -> assertPlaced(d, text));
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(shown, e);
        }
    }

    /** Each finding has words and, unless it is about what is missing altogether, a place in the text. */
    private static void assertPlaced(Diagnostic diagnostic, String text) {
        assertThat(diagnostic.message()).isNotBlank().hasSizeLessThan(1100);
        assertThat(diagnostic.isError() && diagnostic.position().isEmpty()).isFalse();
        diagnostic.position().ifPresent(place -> {
            String[] lines = text.split("\n", -1);
            assertThat(place.line()).isBetween(1, lines.length);
            assertThat(place.column()).isBetween(1, lines[place.line() - 1].length() + 1);
        });
    }
}
