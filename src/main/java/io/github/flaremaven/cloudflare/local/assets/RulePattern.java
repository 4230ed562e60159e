package io.github.flaremaven.cloudflare.local.assets;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rule of {@code _headers} or {@code _redirects} applies to: a path, or an {@code https} address that stands for
 * any scheme. {@code *} stands for any text, {@code :name} for a part of the path without a slash, or of the host
 * without a dot. Each takes as much as it can, the earlier ones first.
 */
final class RulePattern {
    /** What a {@code :name} in a value or a pattern looks like. */
    static final Pattern PLACEHOLDER = Pattern.compile(":([A-Za-z][A-Za-z0-9_]*)");

    private static final String HTTPS = "https://";
    private static final String SPLAT = "splat";

    /** After a placeholder in a host, one of these makes it one of the host; before a port, say, it is one of the path. */
    private static final String ENDS_HOST_PLACEHOLDER = "-/\\^$+?.()|[]{}";

    private final boolean withHost;
    private final String prefix;
    private final List<Part> parts;

    /**
     * @param prefix the characters before the first wildcard, which are also parts
     */
    private RulePattern(boolean withHost, String prefix, List<Part> parts) {
        this.withHost = withHost;
        this.prefix = prefix;
        this.parts = parts;
    }

    /** A part of a pattern, from left to right. */
    private sealed interface Part {
        record Literal(char character) implements Part {}

        /**
         * A text to remember.
         *
         * @param stops characters it cannot hold
         * @param least how many characters it has at least
         */
        record Wildcard(String name, String stops, int least) implements Part {}
    }

    /** Whether {@code pattern} has wildcards. */
    static boolean isDynamic(String pattern) {
        return pattern.indexOf('*') >= 0 || PLACEHOLDER.matcher(pattern).find();
    }

    /**
     * Reads a pattern. Absent when one name stands twice, or a name begins like an earlier one: Cloudflare takes such a
     * rule and never applies it.
     */
    static Optional<RulePattern> parse(String pattern) {
        boolean withHost = pattern.startsWith(HTTPS);
        int pathStart = withHost ? pattern.indexOf('/', HTTPS.length()) : 0;
        List<Part> parts = new ArrayList<>();
        Set<String> placeholders = new HashSet<>();
        boolean splat = false;
        Matcher placeholder = PLACEHOLDER.matcher(pattern);
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '*') {
                if (splat || placeholders.contains(SPLAT)) {
                    return Optional.empty();
                }
                splat = true;
                parts.add(new Part.Wildcard(SPLAT, "", 0));
                at++;
            } else if (placeholder.region(at, pattern.length()).lookingAt()) {
                String name = placeholder.group(1);
                if (placeholders.stream().anyMatch(name::startsWith) || (splat && name.equals(SPLAT))) {
                    return Optional.empty();
                }
                placeholders.add(name);
                at = placeholder.end();
                boolean inHost = at <= pathStart && ENDS_HOST_PLACEHOLDER.indexOf(pattern.charAt(at)) >= 0;
                parts.add(new Part.Wildcard(name, inHost ? "/." : "/", 1));
            } else {
                parts.add(new Part.Literal(c));
                at++;
            }
        }
        int literals = 0;
        while (literals < parts.size() && parts.get(literals) instanceof Part.Literal) {
            literals++;
        }
        return Optional.of(new RulePattern(withHost, pattern.substring(0, literals), List.copyOf(parts)));
    }

    /** What the wildcards stand for, by name, in the order of the pattern; absent when it does not fit {@code url}. */
    Optional<Map<String, String>> match(Url url) {
        String text = withHost ? HTTPS + url.hostname() + url.path() : url.path();
        if (!text.startsWith(prefix)) {
            return Optional.empty();
        }
        List<BitSet> fits = fits(text);
        if (!fits.get(0).get(0)) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Wildcard wildcard) {
                int limit = limit(text, at, wildcard.stops());
                int end = fits.get(i + 1).previousSetBit(limit);
                values.put(wildcard.name(), text.substring(at, end));
                at = end;
            } else {
                at++;
            }
        }
        return Optional.of(values);
    }

    /** For each part the positions from which it and all after it fit the rest of the text. */
    private List<BitSet> fits(String text) {
        List<BitSet> fits = new ArrayList<>(parts.size() + 1);
        BitSet next = new BitSet();
        next.set(text.length());
        fits.add(next);
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            next = part instanceof Part.Wildcard wildcard
                    ? before(wildcard, next, text)
                    : before((Part.Literal) part, next, text);
            if (next.isEmpty()) {
                return List.of(next);
            }
            fits.add(next);
        }
        Collections.reverse(fits);
        return fits;
    }

    private static BitSet before(Part.Literal literal, BitSet next, String text) {
        BitSet fits = new BitSet();
        for (int end = next.nextSetBit(1); end >= 0; end = next.nextSetBit(end + 1)) {
            fits.set(end - 1, text.charAt(end - 1) == literal.character());
        }
        return fits;
    }

    private static BitSet before(Part.Wildcard wildcard, BitSet next, String text) {
        BitSet fits = new BitSet();
        boolean open = false;
        for (int i = text.length(); i >= 0; i--) {
            boolean stopped = i < text.length() && wildcard.stops().indexOf(text.charAt(i)) >= 0;
            open = !stopped && open;
            boolean ends = next.get(i);
            fits.set(i, open || (ends && wildcard.least() == 0));
            open = open || ends;
        }
        return fits;
    }

    private static int limit(String text, int from, String stops) {
        int limit = from;
        while (limit < text.length() && stops.indexOf(text.charAt(limit)) < 0) {
            limit++;
        }
        return limit;
    }

    /** Puts the values of a match into a text, one name after the other. */
    static String fill(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace(":" + value.getKey(), value.getValue());
        }
        return filled;
    }
}
