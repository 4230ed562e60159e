package io.github.flaremaven.cloudflare.local.routing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A route such as {@code *.example.com/api/*}. Patterns look at the whole address, the query included, so that only a
 * pattern with a star at its end matches an address with a query. Of several that match, the more specific one counts: the
 * longer host, then the longer path.
 *
 * @param scheme absent when both {@code http} and {@code https} match
 */
record RoutePattern(Optional<String> scheme, Pattern host, Pattern target, int hostLength, int targetLength)
        implements Comparable<RoutePattern> {

    static RoutePattern of(String pattern) {
        int colon = pattern.indexOf("://");
        Optional<String> scheme = colon < 0
                ? Optional.empty()
                : Optional.of(pattern.substring(0, colon).toLowerCase(Locale.ROOT));
        String plain = colon < 0 ? pattern : pattern.substring(colon + 3);
        int slash = plain.indexOf('/');
        String host = (slash < 0 ? plain : plain.substring(0, slash)).toLowerCase(Locale.ROOT);
        String target = slash < 0 ? "/" : plain.substring(slash);
        return new RoutePattern(scheme, regex(host), regex(target), letters(host), letters(target));
    }

    /** {@code requestTarget} is path and query as they were sent. */
    boolean matches(String requestScheme, String requestHost, String requestTarget) {
        return scheme.filter(s -> !s.equals(requestScheme)).isEmpty()
                && host.matcher(requestHost).matches()
                && target.matcher(requestTarget).matches();
    }

    /** The more specific one is the greater one. */
    @Override
    public int compareTo(RoutePattern other) {
        return hostLength != other.hostLength
                ? Integer.compare(hostLength, other.hostLength)
                : Integer.compare(targetLength, other.targetLength);
    }

    private static int letters(String glob) {
        return glob.length() - (int) glob.chars().filter(c -> c == '*').count();
    }

    private static Pattern regex(String glob) {
        return Pattern.compile(
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
