package io.github.flaremaven.cloudflare.cloudflare.http;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After}: seconds, or a date. */
final class RetryAfter {
    private RetryAfter() {}

    static Optional<Duration> of(Optional<HttpHeaders> headers, Clock clock) {
        return headers.flatMap(h -> h.firstValue("Retry-After")).flatMap(value -> parse(value, clock));
    }

    static Optional<Duration> parse(String value, Clock clock) {
        try {
            if (value.chars().allMatch(Character::isDigit)) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            ZonedDateTime then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(clock.instant(), then.toInstant()));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
