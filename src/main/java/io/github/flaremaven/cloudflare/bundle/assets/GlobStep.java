package io.github.flaremaven.cloudflare.bundle.assets;

import java.util.BitSet;
import java.util.List;

/** A part of an {@link IgnorePattern}. Positions are offsets into the path, its length included. */
sealed interface GlobStep {

    /** The positions reached from {@code from}. */
    BitSet advance(BitSet from, String path);

    /** How many characters it takes at least. */
    int least();

    /** A character, in either case. */
    record Literal(char character) implements GlobStep {
        @Override
        public int least() {
            return 1;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            return one(from, path, c -> fold(c) == fold(character));
        }
    }

    /** {@code ?} */
    record AnyCharacter() implements GlobStep {
        @Override
        public int least() {
            return 1;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            return one(from, path, c -> c != '/');
        }
    }

    /** {@code [a-z]}; no range means nothing fits. */
    record OneOf(List<Range> ranges) implements GlobStep {
        public OneOf {
            ranges = List.copyOf(ranges);
        }

        /** Characters from {@code first} to {@code last}, both included. */
        record Range(char first, char last) {
            boolean holds(char c) {
                return c >= first && c <= last;
            }
        }

        @Override
        public int least() {
            return 1;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            return one(from, path, this::fits);
        }

        private boolean fits(char c) {
            return ranges.stream()
                    .anyMatch(
                            r -> r.holds(c) || r.holds(Character.toLowerCase(c)) || r.holds(Character.toUpperCase(c)));
        }
    }

    /**
     * {@code *}: the rest of a name or a part of it.
     *
     * @param some whether it needs one character
     */
    record InName(boolean some) implements GlobStep {
        @Override
        public int least() {
            return some ? 1 : 0;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            BitSet reached = new BitSet(path.length() + 1);
            boolean inside = false;
            for (int i = from.nextSetBit(0); i >= 0 && i <= path.length(); i++) {
                boolean starts = from.get(i);
                reached.set(i, inside || (starts && !some));
                inside = (inside || starts) && i < path.length() && path.charAt(i) != '/';
            }
            return reached;
        }
    }

    /** A leading {@code **}{@code /}: any number of folders. */
    record Folders() implements GlobStep {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            BitSet reached = (BitSet) from.clone();
            for (int slash = path.indexOf('/', Math.max(0, from.nextSetBit(0)));
                    slash >= 0;
                    slash = path.indexOf('/', slash + 1)) {
                reached.set(slash + 1);
            }
            return reached;
        }
    }

    /** A {@code /**} between other parts: any number of names, each with a slash before it. */
    record Names() implements GlobStep {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            BitSet reached = (BitSet) from.clone();
            boolean inside = false;
            for (int i = from.nextSetBit(0); i >= 0 && i < path.length(); i++) {
                boolean slash = path.charAt(i) == '/';
                if (inside && !slash) {
                    reached.set(i + 1);
                }
                inside = slash ? reached.get(i) : inside;
            }
            return reached;
        }
    }

    /** A {@code /**} at the end: everything in the folder. */
    record Below() implements GlobStep {
        @Override
        public int least() {
            return 2;
        }

        @Override
        public BitSet advance(BitSet from, String path) {
            BitSet reached = new BitSet(path.length() + 1);
            for (int i = from.nextSetBit(0); i >= 0 && i < path.length(); i = from.nextSetBit(i + 1)) {
                if (path.charAt(i) == '/' && i + 2 <= path.length()) {
                    reached.set(i + 2, path.length() + 1);
                    break;
                }
            }
            return reached;
        }
    }

    /** A test of one character. */
    @FunctionalInterface
    interface CharTest {
        boolean test(char c);
    }

    private static BitSet one(BitSet from, String path, CharTest test) {
        BitSet reached = new BitSet(path.length() + 1);
        for (int i = from.nextSetBit(0); i >= 0 && i < path.length(); i = from.nextSetBit(i + 1)) {
            if (test.test(path.charAt(i))) {
                reached.set(i + 1);
            }
        }
        return reached;
    }

    /** Upper case, except that a character outside ASCII never becomes one of ASCII, as in JavaScript's matching. */
    private static char fold(char c) {
        char upper = Character.toUpperCase(c);
        return c >= 128 && upper < 128 ? c : upper;
    }
}
