package io.github.flaremaven.cloudflare.local.cache;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a response that a Worker put into the cache.
 *
 * @param headers by name in any case; several of a name are joined
 * @param headSize length in bytes up to where the body begins
 */
record CachedResponse(int status, Map<String, String> headers, int headSize) {
    /** Longest head in bytes. */
    static final int LARGEST_HEAD = 1 << 17;

    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? (\\d{3})(?: .*)?");
    private static final String LINE = "\r\n";

    /** Reads the head of a response in HTTP/1.1; absent when it is none, or too long. */
    static Optional<CachedResponse> read(Bytes start) {
        String text = new String(start.toByteArray(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf(LINE + LINE);
        if (end < 0) {
            return Optional.empty();
        }
        String[] lines = text.substring(0, end).split(LINE, -1);
        Matcher status = STATUS.matcher(lines[0]);
        if (!status.matches()) {
            return Optional.empty();
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String value = lines[i].substring(colon + 1).strip();
                headers.merge(
                        lines[i].substring(0, colon),
                        new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
                        (a, b) -> a + ", " + b);
            }
        }
        return Optional.of(new CachedResponse(Integer.parseInt(status.group(1)), headers, end + 2 * LINE.length()));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    CachedResponse without(String name) {
        Map<String, String> fewer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fewer.putAll(headers);
        fewer.remove(name);
        return new CachedResponse(status, fewer, headSize);
    }
}
