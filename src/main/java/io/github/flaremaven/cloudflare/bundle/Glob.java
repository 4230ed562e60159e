package io.github.flaremaven.cloudflare.bundle;

import java.util.regex.Pattern;

/** The two readings that wrangler gives the same glob. */
final class Glob {
    private Glob() {}

    /**
     * Matched against the text of an import: anchored, and {@code *} and {@code **} both match anything, slashes
     * included. The result is a regular expression for Java as well as for Go.
     */
    static String forImports(String glob) {
        StringBuilder regex = new StringBuilder("^");
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*') {
                while (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                    i++;
                }
                regex.append(".*");
            } else {
                literal(regex, c);
            }
        }
        return regex.append('$').toString();
    }

    /** Matched against a path below the module root: {@code *} stays within a folder, {@code **} does not. */
    static Pattern forPaths(String glob) {
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
                regex.append("(?:[^/]*/)*");
                i += 3;
            } else if (glob.startsWith("**", i) && i + 2 == glob.length() && (i == 0 || glob.charAt(i - 1) == '/')) {
                regex.append(".*");
                i += 2;
            } else if (c == '*') {
                while (i < glob.length() && glob.charAt(i) == '*') {
                    i++;
                }
                regex.append("[^/]*");
            } else {
                literal(regex, c);
                i++;
            }
        }
        return Pattern.compile(regex.toString());
    }

    private static void literal(StringBuilder regex, char c) {
        if ("\\.[]{}()+-^$|?*/".indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }
}
