package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.testing.Fuzz;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text is a file of variables, and references in it end or are refused in one sentence. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DotEnvFuzzTest {
    private static final int LENGTH = Integer.getInteger("fuzz.length", 50_000);

    private static final List<String> TEXTS = List.of(
            "# the token\nexport CLOUDFLARE_API_TOKEN=\"abc\\ndef\" # comment\nB: x\nC='it''s'\n",
            "A=1\nB=${A}-$A\nC=${D:-$B}\nD=${C:+x}\nE=\\$A\n",
            "KEY=\"-----BEGIN\nabc\n-----END\"\r\nX=`a\"b'c`\n");
    private static final List<String> PIECES = List.of(
            "A", "B", "=", ": ", " ", "\n", "\r", "\"", "'", "`", "\\", "\\n", "#", "$", "${", "}", "$A", "${A}",
            "${B:-", "${A:+", "${A-", "export ", "\u0000", "\ufeff", "é", "\ud83d", "-", "+", ":", "1");

    @Test
    void everyTextIsRead() {
        Fuzz.check(10, random -> {
            String text = random.nextBoolean() ? Fuzz.damaged(random, TEXTS, PIECES) : Fuzz.text(random, PIECES, 60);
            DotEnv read = DotEnv.parse(text);
            assertThat(read.values().keySet()).as(Fuzz.quoted(text)).allMatch(k -> k.matches("[A-Za-z0-9_.-]+"));
            Map<String, Secret> surroundings = random.nextBoolean() ? Map.of() : Map.of("A", new Secret("${B}"));
            try {
                assertThat(read.expanded(surroundings).values().keySet())
                        .isEqualTo(read.values().keySet());
            } catch (InputFailure e) {
                assertThat(e).as(Fuzz.quoted(text)).hasMessageContaining("refers to itself");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(Fuzz.quoted(text), e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "'",
                "`",
                "A=\"",
                "A='\n",
                "A=\"x\" ",
                "\\\"",
                "A=\"\\\"\n",
                "A",
                " ",
                "\n",
                "${A}",
                "A=$",
                "${",
                "=",
                "#"
            })
    void longTextsEndSoon(String piece) {
        for (String start : List.of("", "A=", "A=\"", "A='", "A=\"x")) {
            DotEnv read = DotEnv.parse(start + piece.repeat(LENGTH / piece.length()));
            try {
                assertThat(read.expanded(Map.of()).values()).hasSameSizeAs(read.values());
            } catch (InputFailure e) {
                assertThat(e).hasMessageContaining("refers to itself");
            }
        }
    }
}
