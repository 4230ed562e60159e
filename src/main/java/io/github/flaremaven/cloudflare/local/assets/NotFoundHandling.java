package io.github.flaremaven.cloudflare.local.assets;

import java.util.Optional;
import java.util.stream.Stream;

/** What answers a path that stands for no file: {@code assets.not_found_handling}. */
public enum NotFoundHandling {
    /** The Worker, or a 404 without content. */
    NONE("none"),
    /** The nearest {@code 404.html} on the way up, with status 404. */
    NOT_FOUND_PAGE("404-page"),
    /** {@code /index.html}, with status 200. */
    SINGLE_PAGE_APPLICATION("single-page-application");

    private final String text;

    NotFoundHandling(String text) {
        this.text = text;
    }

    /** The value written {@code name} in the configuration and in the API. */
    public static Optional<NotFoundHandling> of(String name) {
        return Stream.of(values()).filter(value -> value.text.equals(name)).findFirst();
    }

    /** As written in the configuration and in the API. */
    public String text() {
        return text;
    }
}
