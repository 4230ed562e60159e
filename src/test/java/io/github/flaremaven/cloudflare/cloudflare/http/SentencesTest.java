package io.github.flaremaven.cloudflare.cloudflare.http;

import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a person gets to read for the API's well-known refusals. {@code sentences.txt} has them all, two lines each: the
 * refusal ({@code status code method path | purpose | the API's words}) and the sentence.
 */
class SentencesTest {
    private static final Pattern REFUSAL = Pattern.compile("(\\d+) (\\d+) (\\S+) (\\S+) \\| (.*) \\| (.*)");

    /** The codes that the API is known to refuse with, as far as this client makes the calls that lead to them. */
    private static final List<Integer> KNOWN = List.of(
            1000, 6003, 6111, 7003, 7404, 9106, 9109, 10000, 10001, 10002, 10007, 10013, 10021, 10023, 10027, 10034,
            10057, 10063, 10090, 10123, 10208, 10209, 10214, 10215, 10220, 10222, 10353, 100146, 100402, 100405,
            100406);

    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    record Golden(String refusal, String sentence) {
        @Override
        public String toString() {
            return refusal;
        }
    }

    static Stream<Golden> goldens() {
        String[] blocks = text().strip().split("\n\n+");
        return Stream.of(blocks).map(block -> {
            String[] lines = block.split("\n", -1);
            assertThat(lines).hasSize(2);
            return new Golden(lines[0], lines[1]);
        });
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void sentence(Golden golden) {
        Matcher refusal = REFUSAL.matcher(golden.refusal());
        assertThat(refusal.matches()).isTrue();
        int status = Integer.parseInt(refusal.group(1));
        server.on(
                refusal.group(3) + " " + refusal.group(4),
                error(status, Integer.parseInt(refusal.group(2)), refusal.group(6)));
        Call call = Call.once(refusal.group(5), refusal.group(3), refusal.group(4), Body.none());

        ApiFailure failure = catchThrowableOfType(
                ApiFailure.class, () -> TestClient.of(server).api().get(call));

        assertThat(failure.sentence()).isEqualTo(golden.sentence());
    }

    @Test
    void everyKnownCodeHasItsSentence() {
        assertThat(goldens().map(g -> Integer.parseInt(g.refusal().split(" ", -1)[1])))
                .containsAll(KNOWN);
    }

    private static String text() {
        try (InputStream in = SentencesTest.class.getResourceAsStream("sentences.txt")) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
