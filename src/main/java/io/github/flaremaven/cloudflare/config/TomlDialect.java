package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Position;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Turns the parts of TOML 1.1 that wrangler's parser accepts into TOML 1.0, which Jackson and tomlj read: new lines,
 * comments and a trailing comma inside an inline table, and the escapes {@code \e} and {@code \xHH}. Offsets of the
 * result can be led back to the original text.
 */
final class TomlDialect {
    private final String original;
    private final StringBuilder result;
    /** For each escape that grew: its offset in the result and how many characters it is longer there. */
    private final Deque<int[]> shifts = new ArrayDeque<>();

    private int at;

    private TomlDialect(String original) {
        this.original = original;
        this.result = new StringBuilder(original.length() + 16);
    }

    /** Reads {@code text} as TOML 1.1. Broken input comes out broken: finding out is the parser's work. */
    static TomlDialect of(String text) {
        TomlDialect dialect = new TomlDialect(text);
        dialect.rewrite();
        return dialect;
    }

    /** The document as TOML 1.0. */
    String asToml10() {
        return result.toString();
    }

    /** Leads a position in the rewritten text back to the original. */
    Position original(Position rewritten) {
        int offset = rewritten.toOffset(result);
        int shift = 0;
        for (int[] grown : shifts) {
            if (grown[0] < offset) {
                shift += grown[1];
            }
        }
        return Position.ofOffset(original, offset - shift);
    }

    private void rewrite() {
        Deque<Character> open = new ArrayDeque<>();
        int comma = -1; // offset in the result of a comma that only white space has followed
        while (at < original.length()) {
            char c = original.charAt(at);
            boolean inlineTable = !open.isEmpty() && open.peek() == '{';
            if (c == '"' || c == '\'') {
                comma = -1;
                string(c);
                continue;
            }
            if (c == '#') {
                comment(inlineTable);
                continue;
            }
            if (inlineTable && (c == '\n' || c == '\r')) {
                c = ' ';
            } else if (inlineTable && c == '}' && comma >= 0) {
                result.setCharAt(comma, ' ');
            }
            if (c == ',') {
                comma = result.length();
            } else if (!Character.isWhitespace(c)) {
                comma = -1;
            }
            track(open, c);
            result.append(c);
            at++;
        }
    }

    /** A bracket at the start of a line outside all values is a table header, which opens nothing. */
    private void track(Deque<Character> open, char c) {
        if (c == '{' || (c == '[' && (!open.isEmpty() || isValue()))) {
            open.push(c);
        } else if ((c == '}' || c == ']') && !open.isEmpty()) {
            open.pop();
        }
    }

    private boolean isValue() {
        for (int i = result.length() - 1; i >= 0; i--) {
            char c = result.charAt(i);
            if (c == '\n') {
                return false;
            }
            if (c == '=') {
                return true;
            }
        }
        return false;
    }

    private void comment(boolean blank) {
        while (at < original.length() && original.charAt(at) != '\n') {
            char c = original.charAt(at++);
            result.append(blank ? ' ' : c);
        }
    }

    private void string(char quote) {
        String fence = String.valueOf(quote).repeat(3);
        boolean multiLine = original.startsWith(fence, at);
        String end = multiLine ? fence : String.valueOf(quote);
        copy(end.length());
        while (at < original.length() && !original.startsWith(end, at)) {
            char c = original.charAt(at);
            if (c == '\n' && !multiLine) {
                return;
            }
            if (c == '\\' && quote == '"') {
                escape();
            } else {
                copy(1);
            }
        }
        copy(Math.min(end.length(), original.length() - at));
    }

    private void escape() {
        char kind = at + 1 < original.length() ? original.charAt(at + 1) : '\0';
        if (kind == 'e') {
            replace(2, "\\u001B");
        } else if (kind == 'x' && at + 4 <= original.length()) {
            replace(4, "\\u00" + original.substring(at + 2, at + 4));
        } else {
            copy(Math.min(2, original.length() - at));
        }
    }

    private void replace(int length, String with) {
        result.append(with);
        at += length;
        shifts.add(new int[] {result.length() - 1, with.length() - length});
    }

    private void copy(int length) {
        result.append(original, at, at + length);
        at += length;
    }
}
