package io.github.flaremaven.cloudflare.local.runtime;

import java.util.List;
import java.util.Locale;

/** Writes literals of workerd's config language. */
final class Capnp {
    private Capnp() {}

    /** A quoted string; everything but control characters goes in as it is. */
    static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F) {
                        quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    static String list(List<String> items) {
        return "[" + String.join(", ", items) + "]";
    }

    static String texts(List<String> values) {
        return list(values.stream().map(Capnp::text).toList());
    }
}
