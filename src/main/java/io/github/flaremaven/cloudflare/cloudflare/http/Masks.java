package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The secrets that passed through a client, so that no text that comes back can carry one into a log: neither as it is nor
 * as a URL or JSON spells it, and of a secret of several lines no line either.
 */
final class Masks {
    /** Shorter values would mask ordinary words. */
    private static final int SHORTEST = 4;
    /** Shorter lines of a longer secret tell nothing. */
    private static final int SHORTEST_LINE = 16;

    private static final String MASK = new Secret("").toString();

    private final Set<String> values = ConcurrentHashMap.newKeySet();

    void add(Secret secret) {
        String value = secret.reveal();
        Stream<String> lines = value.lines().map(String::strip).filter(l -> l.length() >= SHORTEST_LINE);
        Stream.concat(Stream.of(value, value.strip()), lines)
                .filter(v -> v.length() >= SHORTEST)
                .flatMap(v -> Stream.of(v, Urls.encode(v), Urls.encodeQuery(v), inJson(v)))
                .forEach(values::add);
    }

    String apply(String text) {
        String masked = text;
        for (String value : longestFirst()) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    /** A secret may be the beginning of another one. */
    private List<String> longestFirst() {
        return values.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static String inJson(String value) {
        String quoted = Json.compact(Json.object().textNode(value));
        return quoted.substring(1, quoted.length() - 1);
    }
}
