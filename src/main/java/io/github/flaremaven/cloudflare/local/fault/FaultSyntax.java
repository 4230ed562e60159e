package io.github.flaremaven.cloudflare.local.fault;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.local.fault.Fault.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads faults and the rules that call for them:
 *
 * <pre>
 * rules    = rule, rule … with ";" or a line break between them; lines that begin with "#" are comments
 * rule     = [METHOD] PATH [#K | #K-M | #K+] = fault
 * fault    = 4xx or 5xx [-after] [(retry-after=SECONDS, html)]
 *          | cut-before | cut-half | cut-after
 *          | stall-before | stall-after, both with or without (millis=N)
 *          | drip [(bytes=N, millis=N)]
 * </pre>
 */
final class FaultSyntax {
    private static final String FORM = "a rule is [METHOD] PATH[#K]=FAULT, such as PUT */versions#1=429(retry-after=2)";
    private static final String FAULTS =
            "a status from 400 to 599, such as 500 or 500-after, cut-before, cut-half, cut-after, stall-before, "
                    + "stall-after, drip";
    private static final Pattern RULE = Pattern.compile(
            "(?:(?<method>[A-Z]+)\\s+)?(?<path>[^\\s#=]+)(?:#(?<first>\\d{1,9})(?:-(?<last>\\d{1,9})|(?<on>\\+))?)?"
                    + "\\s*=\\s*(?<fault>.+)");
    private static final Pattern FAULT = Pattern.compile("(?<name>[a-z0-9-]+)\\s*(?:\\((?<arguments>[^()]*)\\))?");
    private static final Pattern REFUSAL = Pattern.compile("(?<status>[45]\\d\\d)(?<after>-after)?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,7}");
    private static final int DRIP_BYTES = 1;
    private static final int DRIP_MILLIS = 100;

    private FaultSyntax() {}

    /**
     * Reads rules.
     *
     * @throws InputFailure naming the rule that is none
     */
    static List<FaultRule> rules(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> Pattern.compile(";").splitAsStream(line))
                .map(String::strip)
                .filter(rule -> !rule.isEmpty())
                .map(FaultSyntax::rule)
                .toList();
    }

    private static FaultRule rule(String text) {
        Matcher matcher = RULE.matcher(text);
        if (!matcher.matches()) {
            throw wrong(text, FORM);
        }
        String path = matcher.group("path");
        if (!path.startsWith("/") && !path.startsWith("*")) {
            throw wrong(text, "the path must begin with / or *, or it matches nothing");
        }
        long first = 1;
        long last = Long.MAX_VALUE;
        if (matcher.group("first") != null) {
            first = Long.parseLong(matcher.group("first"));
            last = matcher.group("on") != null
                    ? last
                    : Optional.ofNullable(matcher.group("last"))
                            .map(Long::parseLong)
                            .orElse(first);
        }
        if (first < 1 || last < first) {
            throw wrong(text, "requests are counted from 1 upwards");
        }
        return new FaultRule(
                Optional.ofNullable(matcher.group("method")),
                FaultRule.glob(path),
                first,
                last,
                fault(matcher.group("fault")));
    }

    /**
     * Reads one fault.
     *
     * @throws InputFailure when it is none
     */
    static Fault fault(String text) {
        Matcher matcher = FAULT.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong(text, "faults are " + FAULTS);
        }
        String name = matcher.group("name");
        Arguments arguments = Arguments.read(
                text, Optional.ofNullable(matcher.group("arguments")).orElse(""));
        Matcher refusal = REFUSAL.matcher(name);
        if (refusal.matches()) {
            arguments.allow("retry-after", "html");
            return new Fault.Refusal(
                    Integer.parseInt(refusal.group("status")),
                    refusal.group("after") == null ? Moment.BEFORE : Moment.AFTER,
                    arguments.number("retry-after"),
                    arguments.flag("html"));
        }
        switch (name) {
            case "cut-before", "cut-after" -> {
                arguments.allow();
                return new Fault.Cut(name.equals("cut-after") ? Moment.AFTER : Moment.BEFORE);
            }
            case "cut-half" -> {
                arguments.allow();
                return new Fault.CutHalfWay();
            }
            case "stall-before", "stall-after" -> {
                arguments.allow("millis");
                return new Fault.Stall(
                        name.equals("stall-after") ? Moment.AFTER : Moment.BEFORE,
                        arguments.positive("millis").map(Duration::ofMillis));
            }
            case "drip" -> {
                arguments.allow("bytes", "millis");
                return new Fault.Drip(
                        arguments.positive("bytes").orElse(DRIP_BYTES),
                        Duration.ofMillis(arguments.positive("millis").orElse(DRIP_MILLIS)));
            }
            default -> throw wrong(text, "faults are " + FAULTS);
        }
    }

    private static InputFailure wrong(String text, String why) {
        return new InputFailure("the fault \"" + text.strip() + "\" is not understood: " + why);
    }

    /** What stands in the brackets; a flag has the empty value. */
    private record Arguments(String text, Map<String, String> values) {

        static Arguments read(String text, String list) {
            Map<String, String> values = new TreeMap<>();
            for (String item : list.split(",", -1)) {
                String[] pair = item.split("=", 2);
                if (!item.isBlank()) {
                    values.put(pair[0].strip(), pair.length == 2 ? pair[1].strip() : "");
                }
            }
            return new Arguments(text, values);
        }

        void allow(String... names) {
            Set<String> known = Set.of(names);
            for (String name : values.keySet()) {
                if (!known.contains(name)) {
                    throw wrong(
                            text,
                            "it has no \"" + name + "\""
                                    + (names.length == 0 ? "" : ", only " + String.join(" and ", names)));
                }
            }
        }

        boolean flag(String name) {
            if (!values.getOrDefault(name, "").isEmpty()) {
                throw wrong(text, name + " has no value");
            }
            return values.containsKey(name);
        }

        Optional<Integer> number(String name) {
            Optional<String> value = Optional.ofNullable(values.get(name));
            if (value.filter(v -> !NUMBER.matcher(v).matches()).isPresent()) {
                throw wrong(text, name + " must be a whole number, of at most 7 digits");
            }
            return value.map(Integer::parseInt);
        }

        Optional<Integer> positive(String name) {
            Optional<Integer> number = number(name);
            if (number.filter(n -> n < 1).isPresent()) {
                throw wrong(text, name + " must be 1 or more");
            }
            return number;
        }
    }
}
