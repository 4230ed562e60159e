package io.github.flaremaven.cloudflare.local.cron;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cron expression as Cloudflare takes it: minute, hour, day of the month, month, weekday, in UTC, with lists, ranges,
 * steps, and names of months and weekdays. Weekdays count from 1 for Sunday; 0 is refused. {@code L}, {@code W} and
 * {@code #} are known where Quartz knows them. Where both the day of the month and the weekday are restricted, a day that
 * fits one of them is enough.
 */
public final class CronExpression {
    private static final CronField MINUTE = new CronField(0, 59, List.of());
    private static final CronField HOUR = new CronField(0, 23, List.of());
    private static final CronField DAY = new CronField(1, 31, List.of());
    private static final CronField MONTH = new CronField(
            1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));
    private static final CronField WEEKDAY =
            new CronField(1, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private static final int FIELDS = 5;
    private static final String ANY = "*";
    private static final Pattern LAST_DAY = Pattern.compile("L(?:-([1-9]|[12]\\d|30))?");
    private static final Pattern NEAREST_WORKDAY = Pattern.compile("([1-9]|[12]\\d|3[01])W");
    private static final Pattern LAST_OR_NTH = Pattern.compile("(\\w{1,3}?)(?:#([1-5])|(L))");
    /** Whatever can happen at all happens within this: 29 February on a weekday, over a year without one. */
    private static final int MOST_DAYS = 366 * 41;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final Predicate<LocalDate> days;

    private CronExpression(BitSet minutes, BitSet hours, BitSet months, Predicate<LocalDate> days) {
        this.minutes = minutes;
        this.hours = hours;
        this.months = months;
        this.days = days;
    }

    /** Absent when the text is no expression, or one that never comes true. */
    public static Optional<CronExpression> parse(String text) {
        String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        Optional<BitSet> minutes = numbers(MINUTE, fields[0]);
        Optional<BitSet> hours = numbers(HOUR, fields[1]);
        Optional<Predicate<LocalDate>> days = days(fields[2], CronExpression::day);
        Optional<BitSet> months = numbers(MONTH, fields[3]);
        Optional<Predicate<LocalDate>> weekdays = days(fields[4], CronExpression::weekday);
        if (minutes.isEmpty() || hours.isEmpty() || days.isEmpty() || months.isEmpty() || weekdays.isEmpty()) {
            return Optional.empty();
        }
        boolean either = !fields[2].equals(ANY) && !fields[4].equals(ANY);
        Predicate<LocalDate> both =
                either ? days.get().or(weekdays.get()) : days.get().and(weekdays.get());
        CronExpression expression = new CronExpression(minutes.get(), hours.get(), months.get(), both);
        return expression.next(Instant.EPOCH).map(n -> expression);
    }

    private interface Item<T> {
        Optional<T> parse(String item);
    }

    private static <T> Optional<List<T>> items(String list, Item<T> parser) {
        List<T> items = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            Optional<T> parsed = parser.parse(item);
            if (parsed.isEmpty()) {
                return Optional.empty();
            }
            items.add(parsed.get());
        }
        return Optional.of(items);
    }

    private static Optional<BitSet> numbers(CronField field, String list) {
        return items(list, field::numbers).map(sets -> {
            BitSet all = new BitSet();
            sets.forEach(all::or);
            return all;
        });
    }

    private static Optional<Predicate<LocalDate>> days(String list, Item<Predicate<LocalDate>> parser) {
        return items(list, parser).map(all -> date -> all.stream().anyMatch(p -> p.test(date)));
    }

    private static Optional<Predicate<LocalDate>> day(String item) {
        if (item.equals("LW")) {
            return Optional.of(date -> date.equals(nearestWorkday(date.with(TemporalAdjusters.lastDayOfMonth()))));
        }
        Matcher last = LAST_DAY.matcher(item);
        if (last.matches()) {
            int before = last.group(1) == null ? 0 : Integer.parseInt(last.group(1));
            return Optional.of(date -> date.getDayOfMonth() == date.lengthOfMonth() - before);
        }
        Matcher nearest = NEAREST_WORKDAY.matcher(item);
        if (nearest.matches()) {
            int day = Integer.parseInt(nearest.group(1));
            return Optional.of(
                    date -> day <= date.lengthOfMonth() && date.equals(nearestWorkday(date.withDayOfMonth(day))));
        }
        return DAY.numbers(item).map(set -> date -> set.get(date.getDayOfMonth()));
    }

    /** Of the same month. */
    private static LocalDate nearestWorkday(LocalDate day) {
        if (day.getDayOfWeek() == DayOfWeek.SATURDAY) {
            return day.getDayOfMonth() == 1 ? day.plusDays(2) : day.minusDays(1);
        }
        if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return day.getDayOfMonth() == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
        }
        return day;
    }

    private static Optional<Predicate<LocalDate>> weekday(String item) {
        if (item.equals("L")) {
            return Optional.of(date -> date.getDayOfWeek() == DayOfWeek.SATURDAY);
        }
        Matcher special = LAST_OR_NTH.matcher(item);
        Optional<DayOfWeek> weekday =
                special.matches() ? WEEKDAY.number(special.group(1)).map(CronExpression::dayOfWeek) : Optional.empty();
        if (weekday.isPresent()) {
            int nth = special.group(2) == null ? -1 : Integer.parseInt(special.group(2));
            return Optional.of(date -> date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday.get()))));
        }
        return WEEKDAY.numbers(item)
                .map(set -> date -> set.get(date.getDayOfWeek().getValue() % 7 + 1));
    }

    private static DayOfWeek dayOfWeek(int number) {
        return DayOfWeek.SATURDAY.plus(number);
    }

    /** The first time after the given one; absent when it never comes. */
    public Optional<Instant> next(Instant after) {
        LocalDateTime from = LocalDateTime.ofInstant(after, ZoneOffset.UTC)
                .withSecond(0)
                .withNano(0)
                .plusMinutes(1);
        LocalDate date = from.toLocalDate();
        int minute = from.getHour() * 60 + from.getMinute();
        for (int i = 0; i < MOST_DAYS; i++) {
            if (months.get(date.getMonthValue()) && days.test(date)) {
                Optional<Instant> time = on(date, minute);
                if (time.isPresent()) {
                    return time;
                }
            }
            date = date.plusDays(1);
            minute = 0;
        }
        return Optional.empty();
    }

    private Optional<Instant> on(LocalDate date, int earliest) {
        for (int hour = hours.nextSetBit(earliest / 60); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == earliest / 60 ? earliest % 60 : 0);
            if (minute >= 0) {
                return Optional.of(date.atTime(hour, minute).toInstant(ZoneOffset.UTC));
            }
        }
        return Optional.empty();
    }
}
