package io.github.flaremaven.cloudflare.cloudflare.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Encodes what goes into a URL. */
public final class Urls {
    private Urls() {}

    /** One segment of a path; a space becomes {@code %20}. */
    public static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** A name or value of a query; a space becomes {@code +}. */
    static String encodeQuery(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
