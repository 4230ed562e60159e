package io.github.flaremaven.cloudflare.cloudflare.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the header {@code Retry-After}: seconds, or a date. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("\\d+");
    /** Digits of a number that surely fits; longer ones mean more than anybody waits. */
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** Never negative; absent when it is neither. */
    static Optional<Duration> parse(String value, Clock clock) {
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            String digits = text.length() > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : text;
            return Optional.of(Duration.ofSeconds(Long.parseLong(digits)));
        }
        try {
            ZonedDateTime then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), then.toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
