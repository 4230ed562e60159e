package io.github.flaremaven.cloudflare.local.vectorize;

import java.util.Arrays;
import java.util.Optional;

/** How alike two vectors are. Scores are those of Vectorize. */
enum Metric {
    /** From 1, the same direction, to -1. */
    COSINE("cosine", true) {
        @Override
        double score(float[] a, float[] b) {
            double lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
            return lengths == 0 ? 0 : dot(a, b) / lengths;
        }
    },
    /** The distance; 0 for the same. */
    EUCLIDEAN("euclidean", false) {
        @Override
        double score(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                double difference = (double) a[i] - b[i];
                sum += difference * difference;
            }
            return Math.sqrt(sum);
        }
    },
    /** The negative product: the smaller, the more alike. */
    DOT_PRODUCT("dot-product", false) {
        @Override
        double score(float[] a, float[] b) {
            return -dot(a, b);
        }
    };

    private final String text;
    private final boolean largestFirst;

    Metric(String text, boolean largestFirst) {
        this.text = text;
        this.largestFirst = largestFirst;
    }

    abstract double score(float[] a, float[] b);

    boolean largestFirst() {
        return largestFirst;
    }

    static Optional<Metric> of(String text) {
        return Arrays.stream(values()).filter(m -> m.text.equals(text)).findFirst();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
