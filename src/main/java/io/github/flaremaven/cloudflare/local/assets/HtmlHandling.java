package io.github.flaremaven.cloudflare.local.assets;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How paths stand for HTML files: {@code assets.html_handling}. */
public enum HtmlHandling {
    /** {@code /a} for {@code a.html}, {@code /a/} for {@code a/index.html}. */
    AUTO_TRAILING_SLASH,
    /** {@code /a/} for both. */
    FORCE_TRAILING_SLASH,
    /** {@code /a} for both. */
    DROP_TRAILING_SLASH,
    /** A path stands for the file of that very name. */
    NONE;

    /** The value written {@code name} in the configuration and in the API, such as {@code auto-trailing-slash}. */
    public static Optional<HtmlHandling> of(String name) {
        return Stream.of(values()).filter(value -> value.text().equals(name)).findFirst();
    }

    /** As written in the configuration and in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
