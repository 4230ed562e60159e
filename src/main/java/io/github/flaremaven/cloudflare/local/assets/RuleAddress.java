package io.github.flaremaven.cloudflare.local.assets;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths and addresses as {@code _headers} and {@code _redirects} may write them, brought into the form they are kept in. */
final class RuleAddress {
    private static final Pattern WITH_HOST = Pattern.compile("https://+([^/]++)/?(.*)", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    private RuleAddress() {}

    /** A path or {@code https} address without query and fragment; absent when it is neither, or has a port. */
    static Optional<String> pattern(String text) {
        Matcher withHost = WITH_HOST.matcher(text);
        if (withHost.matches()) {
            String host = withHost.group(1);
            return PORT.matcher(host).find()
                    ? Optional.empty()
                    : Optional.of("https://" + host + path(withHost.group(2), false));
        }
        return text.startsWith("/") ? Optional.of(path(text, false)) : Optional.empty();
    }

    /** A path without query and fragment, with a slash put before it if need be; absent for an address. */
    static Optional<String> source(String text) {
        return hasHost(text) ? Optional.empty() : Optional.of(path(text, false));
    }

    /** A path or {@code https} address; absent when it is neither. */
    static Optional<String> target(String text) {
        Matcher withHost = WITH_HOST.matcher(text);
        if (withHost.matches()) {
            return Optional.of("https://" + withHost.group(1) + path(withHost.group(2), true));
        }
        return text.startsWith("/") ? Optional.of(path(text, true)) : Optional.empty();
    }

    /** Whether {@code text} is an {@code https} address. */
    static boolean hasHost(String text) {
        return WITH_HOST.matcher(text).matches();
    }

    private static String path(String text, boolean whole) {
        int hash = text.indexOf('#');
        String beforeHash = hash < 0 ? text : text.substring(0, hash);
        int question = beforeHash.indexOf('?');
        String raw = question < 0 ? beforeHash : beforeHash.substring(0, question);
        String path = UrlText.opaquePath(raw.startsWith("/") ? raw : "/" + raw);
        if (!whole) {
            return path;
        }
        return path
                + (question < 0 ? "" : UrlText.opaqueSearch(beforeHash.substring(question + 1)))
                + (hash < 0 ? "" : UrlText.fragment(text.substring(hash + 1)));
    }
}
