package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The syntax of {@code .env} files; the expectations are what dotenv 16.3 and dotenv-expand 12 answer. */
class DotEnvTest {

    private static Map<String, String> plain(DotEnv variables) {
        Map<String, String> plain = new LinkedHashMap<>();
        variables.values().forEach((name, value) -> plain.put(name, value.reveal()));
        return plain;
    }

    private static Map<String, String> expanded(String text, String... surroundings) {
        Map<String, Secret> around = new LinkedHashMap<>();
        Arrays.stream(surroundings).map(s -> s.split("=", 2)).forEach(s -> around.put(s[0], new Secret(s[1])));
        return plain(DotEnv.parse(text).expanded(around));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=abc",
                "A: abc",
                "export A=abc",
                "  A=abc",
                "A = abc",
                "A=  abc  ",
                "A=abc # note",
                "A=abc#note",
                "A='abc'",
                "A=\"abc\"",
                "A=`abc`",
                "A= 'abc' # note",
                "A=\n'abc'",
                "\uFEFFA=abc",
                "# A=x\nA=abc",
                "A=x\nA=abc",
                "no assignment\nA=abc\nneither",
                "A=abc\r\n",
                "\n\nA=abc\n\n",
            })
    void readsAnAssignment(String text) {
        assertThat(plain(DotEnv.parse(text))).containsExactly(entry("A", "abc"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    ^A =  x y  # note^      | ^x y^
                    ^A=a#b^                 | a
                    ^A="a#b"^               | a#b
                    ^A='a#b'^               | a#b
                    ^A="x\\ny"^             | ^x⏎y^
                    ^A='x\\ny'^             | ^x\\ny^
                    ^A=`x\\ny`^             | ^x\\ny^
                    ^A=x\\ny^               | ^x\\ny^
                    ^A="x⏎y"^               | ^x⏎y^
                    ^A='x⏎y'^               | ^x⏎y^
                    ^A=^                    | ^^
                    ^A=""^                  | ^^
                    ^A= # note^             | ^^
                    ^A='x' y^               | ^'x' y^
                    ^A="a\\"b"^             | ^a\\"b^
                    ^A="a\\"^               | ^a\\^
                    ^A="a" "b"^             | ^a" "b^
                    ^A=it's^                | it's
                    ^A="open^               | ^"open^
                    ^A==b^                  | =b
                    ^A=$B^                  | $B
                    """)
    void readsAValue(String text, String value) {
        assertThat(plain(DotEnv.parse(text.replace("⏎", "\n")))).containsExactly(entry("A", value.replace("⏎", "\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "=1", "A :x", "A:x", "é=1", "#A=1", "export A", "'A'=1"})
    void passesOverWhatIsNoAssignment(String text) {
        assertThat(plain(DotEnv.parse(text))).isEmpty();
    }

    @Test
    void keepsTheOrderAndTheLastValue() {
        assertThat(plain(DotEnv.parse("B=1\nA=2\nB=3\nC.d-e_0=4\nexport=5")))
                .containsExactly(entry("B", "3"), entry("A", "2"), entry("C.d-e_0", "4"), entry("export", "5"));
    }

    @Test
    void anUnclosedQuoteDoesNotSwallowTheNextLine() {
        assertThat(plain(DotEnv.parse("A='x\nB='y'"))).containsExactly(entry("A", "'x"), entry("B", "y"));
    }

    @Test
    void aColonTakesTheNextLineForItsValue() {
        assertThat(plain(DotEnv.parse("A:\nB=2"))).containsExactly(entry("A", "B=2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    ^X=1⏎A=$X^              | 1
                    ^X=1⏎A=${X}^            | 1
                    ^X=1⏎A="$X"^            | 1
                    ^X=1⏎A='$X'^            | 1
                    ^X=1⏎A=`$X`^            | 1
                    ^X=1⏎A=a${X}b$X^        | a1b1
                    ^A=${X:-d}^             | d
                    ^A=${X-d}^              | d
                    ^X=⏎A=${X-d}^           | d
                    ^X=1⏎A=${X:-d}^         | 1
                    ^X=1⏎A=${X:+alt}^       | alt
                    ^X=1⏎A=${X+alt}^        | alt
                    ^A=${X:+alt}^           | ^^
                    ^A=${X:-${Y:-d}}^       | d
                    ^A=${X:-a:-b}^          | a:-b
                    ^X=1⏎A=\\$X^            | $X
                    ^X=1⏎A=\\${X}^          | ${X}
                    ^A=$X⏎X=1^              | ^^
                    ^X=$Y⏎Y=2⏎A=$X$Y^       | 2
                    ^X=1⏎Y=$X⏎A=$Y^         | 1
                    ^A=$A^                  | ^^
                    ^A=$^                   | $
                    ^A=${}^                 | ${}
                    ^A=1$2^                 | 1$2
                    """)
    void replacesReferences(String text, String value) {
        assertThat(expanded(text.replace("⏎", "\n"))).containsEntry("A", value);
    }

    @Test
    void surroundingsBeatTheFile() {
        assertThat(expanded("X=file\nA=$X", "X=outer")).containsExactly(entry("X", "outer"), entry("A", "outer"));
    }

    @Test
    void emptySurroundingsDoNotBeatTheFileButTheirReferences() {
        assertThat(expanded("X=file\nA=${X:-d}", "X=")).containsExactly(entry("X", "file"), entry("A", "d"));
    }

    @Test
    void surroundingsAreReadEvenWhereTheFileHasNone() {
        assertThat(expanded("A=$X", "X=outer")).containsExactly(entry("A", "outer"));
    }

    @Test
    void aReferenceThatGrowsWithoutEndIsRefused() {
        assertThatThrownBy(() -> expanded("A=y$P", "P=x$P"))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the variable A refers to itself, or to more than can be replaced");
    }

    @Test
    void refusesReferencesThatComeBackToThemselves() {
        DotEnv variables = DotEnv.parse("B=${A}x");
        Map<String, Secret> surroundings = Map.of("A", new Secret("${A}"));

        assertThatThrownBy(() -> variables.expanded(surroundings))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the variable B refers to itself, or to more than can be replaced");
    }

    @Test
    void laterFilesBeatEarlierOnesInTheirPlace() {
        DotEnv both = DotEnv.parse("A=1\nB=2").with(DotEnv.parse("C=3\nA=4"));

        assertThat(plain(both)).containsExactly(entry("A", "4"), entry("B", "2"), entry("C", "3"));
    }

    @Test
    void valuesAreNeverPrinted() {
        assertThat(DotEnv.parse("A=hidden").toString()).contains("A").doesNotContain("hidden");
    }
}
