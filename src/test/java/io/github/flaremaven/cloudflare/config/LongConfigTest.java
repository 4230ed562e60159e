package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configs that are long in one way: the time to read one grows with its length and not much faster. At the length that the
 * profile {@code fuzz} gives, a reader that needs the square of it never comes to an end.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongConfigTest {
    private static final int LENGTH = Integer.getInteger("fuzz.length", 20_000);

    /** {@code begin}, then as many units as make the length full, then {@code end}. */
    private record Shape(String file, String begin, IntFunction<String> unit, String end) {
        private String text() {
            int count = LENGTH / unit.apply(LENGTH).length();
            return begin + IntStream.range(0, count).mapToObj(unit).collect(Collectors.joining()) + end;
        }

        @Override
        public String toString() {
            return file + " " + begin + unit.apply(1) + end;
        }
    }

    /** {@code @} in the unit stands for its number. */
    private static Shape toml(String begin, String unit, String end) {
        return new Shape("wrangler.toml", begin, i -> unit.replace("@", String.valueOf(i)), end);
    }

    private static Shape json(String begin, String unit, String end) {
        return new Shape("wrangler.json", begin, i -> unit.replace("@", String.valueOf(i)), end);
    }

    static Stream<Shape> shapes() {
        return Stream.concat(tomlShapes(), jsonShapes());
    }

    private static Stream<Shape> tomlShapes() {
        return Stream.of(
                toml("", "key@ = 1\n", ""),
                toml("[vars]\n", "KEY@ = 'x'\n", "x = "),
                toml("", "vars.K.a@ = 'x'\n", "minify = 1"),
                toml("", "[[kv_namespaces]]\nbinding = 'B@'\nx = 1\n", ""),
                toml("", "[[kv_namespaces]]\nbinding = 'B'\n", ""),
                toml("", "[env.e@]\nvars.A = 'x'\n", ""),
                toml("vars = {\n", "a@ = 1,\n", "}"),
                toml("vars = {\n a = [", "1,\n", "] }"),
                toml("", "a", " = 1"),
                toml("name = '", "A", "'"),
                toml("compatibility_date = '", "1", "'"),
                toml("a = ", "1", ""),
                toml("a = 1.", "1", ""),
                toml("a = ", "[", ""),
                toml("a", ".a", " = 1"),
                toml("[a", ".a", "]"),
                toml("", "a@ = \"\n", ""),
                toml("a = \"\"\"", "x\n", ""),
                toml("a = \"\"\"", "\n", "\"\"\"\nb = 1"),
                toml("a = '", "'", ""),
                toml("a = \"", "\\u0041", "\"\nb = 1"),
                toml("a = \"", "\u0001", "\""),
                toml("", "a = 1\r", ""),
                toml("", "=", ""),
                toml("a", " ", "\nb = 1"),
                toml("", " a b", ""),
                toml("", "\n", "foo = 1"),
                toml("", "# comment\n\n", "foo = 1"),
                toml("a = [\n", "# comment\n\n", "]\nfoo = 1"));
    }

    private static Stream<Shape> jsonShapes() {
        return Stream.of(
                json("{", "\"key@\": 1,\n", "}"),
                json("{\"kv_namespaces\": [", "{\"binding\": \"B@\", \"x\": 1},\n", "]}"),
                json("{\"kv_namespaces\": [", "1,", "]}"),
                json("{\"assets\": {\"directory\": \"x\", \"run_worker_first\": [", "\"/a@*\",", "]}}"),
                json(
                        "{\"main\": \"x\", \"assets\": {\"directory\": \"x\", \"base_path\": \"/a/b/\"}, \"routes\": [",
                        "\"a@.com/a*b*c*\",",
                        "]}"),
                json(
                        "{\"main\": \"x\", \"assets\": {\"directory\": \"x\", \"base_path\": \"/a/b/\"}, \"route\": \"a/",
                        "*a",
                        "\"}"),
                json("{\"migrations\": [", "{\"tag\": \"v@\", \"new_classes\": [\"C@\"]},", "]}"),
                json("{\"workflows\": [", "{\"binding\": \"B@\", \"name\": \"w\", \"class_name\": \"C\"},", "]}"),
                json("{\"secrets\": {\"required\": [", "\"A@\",", "]}, \"vars\": {\"A1\": \"x\"}}"),
                json("{\"", "a", "\": 1}"),
                json("{\"minif\": 1, \"a\": \"", "x", "\"}"),
                json("{\"vars\": {\"A\": ", "1", "}}"),
                json("{\"a\": ", "[", ""),
                json("{\"a\": ", "{\"a\":", ""),
                json("{", "\"name\": \"a\",", "}"),
                json("/*", "*", ""),
                json("", " ", ""),
                json("", "//\n", "{\"minify\": 1}"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void endsSoon(Shape shape) {
        ConfigText config = new ConfigText(shape.file(), shape.text(), new EnvironmentChoice.Named(""), List.of());

        try {
            assertThat(config.load().entries()).isNotNull();
        } catch (InputFailure e) {
            assertThat(e.diagnostics()).isNotEmpty();
        }
    }
}
