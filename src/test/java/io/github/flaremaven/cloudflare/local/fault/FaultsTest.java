package io.github.flaremaven.cloudflare.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which request meets which fault. */
class FaultsTest {
    private static final String VERSIONS = "/accounts/a/workers/scripts/w/versions";

    private static Faults faults(String rules) {
        return Faults.of(rules, () -> Path.of(""));
    }

    /** The faults of these requests, each a method and a path; a dash where there is none. */
    private static List<String> played(Faults faults, String... requests) {
        return Stream.of(requests)
                .map(r -> r.split(" ", 2))
                .map(r -> faults.next(r[0], r[1], Optional.empty())
                        .map(Fault::toString)
                        .orElse("-"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "429",
                "429(retry-after=2)",
                "500",
                "500-after",
                "502(html)",
                "503-after(retry-after=0, html)",
                "cut-before",
                "cut-half",
                "cut-after",
                "stall-before",
                "stall-after",
                "stall-before(millis=300)",
                "stall-after(millis=1)",
                "drip(bytes=5, millis=20)"
            })
    void aFaultIsWrittenAsItIsRead(String text) {
        assertThat(FaultSyntax.fault(text)).hasToString(text);
    }

    @Test
    void aDripHasDefaults() {
        assertThat(FaultSyntax.fault(" drip ")).hasToString("drip(bytes=1, millis=100)");
        assertThat(FaultSyntax.fault("drip(bytes=7)")).hasToString("drip(bytes=7, millis=100)");
        assertThat(FaultSyntax.fault("502( html ,retry-after = 3 )")).hasToString("502(retry-after=3, html)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cut|faults are a status",
                "399|faults are a status",
                "600|faults are a status",
                "4290|faults are a status",
                "500(|faults are a status",
                "|faults are a status",
                "cut-after(html)|it has no \"html\"",
                "500(retry=1)|it has no \"retry\", only retry-after and html",
                "429(retry-after=soon)|retry-after must be a whole number",
                "429(retry-after)|retry-after must be a whole number",
                "502(html=yes)|html has no value",
                "drip(bytes=0)|bytes must be 1 or more",
                "stall-before(millis=99999999)|millis must be a whole number"
            })
    void whatIsNoFaultIsToldSo(String text, String why) {
        String given = Optional.ofNullable(text).orElse("");
        assertThatThrownBy(() -> FaultSyntax.fault(given))
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith("the fault \"" + given + "\" is not understood: " + why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "PUT=500", "put *=500", "* #1=500", "*#=500", "*#-2=500", "*#1-=500", "PUT * 500"})
    void whatIsNoRuleIsToldSo(String rule) {
        assertThatThrownBy(() -> faults("*=500;" + rule))
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith("the fault \"" + rule + "\" is not understood: ");
    }

    @Test
    void requestsAreCountedFromOne() {
        for (String rule : List.of("*#0=500", "*#3-2=500")) {
            assertThatThrownBy(() -> faults(rule)).hasMessageEndingWith("requests are counted from 1 upwards");
        }
        assertThatThrownBy(() -> faults("versions=500"))
                .hasMessageEndingWith("must begin with / or *, or it matches nothing");
    }

    @Test
    void eachRuleCountsWhatItMatches() {
        Faults faults = faults("POST */versions#2=500 ; *#4+=cut-after; GET /user=429");
        assertThat(played(
                        faults,
                        "POST " + VERSIONS,
                        "GET /user",
                        "POST " + VERSIONS,
                        "POST " + VERSIONS + "/x",
                        "POST /user",
                        "GET " + VERSIONS))
                .containsExactly("-", "429", "500", "cut-after", "cut-after", "cut-after");
    }

    @Test
    void aSpanOfRequests() {
        assertThat(played(faults("*#2-3=500"), "GET /a", "GET /b", "GET /c", "GET /d"))
                .containsExactly("-", "500", "500", "-");
    }

    @Test
    void theFirstRuleThatIsDueCounts() {
        assertThat(played(faults("*#2=500;*=503"), "GET /a", "GET /a", "GET /a"))
                .containsExactly("503", "500", "503");
    }

    @Test
    void aPathIsMatchedAsAWholeAndToTheLetter() {
        Faults faults = faults("/accounts/*/versions=500;/user.x=501");
        assertThat(played(faults, "GET " + VERSIONS, "GET /x" + VERSIONS, "GET /userax", "GET /user.x", "GET "))
                .containsExactly("500", "-", "-", "501", "-");
    }

    @Test
    void theHeaderOfARequestComesFirstAndTheRequestCounts() {
        Faults faults = faults("*#2=500");
        assertThat(faults.next("GET", "/a", Optional.of("cut-half")))
                .map(Fault::toString)
                .contains("cut-half");
        assertThat(played(faults, "GET /a")).containsExactly("500");
        assertThatThrownBy(() -> faults.next("GET", "/a", Optional.of("nonsense")))
                .isInstanceOf(InputFailure.class);
    }

    @Test
    void aFileIsReadAnewWhenItChanges(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("faults.txt");
        Files.writeString(file, "# the weather of today\n\n*#1=500\n GET /x#1=501 ; GET /x#2=502\n");
        Faults faults = Faults.of("@faults.txt", () -> folder);
        assertThat(played(faults, "GET /a", "GET /x", "GET /x")).containsExactly("500", "501", "502");
        Files.writeString(file, "*#1=503");
        assertThat(played(faults, "GET /a", "GET /a")).containsExactly("503", "-");
        Files.writeString(file, "*#1");
        assertThatThrownBy(() -> played(faults, "GET /a"))
                .hasMessageStartingWith("the fault \"*#1\" is not understood");
        Files.writeString(file, "");
        assertThat(played(faults, "GET /a")).containsExactly("-");
        Files.delete(file);
        assertThatThrownBy(() -> played(faults, "GET /a"))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the file of faults " + file + " cannot be read");
        assertThatThrownBy(() -> Faults.of("@" + file, () -> folder)).isInstanceOf(InputFailure.class);
    }
}
