package io.github.flaremaven.cloudflare.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A TOML text without the lines that say nothing, which are blank or a comment, and the way back to the lines of the whole
 * text. tomlj's time grows with the third power of how many of them follow each other: 800 take it seven seconds.
 */
final class TomlLines {
    /** Comments with characters that TOML forbids stay, to be reported. */
    private static final Pattern IDLE =
            Pattern.compile("[ \t]*+(?:#[\t\\x20-\\x7E\\x80-\\x{D7FF}\\x{E000}-\\x{10FFFF}]*+)?\r?");

    private final List<Integer> numbers = new ArrayList<>();
    private final StringBuilder kept = new StringBuilder();

    /** The quotes of a string over several lines that is open; empty outside of such strings. */
    private String open = "";

    TomlLines(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean last = i == lines.length - 1;
            if (last || !open.isEmpty() || !IDLE.matcher(lines[i]).matches()) {
                numbers.add(i + 1);
                kept.append(lines[i]).append(last ? "" : "\n");
                follow(lines[i]);
            }
        }
    }

    /** The lines that say something, and the last one. */
    String text() {
        return kept.toString();
    }

    /** The number in the whole text of a line of {@link #text}; both count from 1. */
    int original(int line) {
        return numbers.get(Math.min(line, numbers.size()) - 1);
    }

    /** Notes whether a string is open at the end of a line. */
    private void follow(String line) {
        int at = 0;
        while (at < line.length()) {
            at = open.isEmpty() ? outside(line, at) : inside(line, at);
        }
    }

    private int outside(String line, int at) {
        char c = line.charAt(at);
        if (c == '#') {
            return line.length();
        }
        if (c != '"' && c != '\'') {
            return at + 1;
        }
        String three = String.valueOf(c).repeat(3);
        if (line.startsWith(three, at)) {
            open = three;
            return at + 3;
        }
        int end = behind(line, at + 1, String.valueOf(c));
        return end < 0 ? line.length() : end;
    }

    /** Up to two quotes before the closing ones belong to the string. */
    private int inside(String line, int at) {
        char quote = open.charAt(0);
        int end = behind(line, at, open);
        if (end < 0) {
            return line.length();
        }
        open = "";
        while (end < line.length() && line.charAt(end) == quote) {
            end++;
        }
        return end;
    }

    /** The offset behind the quotes that close a string, or -1. */
    private static int behind(String line, int from, String quotes) {
        boolean escapes = quotes.startsWith("\"");
        for (int at = from; at < line.length(); at++) {
            if (escapes && line.charAt(at) == '\\') {
                at++;
            } else if (line.startsWith(quotes, at)) {
                return at + quotes.length();
            }
        }
        return -1;
    }
}
