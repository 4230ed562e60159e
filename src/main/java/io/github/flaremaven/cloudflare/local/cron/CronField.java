package io.github.flaremaven.cloudflare.local.cron;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a field of a cron expression may say with numbers: which there are, and names for the first ones.
 *
 * @param names stand for the numbers from {@code least} on
 */
record CronField(int least, int most, List<String> names) {
    private static final Pattern ITEM = Pattern.compile("(\\*|\\w+)(?:-(\\w+))?(?:/(\\d{1,2}))?");

    /** The number that a text stands for, absent when it is none of the field's. */
    Optional<Integer> number(String text) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return Optional.of(least + named);
        }
        return Optional.of(text)
                .filter(t -> t.matches("\\d{1,2}"))
                .map(Integer::parseInt)
                .filter(n -> n >= least && n <= most);
    }

    /** The numbers of an item such as {@code 3}, {@code MON-FRI} or {@code 5/10}; absent when it is none. */
    Optional<BitSet> numbers(String item) {
        Matcher matcher = ITEM.matcher(item);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean any = matcher.group(1).equals("*");
        boolean range = matcher.group(2) != null;
        boolean stepped = matcher.group(3) != null;
        Optional<Integer> start = any ? Optional.of(least) : number(matcher.group(1));
        // A start with a step but without an end goes on to the last number.
        Optional<Integer> end = range ? number(matcher.group(2)) : any || stepped ? Optional.of(most) : start;
        int step = stepped ? Integer.parseInt(matcher.group(3)) : 1;
        return (any && range) || start.isEmpty() || end.isEmpty() || step < 1 || step > most
                ? Optional.empty()
                : Optional.of(numbers(start.get(), end.get(), step));
    }

    /** A range whose end is before its start goes on at the least number. */
    private BitSet numbers(int start, int end, int step) {
        BitSet numbers = new BitSet();
        int span = most - least + 1;
        int length = Math.floorMod(end - start, span);
        for (int i = 0; i <= length; i += step) {
            numbers.set(least + (start - least + i) % span);
        }
        return numbers;
    }
}
