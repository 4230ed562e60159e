package io.github.flaremaven.cloudflare.cloudflare.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request to the API.
 *
 * @param purpose what it is for, in the user's words and as the end of "cannot …": {@code upload a version of api}
 * @param path below the API base, with encoded segments
 * @param query parameters in order
 * @param headers beside those that every call has; an {@code Authorization} here replaces the build's own
 * @param repeat when a repetition is harmless
 * @param deadline of one attempt: from the moment the request is out until the answer is whole. Sending may take longer, as
 *     long as bytes move
 */
public record Call(
        String purpose,
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        Body body,
        Repeat repeat,
        Duration deadline) {
    /** For calls that carry a little JSON. */
    public static final Duration SHORT = Duration.ofMinutes(1);
    /** For calls that carry code or files. */
    public static final Duration LONG = Duration.ofMinutes(5);

    /** When a call may be made again after it failed. */
    public enum Repeat {
        /** It changes nothing, or doing it twice is the same as doing it once. */
        ALWAYS,
        /** Only when the API says that it did nothing: too many requests. */
        IF_REFUSED,
        /** Not by the transport: the caller has rules of its own. */
        BY_CALLER
    }

    public static Call get(String purpose, String path) {
        return new Call(purpose, "GET", path, Map.of(), Map.of(), Body.none(), Repeat.ALWAYS, SHORT);
    }

    /** A call that puts something into a state that it names whole, so that it may be repeated. */
    public static Call set(String purpose, String method, String path, Body body) {
        return new Call(purpose, method, path, Map.of(), Map.of(), body, Repeat.ALWAYS, SHORT);
    }

    /** A call that would do a thing twice if it were repeated. */
    public static Call once(String purpose, String method, String path, Body body) {
        return new Call(purpose, method, path, Map.of(), Map.of(), body, Repeat.IF_REFUSED, SHORT);
    }

    public Call query(String name, String value) {
        Map<String, String> longer = new LinkedHashMap<>(query);
        longer.put(name, value);
        return new Call(purpose, method, path, longer, headers, body, repeat, deadline);
    }

    public Call header(String name, String value) {
        Map<String, String> longer = new LinkedHashMap<>(headers);
        longer.put(name, value);
        return new Call(purpose, method, path, query, longer, body, repeat, deadline);
    }

    public Call within(Duration newDeadline) {
        return new Call(purpose, method, path, query, headers, body, repeat, newDeadline);
    }

    /** The same call under the caller's own rules for repeating it. */
    public Call repeatedByCaller() {
        return new Call(purpose, method, path, query, headers, body, Repeat.BY_CALLER, deadline);
    }

    /** Method and path with the query, for messages. */
    public String line() {
        return method + " " + path + queryText().map(q -> "?" + q).orElse("");
    }

    /** The query, encoded; absent when there is none. */
    public Optional<String> queryText() {
        return query.entrySet().stream()
                .map(e -> Urls.encodeQuery(e.getKey()) + "=" + Urls.encodeQuery(e.getValue()))
                .reduce((a, b) -> a + "&" + b);
    }

    /** Without headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return line();
    }
}
