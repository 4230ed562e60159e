package io.github.flaremaven.cloudflare.release;

import java.math.BigDecimal;

/** Numbers as people read them. */
public final class Numbers {
    private Numbers() {}

    /** {@code 12.5 %}, without needless zeros. */
    public static String percent(double percentage) {
        return BigDecimal.valueOf(percentage).stripTrailingZeros().toPlainString() + " %";
    }
}
