package io.github.flaremaven.cloudflare.local.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RulePatternTest {

    @Test
    void givesEarlierWildcardsAsMuchAsPossible() {
        assertThat(match("/:a:b", "/xyz")).contains(Map.of("a", "xy", "b", "z"));
        assertThat(match("/:a-:b", "/1-2-3")).contains(Map.of("a", "1-2", "b", "3"));
        assertThat(match("/*/x/:end", "/a/x/b/x/c")).contains(Map.of("splat", "a/x/b", "end", "c"));
        assertThat(match("/*", "/")).contains(Map.of("splat", ""));
        assertThat(match("/a*a", "/a")).isEmpty();
    }

    @Test
    void keepsPlaceholdersInOneSegment() {
        assertThat(match("/:a", "/x/y")).isEmpty();
        assertThat(match("/:a", "/")).isEmpty();
        assertThat(match("/:a/y", "/x/y")).contains(Map.of("a", "x"));
    }

    @Test
    void keepsPlaceholdersOfTheHostBetweenItsDots() {
        assertThat(match("https://:sub.example.com/*", "/p")).isEmpty();
        assertThat(matchHost("https://:sub.example.com/*", "www.example.com"))
                .contains(Map.of("sub", "www", "splat", "p"));
        assertThat(matchHost("https://:sub.example.com/*", "a.b.example.com")).isEmpty();
        assertThat(matchHost("https://*.example.com/p", "a.b.example.com")).contains(Map.of("splat", "a.b"));
    }

    /** JavaScript's expression for such a rule would name one group twice, so Cloudflare drops it. */
    @Test
    void takesNoCollidingNames() {
        assertThat(RulePattern.parse("/:a/:a")).isEmpty();
        assertThat(RulePattern.parse("/:a/:ab")).isEmpty();
        assertThat(RulePattern.parse("/:ab/:a")).isPresent();
        assertThat(RulePattern.parse("/*/*")).isEmpty();
        assertThat(RulePattern.parse("/*/:splat")).isEmpty();
        assertThat(RulePattern.parse("/:splat/*")).isEmpty();
        assertThat(RulePattern.parse("/*/:splats")).isPresent();
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesNoTimeBeyondTheProductOfTheLengths() {
        String pattern = IntStream.range(0, 400).mapToObj(i -> ":" + name(i)).collect(Collectors.joining("", "/", "!"));

        assertThat(match(pattern, "/" + "a".repeat(8000))).isEmpty();
        assertThat(match(pattern, "/" + "a".repeat(8000) + "!")).isPresent();
        assertThat(Glob.matches("/" + "*a".repeat(45) + "!", "/" + "a".repeat(8000)))
                .isFalse();
    }

    @Test
    void fillsOneNameAfterTheOther() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("a", "1:b");
        values.put("b", "$0\\2");

        assertThat(RulePattern.fill("/:a/:b/:ab/:c", values)).isEqualTo("/1$0\\2/$0\\2/1$0\\2b/:c");
    }

    /** Three letters, so that none begins like another. */
    private static String name(int i) {
        return "" + (char) ('a' + i / 100) + (char) ('a' + i / 10 % 10) + (char) ('a' + i % 10);
    }

    private static Optional<Map<String, String>> match(String pattern, String path) {
        return RulePattern.parse(pattern).orElseThrow().match(new Url("http", "", "x.org", "", path, "", ""));
    }

    private static Optional<Map<String, String>> matchHost(String pattern, String host) {
        return RulePattern.parse(pattern).orElseThrow().match(new Url("http", "", host, ":8080", "/p", "", ""));
    }
}
