package io.github.flaremaven.cloudflare.cloudflare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.cloudflare.http.Call.Repeat;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
    private static final Retries NO_CHANCE = new Retries(() -> 0);
    private static final Retries ALL_CHANCE = new Retries(() -> 1);

    @ParameterizedTest
    @CsvSource({
        // repeat, attempt, status, Retry-After in seconds or -1, wait in ms or -1
        "ALWAYS, 1, 200, -1, -1",
        "ALWAYS, 1, 400, -1, -1",
        "ALWAYS, 1, 404, -1, -1",
        "ALWAYS, 1, 408, -1, -1",
        "ALWAYS, 1, 409,  5, -1",
        "ALWAYS, 1, 500, -1, 0",
        "ALWAYS, 2, 500, -1, 1000",
        "ALWAYS, 3, 500, -1, -1",
        "ALWAYS, 1, 503,  7, 7000",
        "ALWAYS, 2, 503, 60, 60000",
        "ALWAYS, 1, 503, 61, -1",
        "ALWAYS, 1, 524, -1, 0",
        "ALWAYS, 1, 429, -1, 1000",
        "ALWAYS, 2, 429, -1, 1000",
        "ALWAYS, 3, 429, -1, -1",
        "ALWAYS, 1, 429,  0, 0",
        "ALWAYS, 1, 429, 61, -1",
        "IF_REFUSED, 1, 429, -1, 1000",
        "IF_REFUSED, 2, 429, 12, 12000",
        "IF_REFUSED, 3, 429, 12, -1",
        "IF_REFUSED, 1, 500, -1, -1",
        "IF_REFUSED, 1, 503,  1, -1",
        "IF_REFUSED, 1, 524, -1, -1",
        "BY_CALLER, 1, 429,  1, -1",
        "BY_CALLER, 1, 500, -1, -1",
    })
    void answers(Repeat repeat, int attempt, int status, int retryAfter, int wait) {
        Optional<Duration> asked = Optional.of(retryAfter).filter(s -> s >= 0).map(Duration::ofSeconds);

        assertThat(NO_CHANCE.afterAnswer(call(repeat), attempt, status, asked).map(Duration::toMillis))
                .isEqualTo(Optional.of((long) wait).filter(ms -> ms >= 0));
    }

    @ParameterizedTest
    @CsvSource({"500, 1, -1, 500", "500, 2, -1, 1500", "429, 1, -1, 2000", "503, 1, 7, 8000", "429, 1, 60, 61000"})
    void chanceAddsAPartOfASecond(int status, int attempt, int retryAfter, int wait) {
        Optional<Duration> asked = Optional.of(retryAfter).filter(s -> s >= 0).map(Duration::ofSeconds);

        assertThat(ALL_CHANCE.afterAnswer(call(Repeat.ALWAYS), attempt, status, asked))
                .contains(Duration.ofMillis(wait));
    }

    @Test
    void aBrokenConnectionIsMadeAgainOnlyWhereThatIsHarmless() {
        for (IOException e : new IOException[] {new IOException("cut"), new HttpTimeoutException("late")}) {
            assertThat(NO_CHANCE.afterFailure(call(Repeat.ALWAYS), 1, e)).contains(Duration.ZERO);
            assertThat(NO_CHANCE.afterFailure(call(Repeat.ALWAYS), 2, e)).contains(Duration.ofSeconds(1));
            assertThat(NO_CHANCE.afterFailure(call(Repeat.ALWAYS), 3, e)).isEmpty();
            assertThat(NO_CHANCE.afterFailure(call(Repeat.IF_REFUSED), 1, e)).isEmpty();
            assertThat(NO_CHANCE.afterFailure(call(Repeat.BY_CALLER), 1, e)).isEmpty();
        }
    }

    @Test
    void aFileThatChangedIsNotSentAgain() {
        IOException changed = new IOException(new FileStream.ChangedFile(Path.of("a.txt"), "changed"));

        assertThat(NO_CHANCE.afterFailure(call(Repeat.ALWAYS), 1, changed)).isEmpty();
    }

    private static Call call(Repeat repeat) {
        return switch (repeat) {
            case ALWAYS -> Call.get("read", "/x");
            case IF_REFUSED -> Call.once("do", "POST", "/x", Body.none());
            case BY_CALLER -> Call.set("do", "POST", "/x", Body.none()).repeatedByCaller();
        };
    }
}
