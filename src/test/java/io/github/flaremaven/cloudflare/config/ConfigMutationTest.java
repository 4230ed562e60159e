package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Configs that were damaged at random: each is either read or refused with places, and nothing else ever happens. The
 * system properties {@code mutations} and {@code mutations.seed} make more and other ones.
 */
@Timeout(value = 10, unit = java.util.concurrent.TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigMutationTest {
    private static final int ROUNDS = Integer.getInteger("mutations", 30_000);
    private static final long SEED = Long.getLong("mutations.seed", 20_250_601);

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

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1e999",
            "9007199254740993",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "[\"x\"]",
            "{\"a\":null}",
            "{\"bindings\":1}",
            "{\"production\":{}}");

    private static List<String> texts(String ending) {
        return VerdictTable.all()
                .flatMap(row -> row.texts(ending))
                .filter(text -> !text.isBlank())
                .toList();
    }

    @Test
    void damagedToml() {
        List<String> seeds = texts(".toml");
        assertThat(seeds).hasSizeGreaterThan(200);
        damage("wrangler.toml", seeds, TOML_TOKENS);
    }

    @Test
    void damagedJson() {
        List<String> seeds = Stream.concat(
                        texts(".json").stream(), texts(".toml").stream().flatMap(ConfigMutationTest::asJson))
                .toList();
        assertThat(seeds).hasSizeGreaterThan(200);
        damage("wrangler.jsonc", seeds, JSON_TOKENS);
    }

    @Test
    void valuesOfOtherTypes() {
        List<ObjectNode> seeds =
                texts(".toml").stream().flatMap(ConfigMutationTest::tree).toList();
        rounds(random -> {
            ObjectNode tree = seeds.get(random.nextInt(seeds.size())).deepCopy();
            seeds.get(random.nextInt(seeds.size())).properties().forEach(e -> {
                if (random.nextBoolean()) {
                    tree.set(e.getKey(), e.getValue().deepCopy());
                }
            });
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                changeValue(tree, random);
            }
            if (random.nextBoolean() && !tree.has("env")) {
                tree.set("env", Json.object().set("production", tree.deepCopy()));
                changeValue(tree, random);
            }
            read("wrangler.json", Json.compact(tree), random.nextBoolean() ? "" : "production");
        });
    }

    /** Puts another value somewhere into the tree. */
    private static void changeValue(JsonNode tree, Random random) {
        JsonNode value = Json.parse(VALUES.get(random.nextInt(VALUES.size())));
        if (tree instanceof ObjectNode object) {
            List<String> keys =
                    object.properties().stream().map(Map.Entry::getKey).toList();
            String key = keys.isEmpty() ? "a" : keys.get(random.nextInt(keys.size()));
            if (keys.isEmpty() || random.nextInt(3) == 0 || !object.get(key).isContainerNode()) {
                object.set(key, value);
            } else {
                changeValue(object.get(key), random);
            }
        } else if (tree instanceof ArrayNode array) {
            int index = array.isEmpty() ? 0 : random.nextInt(array.size());
            if (array.isEmpty() || random.nextInt(3) == 0 || !array.get(index).isContainerNode()) {
                array.insert(index, value);
            } else {
                changeValue(array.get(index), random);
            }
        }
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

    private static Stream<String> asJson(String toml) {
        return tree(toml).map(Json::pretty);
    }

    private static Stream<ObjectNode> tree(String toml) {
        try {
            return Stream.of(
                    PlainJson.object(TomlReader.read(Path.of("x"), toml, "x").tree()));
        } catch (InputFailure e) {
            return Stream.empty();
        }
    }

    private static void damage(String file, List<String> seeds, List<String> tokens) {
        rounds(random -> {
            String text = seeds.get(random.nextInt(seeds.size()));
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                text = changed(text, random, seeds, tokens);
            }
            read(file, text, random.nextBoolean() ? "" : "production");
            if (file.endsWith(".toml")) {
                compareReadings(text);
            }
        });
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
                fail("read in two ways: " + Json.compact(TextNode.valueOf(text)) + "\n" + second);
            }
        });
    }

    private static void rounds(Consumer<Random> round) {
        LongStream.range(SEED, SEED + ROUNDS).parallel().mapToObj(Random::new).forEach(round);
    }

    private static String changed(String text, Random random, List<String> seeds, List<String> tokens) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(Math.min(text.length() - from, 40) + 1);
        String before = text.substring(0, from);
        String after = text.substring(to);
        return switch (random.nextInt(8)) {
            case 0 -> before + flipped(text.substring(from, to), random) + after; // other bits
            case 1, 2 -> before + tokens.get(random.nextInt(tokens.size())) + text.substring(from); // insertion
            case 3 -> before + tokens.get(random.nextInt(tokens.size())) + after; // replacement
            case 4 -> before + after; // deletion
            case 5 -> text.substring(0, to) + text.substring(from); // duplication
            case 6 -> random.nextInt(4) == 0 ? before : text; // truncation
            default -> before + seeds.get(random.nextInt(seeds.size())) + after; // another config in the middle
        };
    }

    private static String flipped(String text, Random random) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        char other = (char) (text.charAt(at) ^ (1 << random.nextInt(8)));
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private static void read(String file, String text) {
        read(file, text, "");
        read(file, text, "production");
    }

    /** Reads a config; fails when anything but a value or an explained failure comes out. */
    private static void read(String file, String text, String environment) {
        ConfigText config = new ConfigText(file, text, new EnvironmentChoice.Named(environment), List.of());
        boolean sound;
        try {
            LoadedConfig loaded = config.load();
            loaded.entries().forEach(entry -> Json.compact(entry.value()));
            sound = loaded.warnings().stream().noneMatch(Diagnostic::isError);
        } catch (InputFailure e) {
            sound = isExplained(e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(shown(file, text, environment), e);
        }
        if (!sound) {
            fail(shown(file, text, environment));
        }
    }

    private static boolean isExplained(InputFailure failure) {
        List<Diagnostic> errors =
                failure.diagnostics().stream().filter(Diagnostic::isError).toList();
        return failure.diagnostics().isEmpty()
                ? String.valueOf(failure.getMessage()).startsWith("the config has no environment \"production\"")
                : !errors.isEmpty()
                        && errors.stream()
                                .allMatch(d ->
                                        d.position().isPresent() && !d.message().isBlank());
    }

    private static String shown(String file, String text, String environment) {
        return file + " for \"" + environment + "\": " + Json.compact(TextNode.valueOf(text));
    }
}
