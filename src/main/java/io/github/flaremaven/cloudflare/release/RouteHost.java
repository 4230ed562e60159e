package io.github.flaremaven.cloudflare.release;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the host in a route's pattern. */
public final class RouteHost {
    private static final Pattern ANY_HOST = Pattern.compile("^(?:https?://)?\\*/.*");
    private static final Pattern SCHEME = Pattern.compile("^https?://");

    private RouteHost() {}

    /** As DNS spells it; absent for patterns that mean any host. */
    public static Optional<String> of(String pattern) {
        if (ANY_HOST.matcher(pattern).matches()) {
            return Optional.empty();
        }
        String plain =
                SCHEME.matcher(pattern.replace("*.", "").replace("*", "")).replaceFirst("");
        int end = plain.indexOf('/');
        String host = end < 0 ? plain : plain.substring(0, end);
        int port = host.indexOf(':');
        return Optional.of(port < 0 ? host : host.substring(0, port))
                .filter(h -> !h.isEmpty())
                .map(RouteHost::ascii);
    }

    private static String ascii(String host) {
        try {
            return IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return host;
        }
    }
}
