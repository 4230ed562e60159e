package io.github.flaremaven.cloudflare.local.front;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a request look as if it came to another address, and the answer as if it came from the one that the client knows.
 * The rules are those of wrangler's dev proxy: addresses in headers are changed both ways, and the domain of cookies on the
 * way back.
 *
 * @param scheme what the Worker sees
 * @param host what the Worker sees, with a port where it is not the scheme's own
 * @param outerScheme what the client uses
 * @param outerHost what the client uses
 */
record Guise(String scheme, String host, String outerScheme, String outerHost) {
    private static final Pattern ORIGIN = Pattern.compile("(?i)(https?)://([^/?#\\s,;\"']+)");

    /** A request that looks as it is. */
    static Guise none(HttpServerRequest request) {
        String host = Optional.ofNullable(request.getHeader(FrontHeaders.HOST))
                .or(() -> Optional.ofNullable(request.getHeader("Host")))
                .orElse("");
        return new Guise(request.scheme(), host, request.scheme(), host);
    }

    static Guise of(HttpServerRequest request, Home home) {
        Guise plain = none(request);
        return new Guise(
                home.scheme().orElse(plain.scheme), home.host().orElse(plain.host), plain.scheme, plain.outerHost);
    }

    private boolean changesNothing() {
        return scheme.equals(outerScheme) && host.equals(outerHost);
    }

    /** Changes the headers of the request; {@code Host} must be among them. */
    void dress(MultiMap headers) {
        if (!changesNothing()) {
            rewrite(headers, outerHost, scheme + "://" + host);
            headers.set("Host", host);
        }
    }

    /** Changes the headers of the answer. */
    void undress(MultiMap headers) {
        if (changesNothing()) {
            return;
        }
        List<String> cookies = headers.getAll("Set-Cookie");
        rewrite(headers, host, outerScheme + "://" + outerHost);
        if (!cookies.isEmpty()) {
            Pattern domain = Pattern.compile("Domain=" + Pattern.quote(name(host)) + "($|;|,)");
            headers.set(
                    "Set-Cookie",
                    cookies.stream()
                            .map(c -> domain.matcher(c)
                                    .replaceFirst("Domain=" + Matcher.quoteReplacement(name(outerHost)) + "$1"))
                            .toList());
        }
    }

    private static void rewrite(MultiMap headers, String from, String to) {
        for (Map.Entry<String, String> header : List.copyOf(headers.entries())) {
            if (header.getValue().contains(from) && !header.getKey().equalsIgnoreCase("Set-Cookie")) {
                headers.set(header.getKey(), rewritten(header.getValue(), from, to));
            }
        }
    }

    private static String rewritten(String value, String from, String to) {
        return ORIGIN.matcher(value)
                .replaceAll(m -> Matcher.quoteReplacement(
                        plain(m.group(1), m.group(2)).equals(plain(m.group(1), from)) ? to : m.group()));
    }

    /** Without a port that the scheme has anyway. */
    private static String plain(String scheme, String host) {
        String port = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }

    private static String name(String host) {
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }
}
