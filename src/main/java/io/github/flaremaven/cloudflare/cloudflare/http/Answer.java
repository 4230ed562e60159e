package io.github.flaremaven.cloudflare.cloudflare.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came back.
 *
 * @param headers by lower-case name, the first value of each
 * @param retryAfter how long the API asks to wait, from the header {@code Retry-After}
 * @param repeated whether an earlier attempt of the same call may have reached the API
 */
public record Answer(
        int status, Map<String, String> headers, String body, Optional<Duration> retryAfter, boolean repeated) {

    /** The answer to a first attempt that asks for no wait. */
    public Answer(int status, Map<String, String> headers, String body) {
        this(status, headers, body, Optional.empty(), false);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
