package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Position;
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
        int end = number == lineStarts.length ? text.length() : lineStarts[number] - 1;
        String line = text.substring(start, end);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** The line of the position with a caret under the place; empty without a position. */
    String frame(Optional<Position> position) {
        return position.map(this::frame).orElse("");
    }

    private String frame(Position position) {
        String line = line(position.line()).replace('\t', ' ');
        int caret = Math.min(position.column() - 1, line.length());
        if (line.length() > WIDEST) {
            int from = Math.max(0, Math.min(caret - WIDEST / 2, line.length() - WIDEST));
            line = line.substring(from, from + WIDEST);
            caret -= from;
        }
        return "  " + line + "\n  " + " ".repeat(caret) + "^";
    }
}
