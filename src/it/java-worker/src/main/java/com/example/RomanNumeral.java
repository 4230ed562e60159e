package com.example;

import java.util.Map;
import java.util.TreeMap;

/** Numbers as the Romans wrote them. */
final class RomanNumeral {
    private static final TreeMap<Integer, String> SIGNS = new TreeMap<>(Map.ofEntries(
            Map.entry(1000, "M"),
            Map.entry(900, "CM"),
            Map.entry(500, "D"),
            Map.entry(400, "CD"),
            Map.entry(100, "C"),
            Map.entry(90, "XC"),
            Map.entry(50, "L"),
            Map.entry(40, "XL"),
            Map.entry(10, "X"),
            Map.entry(9, "IX"),
            Map.entry(5, "V"),
            Map.entry(4, "IV"),
            Map.entry(1, "I")));

    private RomanNumeral() {}

    /** {@code number} is positive. */
    static String of(int number) {
        StringBuilder text = new StringBuilder();
        int rest = number;
        while (rest > 0) {
            Map.Entry<Integer, String> sign = SIGNS.floorEntry(rest);
            text.append(sign.getValue());
            rest -= sign.getKey();
        }
        return text.toString();
    }
}
