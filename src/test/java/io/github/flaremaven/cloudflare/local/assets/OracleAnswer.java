package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Header;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An answer in one line, the same for workerd and for the router: {@code 200 /file | name: value | …}, the names in order,
 * or {@code Worker}.
 */
final class OracleAnswer {
    static final String WORKER = "Worker";

    /** Set by the server rather than by the assets. */
    private static final Set<String> OF_THE_SERVER =
            Set.of("date", "content-length", "connection", "transfer-encoding", "server");

    /** What most answers have, shortened in the resources. */
    private static final String CACHE = "public, max-age=0, must-revalidate";

    private static final ContentTypes TYPES = ContentTypes.load();

    private OracleAnswer() {}

    /** The stored file at {@code path}; its path serves as its hash. */
    static StoredAsset asset(String path) {
        return new StoredAsset(path, TYPES.of(path));
    }

    /**
     * @param tag the entity tag that stands for any
     */
    static String of(int status, String body, List<Header> headers, String tag) {
        // Several headers of one name say the same as one with all their values, except for cookies.
        Map<String, String> joined = new TreeMap<>();
        for (Header header : headers) {
            String name = header.name().toLowerCase(Locale.ROOT);
            String value = name.equals("etag") && header.value().equals(tag)
                    ? "$ETAG"
                    : header.value().replace(CACHE, "$CACHE");
            if (!OF_THE_SERVER.contains(name)) {
                joined.merge(name, value, (a, b) -> a + (name.equals("set-cookie") ? " | set-cookie: " : ", ") + b);
            }
        }
        String first = status == 500 || body.isEmpty() ? String.valueOf(status) : status + " " + body;
        return Stream.concat(Stream.of(first), joined.entrySet().stream().map(h -> h.getKey() + ": " + h.getValue()))
                .collect(Collectors.joining(" | "));
    }

    static String of(AssetOutcome outcome) {
        if (outcome instanceof AssetOutcome.Serve serve) {
            String body = serve.body() ? serve.hash() : "";
            return of(serve.status(), body, serve.headers(), "\"" + serve.hash() + "\"");
        }
        if (outcome instanceof AssetOutcome.Redirect redirect) {
            return of(redirect.status(), "", redirect.headers(), "");
        }
        if (outcome instanceof AssetOutcome.Status status) {
            return of(status.status(), "", status.headers(), "");
        }
        return WORKER;
    }

    /** An answer without the headers, but with the location. */
    static String brief(String answer) {
        List<String> parts = List.of(answer.split(" \\| ", -1));
        return parts.stream()
                .filter(part -> part.equals(parts.get(0)) || part.startsWith("location: "))
                .map(part -> part.replace("location: ", ""))
                .collect(Collectors.joining(" "));
    }
}
