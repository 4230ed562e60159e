package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Position;
import java.util.Optional;

/** Cuts the line of a finding out of a text and puts a caret under the place. */
final class CodeFrame {
    private static final int WIDEST = 120;

    private CodeFrame() {}

    static String of(String text, Optional<Position> position) {
        return position.map(p -> of(text, p)).orElse("");
    }

    private static String of(String text, Position position) {
        int start = new Position(position.line(), 1).toOffset(text);
        int end = text.indexOf('\n', start);
        String line = text.substring(start, end < 0 ? text.length() : end).replace('\t', ' ');
        line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        int caret = Math.min(position.column() - 1, line.length());
        if (line.length() > WIDEST) {
            int from = Math.max(0, Math.min(caret - WIDEST / 2, line.length() - WIDEST));
            line = line.substring(from, from + WIDEST);
            caret -= from;
        }
        return "  " + line + "\n  " + " ".repeat(caret) + "^";
    }
}
