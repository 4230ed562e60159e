package io.github.flaremaven.cloudflare.local.assets;

/** Lines of rules, cut as JavaScript cuts them. */
final class RuleText {
    /** The most characters a line may have. */
    static final int LONGEST_LINE = 2000;

    private RuleText() {}

    /** What JavaScript takes for white space. */
    static boolean isBlank(char c) {
        return (c >= '\t' && c <= '\r') || c == '\uFEFF' || Character.isSpaceChar(c);
    }

    /** The line without blanks at its ends. */
    static String trim(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && isBlank(line.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    /** Whether a trimmed line says nothing. */
    static boolean isComment(String line) {
        return line.isEmpty() || line.startsWith("#");
    }
}
