package io.github.flaremaven.cloudflare.bundle.assets;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * One line of an {@code .assetsignore}. Matching follows all ways through the pattern at once, so its time is at most
 * the length of the pattern times the length of the path, whatever the pattern.
 */
final class IgnorePattern {
    private final boolean takesBack;
    private final boolean anchored;
    private final boolean folderOnly;
    private final List<GlobStep> steps;
    private final int least;

    IgnorePattern(boolean takesBack, boolean anchored, boolean folderOnly, List<GlobStep> steps) {
        this.takesBack = takesBack;
        this.anchored = anchored;
        this.folderOnly = folderOnly;
        this.steps = List.copyOf(steps);
        least = this.steps.stream().mapToInt(GlobStep::least).sum();
    }

    /** The pattern of a line; absent for a blank line, a comment, and a line that ends in a lone backslash. */
    static Optional<IgnorePattern> parse(String line) {
        return new IgnorePatternReader(line).read();
    }

    /** Whether the line begins with {@code !}. */
    boolean takesBack() {
        return takesBack;
    }

    boolean matches(String path) {
        if (path.length() < least) {
            return false;
        }
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        BitSet at = new BitSet(path.length() + 1);
        at.set(anchored ? 0 : path.lastIndexOf('/', end - 1) + 1);
        for (GlobStep step : steps) {
            at = step.advance(at, path);
            if (at.isEmpty()) {
                return false;
            }
        }
        return at.get(path.length()) || (!folderOnly && at.get(end));
    }
}
