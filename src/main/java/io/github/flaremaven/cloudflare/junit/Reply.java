package io.github.flaremaven.cloudflare.junit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a Worker answered. */
public final class Reply {
    private final int status;
    private final Map<String, List<String>> headers = new TreeMap<>();
    private final Bytes body;

    Reply(HttpResponse<byte[]> response) {
        this.status = response.statusCode();
        this.body = Bytes.of(response.body());
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The first value of a header, whose name may be in any case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All values of a header. */
    public List<String> headers(String name) {
        return List.copyOf(headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    /** The body as UTF-8. */
    public String text() {
        return body.text();
    }

    /** The body as it came. */
    public byte[] bytes() {
        return body.toByteArray();
    }

    /**
     * The body as JSON.
     *
     * @throws java.io.UncheckedIOException when it is none
     */
    public JsonNode json() {
        return Json.parse(text());
    }

    /** Status and body, for messages of failed assertions. */
    @Override
    public String toString() {
        return status + " " + text();
    }
}
