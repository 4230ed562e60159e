package io.github.flaremaven.cloudflare.local.runtime;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A route such as {@code *.example.com/api/*}. Of several that match, the more specific one counts: the longer host, then
 * the longer path.
 */
record RoutePattern(Pattern host, Pattern path, int hostLength, int pathLength) implements Comparable<RoutePattern> {

    static RoutePattern of(String pattern) {
        String plain = pattern.replaceFirst("^https?://", "");
        int slash = plain.indexOf('/');
        String host = (slash < 0 ? plain : plain.substring(0, slash)).toLowerCase(Locale.ROOT);
        String path = slash < 0 ? "/" : plain.substring(slash);
        return new RoutePattern(regex(host), regex(path), host.length(), path.length());
    }

    boolean matches(String requestHost, String requestPath) {
        return host.matcher(requestHost).matches() && path.matcher(requestPath).matches();
    }

    @Override
    public int compareTo(RoutePattern other) {
        return hostLength != other.hostLength
                ? Integer.compare(hostLength, other.hostLength)
                : Integer.compare(pathLength, other.pathLength);
    }

    private static Pattern regex(String glob) {
        return Pattern.compile(String.join(
                ".*",
                java.util.Arrays.stream(glob.split("\\*", -1))
                        .map(Pattern::quote)
                        .toList()));
    }
}
