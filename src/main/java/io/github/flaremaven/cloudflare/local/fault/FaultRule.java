package io.github.flaremaven.cloudflare.local.fault;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which requests get a fault.
 *
 * @param method absent for any
 * @param path matches the whole path below the API's base
 * @param first number of the first request that gets it, counted from 1 among those that match
 * @param last number of the last one
 */
record FaultRule(Optional<String> method, Pattern path, long first, long last, Fault fault) {

    /** {@code glob} has {@code *} for any characters, {@code /} among them. */
    static Pattern glob(String glob) {
        return Pattern.compile(
                Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    boolean matches(String requestMethod, String requestPath) {
        return method.filter(m -> !m.equals(requestMethod)).isEmpty()
                && path.matcher(requestPath).matches();
    }

    boolean isDue(long number) {
        return number >= first && number <= last;
    }
}
