package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Position;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The text of a config file by its lines, to show the user the line of a finding. */
final class SourceText {
    private static final int WIDEST = 120;

    private final String text;
    private final int[] lineStarts;

    SourceText(String text) {
        this.text = text;
        this.lineStarts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    /** The line without its end; empty beyond the last one. {@code number} counts from 1. */
    String line(int number) {
        if (number > lineStarts.length) {
            return "";
        }
        int start = lineStarts[number - 1];
        return text.substring(start, start + length(number));
    }

    private int length(int number) {
        if (number > lineStarts.length) {
            return 0;
        }
        int start = lineStarts[number - 1];
        int end = number == lineStarts.length ? text.length() : lineStarts[number] - 1;
        return end > start && text.charAt(end - 1) == '\r' ? end - 1 - start : end - start;
    }

    /** The place of an offset in characters; one beyond the text is its end. */
    Position position(long offset) {
        int at = (int) Math.min(Math.max(offset, 0), text.length());
        int found = Arrays.binarySearch(lineStarts, at);
        int line = found >= 0 ? found + 1 : -found - 1;
        return new Position(line, at - lineStarts[line - 1] + 1);
    }

    /** The line of the position with a caret under the place; empty without a position. */
    String frame(Optional<Position> position) {
        return position.map(this::frame).orElse("");
    }

    private String frame(Position position) {
        int start = position.line() > lineStarts.length ? text.length() : lineStarts[position.line() - 1];
        int length = length(position.line());
        int caret = Math.min(position.column() - 1, length);
        int from = length > WIDEST ? Math.max(0, Math.min(caret - WIDEST / 2, length - WIDEST)) : 0;
        String shown = text.substring(start + from, start + Math.min(from + WIDEST, length))
                .replace('\t', ' ');
        return "  " + shown + "\n  " + " ".repeat(caret - from) + "^";
    }
}
