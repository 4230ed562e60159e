package io.github.flaremaven.cloudflare.bundle.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.testing.Fuzz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetIgnoreTest {
    private static final List<String> PIECES = List.of("ab/*?[]!#\\-. \r\né\uFEFF\uD83D\0^$(){}|+~".split("", -1));
    private static final List<String> PATH_PIECES = List.of("ab/*[].é-\\".split("", -1));

    @ParameterizedTest
    @CsvSource({
        "'', index.html, false",
        "'# a comment', '# a comment', false",
        "'\\#a', '#a', true",
        "'*.log', a.LOG, true",
        "'*.log', deep/er/a.log, true",
        "'/*.log', deep/a.log, false",
        "'docs/*.md', docs/a.md, true",
        "'docs/*.md', x/docs/a.md, false",
        "'docs/**/a.md', docs/x/y/a.md, true",
        "'docs/**/a.md', docs/a.md, true",
        "'**/tmp', a/b/tmp, true",
        "'tmp/**', tmp/a/b, true",
        "'tmp/', tmp/a, true",
        "'tmp/', a/tmp/b, true",
        "'tmp/', tmp, false",
        "'tmp/\r', a/tmp/b, false",
        "'a?c', abc, true",
        "'a?c', a/c, false",
        "'[a-c].txt', B.txt, true",
        "'[a-c].txt', d.txt, false",
        "'*\n!keep', keep, false",
        "'dir/\n!dir/keep', dir/keep, true",
        "'dir/*\n!dir/keep', dir/keep, false",
        "'a\\ ', 'a ', true",
        "'a ', 'a ', false",
        "'', _headers, true",
        "'', sub/_headers, false",
        "'!/_headers', _headers, false",
    })
    void followsTheSyntaxOfGitignore(String patterns, String path, boolean ignored) {
        assertThat(ignores(AssetIgnore.parse(patterns), path)).isEqualTo(ignored);
    }

    /** The answers are those of npm ignore 5.3.1, the matcher in wrangler 4.164. */
    @Test
    void agreesWithWrangler() throws IOException {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (String line : cases()) {
            JsonNode node = Json.parse(line);
            String patterns = Json.text(node, "patterns").orElseThrow();
            AssetIgnore ignore = AssetIgnore.parse(patterns);
            for (boolean ignored : new boolean[] {true, false}) {
                for (String path : Json.texts(node, ignored ? "ignored" : "kept")) {
                    compared++;
                    if (ignores(ignore, path) != ignored) {
                        wrong.add(Json.compact(node.get("patterns")) + " on " + path);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(4000);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesAnyTextAndEndsSoon() {
        Fuzz.check(10, random -> {
            String patterns = Fuzz.text(random, PIECES, 40);
            String path = Fuzz.text(random, PATH_PIECES, 30);
            assertThatCode(() -> ignores(AssetIgnore.parse(patterns), path))
                    .as("%s on %s", patterns, path)
                    .doesNotThrowAnyException();
        });
        String folders = "a/".repeat(2000) + "b";
        for (String part : List.of("*a", "**/a", "/**", "[a-", "*?", "a**", "\\*", "**")) {
            AssetIgnore ignore = AssetIgnore.parse(part.repeat(2000) + "c");
            assertThat(ignore.ignores("a".repeat(4000))).isFalse();
            assertThat(ignore.ignores(folders)).isFalse();
        }
    }

    private static boolean ignores(AssetIgnore ignore, String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (ignore.ignores(path.substring(0, slash + 1))) {
                return true;
            }
        }
        return ignore.ignores(path);
    }

    private static List<String> cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(AssetIgnoreTest.class.getResourceAsStream("ignore.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
