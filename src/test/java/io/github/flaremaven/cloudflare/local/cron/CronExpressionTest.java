package io.github.flaremaven.cloudflare.local.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When expressions come true; 20 November 2026 is a Friday. */
class CronExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *             | 2026-11-20T12:01 2026-11-20T12:02",
                "*/5 * * * *           | 2026-11-20T12:05 2026-11-20T12:10",
                "0 * * * *             | 2026-11-20T13:00 2026-11-20T14:00",
                "30 9,17 * * *         | 2026-11-20T17:30 2026-11-21T09:30",
                "7/20 12 * * *         | 2026-11-20T12:07 2026-11-20T12:27 2026-11-20T12:47 2026-11-21T12:07",
                "10-20/5 0 * * *       | 2026-11-21T00:10 2026-11-21T00:15 2026-11-21T00:20 2026-11-22T00:10",
                "0 22-1 * * *          | 2026-11-20T22:00 2026-11-20T23:00 2026-11-21T00:00 2026-11-21T01:00",
                "0 0 1 * *             | 2026-12-01T00:00 2027-01-01T00:00",
                "0 0 31 * *            | 2026-12-31T00:00 2027-01-31T00:00 2027-03-31T00:00",
                "0 0 29 2 *            | 2028-02-29T00:00 2032-02-29T00:00",
                "0 0 * JAN-MAR/2 *     | 2027-01-01T00:00 2027-01-02T00:00",
                "0 0 * * 1             | 2026-11-22T00:00 2026-11-29T00:00",
                "0 0 * * SUN           | 2026-11-22T00:00 2026-11-29T00:00",
                "0 0 * * 7             | 2026-11-21T00:00 2026-11-28T00:00",
                "0 18 * * mon-fri      | 2026-11-20T18:00 2026-11-23T18:00",
                "0 0 * * FRI-MON       | 2026-11-21T00:00 2026-11-22T00:00 2026-11-23T00:00 2026-11-27T00:00",
                "0 0 15 * 2            | 2026-11-23T00:00 2026-11-30T00:00 2026-12-07T00:00 2026-12-14T00:00 2026-12-15T00:00",
                "0 0 L * *             | 2026-11-30T00:00 2026-12-31T00:00",
                "0 0 L-2 * *           | 2026-11-28T00:00 2026-12-29T00:00",
                "0 0 LW 1,2 *          | 2027-01-29T00:00 2027-02-26T00:00",
                "0 0 1W 5,8 *          | 2027-05-03T00:00 2027-08-02T00:00",
                "0 0 15W * *           | 2026-12-15T00:00 2027-01-15T00:00 2027-02-15T00:00",
                "0 0 22W * *           | 2026-11-23T00:00 2026-12-22T00:00",
                "0 0 * * L             | 2026-11-21T00:00 2026-11-28T00:00",
                "0 0 * * 6L            | 2026-11-27T00:00 2026-12-25T00:00",
                "0 0 * * FRI#2         | 2026-12-11T00:00 2027-01-08T00:00",
                "0 0 * * 6#5           | 2027-01-29T00:00 2027-04-30T00:00",
            })
    void comesTrue(String expression, String times) {
        CronExpression cron = CronExpression.parse(expression).orElseThrow();
        List<String> found = new ArrayList<>();
        Instant time = Instant.parse("2026-11-20T12:00:30Z");
        List<String> expected = List.of(times.split(" "));
        while (found.size() < expected.size()) {
            time = cron.next(time).orElseThrow();
            found.add(time.toString().replace(":00Z", ""));
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 0",
                "* * * * 8",
                "* * * * SON",
                "*/0 * * * *",
                "*/60 * * * *",
                "*-5 * * * *",
                "1,,2 * * * *",
                "L * * * *",
                "* * * * 5#6",
                "* * * * XL",
                "* * ? * *",
                "0 0 30 2 *",
                "0 0 31 4,6 *",
            })
    void isNone(String text) {
        assertThat(CronExpression.parse(text)).isEqualTo(Optional.empty());
    }
}
