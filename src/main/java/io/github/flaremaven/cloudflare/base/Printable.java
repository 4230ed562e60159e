package io.github.flaremaven.cloudflare.base;

import java.util.Locale;

/** Text from elsewhere, made safe to print: it must not be able to drive the reader's terminal. */
public final class Printable {
    private Printable() {}

    /** The text with every control character but tab and new line shown as {@code \\uXXXX}, as wrangler's tail does. */
    public static String text(String text) {
        return escaped(text, "\t\n");
    }

    /** The same for a place where only one line is wanted. */
    public static String line(String text) {
        return escaped(text.replaceAll("\\s*\\R\\s*", " ").replace('\t', ' '), "");
    }

    private static String escaped(String text, String kept) {
        if (text.chars().noneMatch(c -> Character.isISOControl(c) && kept.indexOf(c) < 0)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c) && kept.indexOf(c) < 0) {
                safe.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
