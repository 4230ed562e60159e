package io.github.flaremaven.cloudflare.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes the assignments out of a text as the dotenv library for Node.js does: {@code KEY=value} or {@code KEY: value},
 * also after {@code export}; quoted values may go over several lines; a line that is no assignment is passed over.
 */
final class DotEnvScanner {
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();

    private int at;

    private DotEnvScanner(String text) {
        this.text = text;
    }

    /** The values by their keys, in the order of first appearance; the last value of a key counts. */
    static Map<String, String> scan(String text) {
        DotEnvScanner scanner = new DotEnvScanner(text.replaceAll("\r\n?", "\n"));
        scanner.skipSpace();
        while (scanner.at < scanner.text.length()) {
            int start = scanner.at;
            if (!scanner.assignment()) {
                scanner.at = start;
            }
            scanner.nextLine();
            scanner.skipSpace();
        }
        return scanner.values;
    }

    /** Reads an assignment and stops behind its value. Returns false where none begins. */
    private boolean assignment() {
        int start = at;
        if (word("export") && at < text.length() && isSpace(text.charAt(at))) {
            skipSpace();
            if (keyAndValue()) {
                return true;
            }
        }
        at = start;
        return keyAndValue();
    }

    private boolean keyAndValue() {
        int start = at;
        while (at < text.length() && isKeyCharacter(text.charAt(at))) {
            at++;
        }
        String key = text.substring(start, at);
        if (key.isEmpty() || !separator()) {
            return false;
        }
        values.put(key, value());
        return true;
    }

    /** An equals sign with or without space before it, or a colon with one space after it. */
    private boolean separator() {
        if (at + 1 < text.length() && text.charAt(at) == ':' && isSpace(text.charAt(at + 1))) {
            at += 2;
            return true;
        }
        skipSpace();
        return word("=");
    }

    private String value() {
        int start = at;
        skipSpace();
        if (at == text.length() || "'\"`".indexOf(text.charAt(at)) < 0 || !quoted(text.charAt(at))) {
            at = start;
            while (at < text.length() && text.charAt(at) != '#' && text.charAt(at) != '\n') {
                at++;
            }
        }
        return unquoted(strip(text.substring(start, at)));
    }

    /**
     * Goes behind the closing quote, behind which only a comment may follow on the line. A quote after a backslash closes
     * nothing, unless there is no better one.
     */
    private boolean quoted(char quote) {
        int open = at;
        int close = open + 1;
        while (close < text.length() && text.charAt(close) != quote) {
            close += text.startsWith("\\" + quote, close) ? 2 : 1;
        }
        for (int end = Math.min(close, text.length() - 1); end > open; end = text.lastIndexOf(quote, end - 1)) {
            if (text.charAt(end) == quote && endsLine(end + 1)) {
                at = end + 1;
                return true;
            }
        }
        return false;
    }

    private boolean endsLine(int offset) {
        int end = offset;
        while (end < text.length() && text.charAt(end) != '\n' && isSpace(text.charAt(end))) {
            end++;
        }
        return end == text.length() || text.charAt(end) == '\n' || text.charAt(end) == '#';
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && "'\"`".indexOf(value.charAt(0)) >= 0
                && value.charAt(0) == value.charAt(value.length() - 1);
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        return value.startsWith("\"") ? inner.replace("\\n", "\n").replace("\\r", "\r") : inner;
    }

    private boolean word(String word) {
        boolean here = text.startsWith(word, at);
        at += here ? word.length() : 0;
        return here;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private void nextLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
    }

    private static boolean isKeyCharacter(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-');
    }

    /** White space as JavaScript sees it. */
    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == '\uFEFF' || Character.isSpaceChar(c);
    }

    private static String strip(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isSpace(value.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }
}
