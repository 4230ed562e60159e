package io.github.flaremaven.cloudflare.base;

/**
 * A place in a text file.
 *
 * @param line 1 for the first line
 * @param column 1 for the first character of the line
 */
public record Position(int line, int column) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
    }

    /** The position of the character at {@code offset} (counted in UTF-16 units from 0) of {@code text}. */
    public static Position ofOffset(CharSequence text, int offset) {
        int line = 1;
        int start = 0;
        int end = Math.min(offset, text.length());
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, end - start + 1);
    }

    /** The offset of this position in {@code text}, or the text's length when it lies beyond. */
    public int toOffset(CharSequence text) {
        int current = 1;
        int i = 0;
        while (i < text.length() && current < line) {
            if (text.charAt(i++) == '\n') {
                current++;
            }
        }
        return Math.min(i + column - 1, text.length());
    }
}
