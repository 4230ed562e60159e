package io.github.flaremaven.cloudflare.local.cache;

import io.github.flaremaven.cloudflare.local.net.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long a response is kept: a shared cache's reading of its headers (RFC 9111), and Cloudflare's defaults where they say
 * nothing.
 */
final class CacheRules {
    private static final Duration LONG = Duration.ofHours(2);
    private static final Duration MEDIUM = Duration.ofMinutes(20);
    private static final Duration SHORT = Duration.ofMinutes(3);

    private CacheRules() {}

    /** How long from now; zero or less when it is not kept at all. */
    static Duration life(CachedResponse response, Instant now) {
        Map<String, String> control =
                directives(response.header("cache-control").orElse(""));
        if (control.containsKey("no-store")
                || control.containsKey("no-cache")
                || isPrivate(control)
                || (response.header("set-cookie").isPresent() && !allowsCookie(control))
                || response.header("vary").filter(v -> v.strip().equals("*")).isPresent()) {
            return Duration.ZERO;
        }
        Duration age = response.header("age").flatMap(CacheRules::seconds).orElse(Duration.ZERO);
        return seconds(control, "s-maxage")
                .or(() -> seconds(control, "max-age"))
                .map(life -> life.minus(age))
                .or(() -> response.header("expires").map(e -> untilExpiry(response, e, now)))
                .orElseGet(() -> usual(response.status()));
    }

    private static boolean isPrivate(Map<String, String> control) {
        return control.containsKey("private") && !allowsCookie(control);
    }

    /** {@code private=Set-Cookie} keeps the response without its cookie. */
    static boolean allowsCookie(CachedResponse response) {
        return allowsCookie(directives(response.header("cache-control").orElse("")));
    }

    private static boolean allowsCookie(Map<String, String> control) {
        return control.getOrDefault("private", "").equalsIgnoreCase("set-cookie");
    }

    private static Map<String, String> directives(String header) {
        Map<String, String> directives = new HashMap<>();
        for (String directive : header.split(",", -1)) {
            String[] pair = directive.strip().split("=", 2);
            String value = pair.length > 1 ? pair[1].strip().replace("\"", "") : "";
            directives.putIfAbsent(pair[0].strip().toLowerCase(Locale.ROOT), value);
        }
        return directives;
    }

    private static Optional<Duration> seconds(Map<String, String> control, String name) {
        return Optional.ofNullable(control.get(name)).flatMap(CacheRules::seconds);
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("\\d{1,10}") ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
    }

    /** A date that is none is over. */
    private static Duration untilExpiry(CachedResponse response, String expires, Instant now) {
        Instant from = response.header("date").flatMap(HttpDate::parse).orElse(now);
        return HttpDate.parse(expires).map(end -> Duration.between(from, end)).orElse(Duration.ZERO);
    }

    /** Cloudflare's edge TTL of responses that do not say. */
    private static Duration usual(int status) {
        return switch (status) {
            case 200, 206, 301 -> LONG;
            case 302, 303 -> MEDIUM;
            case 404, 410 -> SHORT;
            default -> Duration.ZERO;
        };
    }
}
