package io.github.flaremaven.cloudflare.testing;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs a property on inputs that are made at random, the same ones in each run. The system properties {@code fuzz.inputs}
 * (of all tests together) and {@code fuzz.seed} make more and other ones. A failure names the seed of its input:
 * {@code -Dfuzz.seed=<it> -Dfuzz.inputs=1} runs the test with that input alone.
 */
public final class Fuzz {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 8_000);
    private static final long SEED = Long.getLong("fuzz.seed", 20_250_601);

    private Fuzz() {}

    /**
     * Runs a property on its share of the inputs.
     *
     * @param percent how many of all inputs this property gets
     * @param property makes an input of the given randomness and fails when something is wrong with what comes of it
     */
    public static void check(int percent, Consumer<Random> property) {
        long count = Math.max(1, (long) INPUTS * percent / 100);
        LongStream.range(SEED, SEED + count).parallel().forEach(seed -> {
            try {
                property.accept(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("with -Dfuzz.seed=" + seed + " -Dfuzz.inputs=1: " + e.getMessage(), e);
            }
        });
    }

    public static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Up to {@code most} pieces in a row. */
    public static String text(Random random, List<String> pieces, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            text.append(pick(random, pieces));
        }
        return text.toString();
    }

    /** One of the texts, damaged in one to four places. */
    public static String damaged(Random random, List<String> texts, List<String> pieces) {
        String text = pick(random, texts);
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            text = changed(text, random, texts, pieces);
        }
        return text;
    }

    private static String changed(String text, Random random, List<String> texts, List<String> pieces) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(Math.min(text.length() - from, 40) + 1);
        String before = text.substring(0, from);
        String after = text.substring(to);
        return switch (random.nextInt(9)) {
            case 0 -> before + flipped(text.substring(from, to), random) + after;
            case 1, 2 -> before + pick(random, pieces) + text.substring(from); // insertion
            case 3 -> before + pick(random, pieces) + after; // replacement
            case 4 -> before + after; // deletion
            case 5 -> text.substring(0, to) + text.substring(from); // duplication
            case 6 -> random.nextInt(4) == 0 ? before : text; // truncation
            case 7 -> before + pick(random, pieces).repeat(random.nextInt(200)) + after;
            default -> before + pick(random, texts) + after;
        };
    }

    private static String flipped(String text, Random random) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        char other = (char) (text.charAt(at) ^ (1 << random.nextInt(8)));
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    /** A text as it can be put into source code. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
