package io.github.flaremaven.cloudflare.cloudflare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.testing.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | 0",
                "12                            | 12",
                "' 12 '                        | 12",
                "000000000000000000012         | 999999999",
                "99999999999999999999999999    | 999999999",
                "Sat, 21 Nov 2026 12:00:30 GMT | 30",
                "Sat, 21 Nov 2026 12:00:00 GMT | 0",
                "Sat, 21 Nov 2026 11:00:00 GMT | 0",
                "-1                            | ",
                "1.5                           | ",
                "soon                          | ",
                "''                            | ",
                "Sun, 21 Nov 2026 12:00:30 GMT | ",
            })
    void secondsOrADate(String value, Long seconds) {
        assertThat(RetryAfter.parse(value, new ManualTime()))
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }
}
