package io.github.flaremaven.cloudflare.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges a compatibility date. wrangler takes whatever JavaScript's {@code Date} can read and leaves the rest to the API;
 * here the usual spellings of that sort pass with a warning.
 */
final class CompatibilityDate {
    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final List<DateTimeFormatter> SPELLINGS = List.of(
                    "MMMM d uuuu",
                    "MMM d uuuu",
                    "MMMM d, uuuu",
                    "MMM d, uuuu",
                    "d MMMM uuuu",
                    "d MMM uuuu",
                    "uuuu/M/d",
                    "M/d/uuuu",
                    "uuuu-M-d",
                    "uuuu-MM-dd'T'HH:mm[:ss][.SSS][XXX]")
            .stream()
            .map(pattern -> new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(pattern)
                    .toFormatter(Locale.ENGLISH))
            .toList();

    private CompatibilityDate() {}

    static Optional<String> read(Table config) {
        Optional<String> value = config.text("compatibility_date");
        value.ifPresent(date -> check(config, date));
        return value;
    }

    private static void check(Table config, String date) {
        if (date.indexOf('–') >= 0 || date.indexOf('—') >= 0) {
            config.error(
                    "compatibility_date",
                    "compatibility_date \"" + date + "\" has a long dash in it; write YYYY-MM-DD with plain hyphens");
        } else if (ISO.matcher(date).matches()) {
            if (parse(date, DateTimeFormatter.ISO_LOCAL_DATE).isEmpty()) {
                config.error("compatibility_date", "compatibility_date \"" + date + "\" is not in the calendar");
            }
        } else if (SPELLINGS.stream().anyMatch(spelling -> parse(date, spelling).isPresent())) {
            config.warn(
                    "compatibility_date",
                    "compatibility_date \"" + date + "\" is not written as YYYY-MM-DD; the API may refuse it");
        } else {
            config.error(
                    "compatibility_date", "compatibility_date \"" + date + "\" is no date; write it as YYYY-MM-DD");
        }
    }

    private static Optional<LocalDate> parse(String date, DateTimeFormatter formatter) {
        try {
            return Optional.of(LocalDate.parse(date, formatter));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
