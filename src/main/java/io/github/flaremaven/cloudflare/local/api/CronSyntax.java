package io.github.flaremaven.cloudflare.local.api;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which cron expressions Cloudflare takes: five fields, with lists, ranges, steps, and names of months and weekdays.
 * Weekdays count from 1 for Sunday; 0 is refused. {@code L}, {@code W} and {@code #} are known where Quartz knows them.
 */
final class CronSyntax {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Pattern ITEM = Pattern.compile("(\\*|\\w+)(?:-(\\w+))?(?:/(\\d+))?");
    private static final Pattern LAST_OR_NEAR = Pattern.compile("L|LW|L-([1-9]|[12]\\d|30)|([1-9]|[12]\\d|3[01])W");
    private static final Pattern LAST_OR_NTH = Pattern.compile("L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:#[1-5]|L)");

    /** A field: what its numbers may be, names that stand for the first ones, and other things it may say. */
    private record Field(int least, int most, List<String> names, List<Pattern> special) {
        boolean isNumber(String text) {
            int named = names.indexOf(text);
            if (named >= 0) {
                return true;
            }
            return text.matches("\\d{1,2}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most;
        }

        boolean isStep(String text) {
            return text.matches("\\d{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most;
        }
    }

    private static final Field DAY = new Field(1, 31, List.of(), List.of(LAST_OR_NEAR));
    private static final Field WEEKDAY = new Field(1, 7, WEEKDAYS, List.of(LAST_OR_NTH));
    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of(), List.of()),
            new Field(0, 23, List.of(), List.of()),
            DAY,
            new Field(1, 12, MONTHS, List.of()),
            WEEKDAY);

    private CronSyntax() {}

    static boolean isValid(String expression) {
        String[] texts = expression.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
        if (texts.length != FIELDS.size()) {
            return false;
        }
        for (int i = 0; i < texts.length; i++) {
            for (String item : texts[i].split(",", -1)) {
                if (!isValid(FIELDS.get(i), item)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isValid(Field field, String item) {
        if (field.special().stream().anyMatch(p -> p.matcher(item).matches())) {
            return true;
        }
        Matcher matcher = ITEM.matcher(item);
        return matcher.matches()
                && (matcher.group(1).equals("*") ? matcher.group(2) == null : field.isNumber(matcher.group(1)))
                && (matcher.group(2) == null || field.isNumber(matcher.group(2)))
                && (matcher.group(3) == null || field.isStep(matcher.group(3)));
    }
}
