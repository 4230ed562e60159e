package io.github.flaremaven.cloudflare.bundle.assets;

import io.github.flaremaven.cloudflare.bundle.assets.GlobStep.OneOf.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns one line of an {@code .assetsignore} into an {@link IgnorePattern}. */
final class IgnorePatternReader {
    private final String line;
    private final List<GlobStep> steps = new ArrayList<>();
    private String pattern = "";
    private int at;

    IgnorePatternReader(String line) {
        this.line = line;
    }

    Optional<IgnorePattern> read() {
        boolean takesBack = line.startsWith("!");
        String written = takesBack ? line.substring(1) : line;
        if (line.isBlank() || line.startsWith("#") || endsInLoneBackslash(line)) {
            return Optional.empty();
        }
        pattern = withoutTrailingBlanks(written);
        // Looked up before blanks are cut, as wrangler does: "dir/" with a carriage return after it is anchored.
        int slash = written.indexOf('/');
        boolean anchored = slash >= 0 && slash < written.length() - 1;
        if (pattern.startsWith("/")) {
            at = 1;
        }
        if (pattern.startsWith("**/", at)) {
            at += 3;
            anchored = true;
            steps.add(new GlobStep.Folders());
        }
        boolean atRoot = at == 1;
        while (at < pattern.length()) {
            step(atRoot && at == 1);
        }
        return Optional.of(new IgnorePattern(takesBack, anchored || atRoot, pattern.endsWith("/"), steps));
    }

    private void step(boolean first) {
        char c = pattern.charAt(at++);
        switch (c) {
            case '/' -> slash();
            case '*' -> star(first);
            case '?' -> steps.add(new GlobStep.AnyCharacter());
            case '[' -> bracket();
            case '\\' -> escaped();
            default -> steps.add(new GlobStep.Literal(c));
        }
    }

    /** The character after a backslash stands for itself; only a star at the very end does not, as with wrangler. */
    private void escaped() {
        boolean lastStar = at == pattern.length() - 1 && pattern.charAt(at) == '*';
        if (lastStar) {
            at++;
            steps.add(new GlobStep.InName(pattern.startsWith("/", at - 3)));
        } else {
            steps.add(new GlobStep.Literal(at < pattern.length() ? pattern.charAt(at++) : '\\'));
        }
    }

    private void slash() {
        boolean names = pattern.startsWith("**", at) && (at + 2 == pattern.length() || pattern.charAt(at + 2) == '/');
        if (names) {
            at += 2;
            steps.add(at == pattern.length() ? new GlobStep.Below() : new GlobStep.Names());
        } else {
            steps.add(new GlobStep.Literal('/'));
        }
    }

    private void star(boolean first) {
        boolean wholeName = first || pattern.startsWith("/", at - 2);
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
            wholeName = false;
        }
        steps.add(new GlobStep.InName(wholeName && at == pattern.length()));
    }

    /** A leading {@code !} or {@code ^} is a character like others: wrangler's matcher knows no complement. */
    private void bracket() {
        int close = pattern.indexOf(']', at);
        String members = close < 0 ? "" : pattern.substring(at, close);
        at = close < 0 ? pattern.length() : close + 1;
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < members.length(); i++) {
            char first = members.charAt(i);
            if (i + 2 < members.length() && members.charAt(i + 1) == '-') {
                ranges.add(new Range(first, members.charAt(i + 2)));
                i += 2;
            } else {
                ranges.add(new Range(first, first));
            }
        }
        steps.add(new GlobStep.OneOf(ranges));
    }

    private static boolean endsInLoneBackslash(String line) {
        return line.endsWith("\\") && !line.endsWith("\\\\");
    }

    /** Blanks at the end do not count, except one after a backslash. */
    private static String withoutTrailingBlanks(String text) {
        String cut = text.stripTrailing();
        return cut.length() < text.length() && cut.endsWith("\\") ? cut.substring(0, cut.length() - 1) + " " : cut;
    }
}
