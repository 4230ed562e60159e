package io.github.flaremaven.cloudflare.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a mistyped one was probably meant to be. */
public final class Nearest {
    private Nearest() {}

    /** The closest candidate, absent when none is close enough to be a slip of the hand. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        String best = "";
        int bestDistance = Math.max(1, word.length() / 3) + 1;
        for (String candidate : candidates) {
            boolean farInLength = Math.abs(word.length() - candidate.length()) > word.length() / 2 + 2;
            int distance = farInLength ? Integer.MAX_VALUE : distance(fold(word), fold(candidate));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** {@code ", did you mean "x"?"}, or nothing. */
    public static String hint(String word, Collection<String> candidates) {
        return to(word, candidates).map(k -> "; did you mean \"" + k + "\"?").orElse("");
    }

    /** camelCase, dashes and capitals are the usual slips, so they weigh nothing. */
    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Edit distance (Levenshtein). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
