package io.github.flaremaven.cloudflare.local.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds who answers a method and path. */
final class ApiRoutes {
    private final List<Route> routes = new ArrayList<>();
    private final List<Handler> keyless = new ArrayList<>();

    /** Answers a call; throws {@link ApiError} to say no. */
    interface Handler {
        ApiReply handle(ApiCall call);
    }

    /** A handler with what stands at the placeholders. */
    record Match(Handler handler, Map<String, String> parameters) {}

    private record Route(String method, List<String> segments, Handler handler) {}

    /**
     * Adds a route.
     *
     * @param pattern such as {@code /accounts/{account}/workers/scripts/{script}}
     */
    void add(String method, String pattern, Handler handler) {
        routes.add(new Route(method, List.of(pattern.substring(1).split("/")), handler));
    }

    /** Adds a route that needs no token, because something secret is in the path. */
    void addKeyless(String method, String pattern, Handler handler) {
        keyless.add(handler);
        add(method, pattern, handler);
    }

    /** Whether only those who have a token get what was found. */
    boolean needsToken(Match match) {
        return !keyless.contains(match.handler());
    }

    /** {@code path} is below the API base and still encoded. Absent too when its encoding is broken. */
    Optional<Match> find(String method, String path) {
        List<String> segments = List.of(path.substring(1).split("/", -1));
        for (Route route : routes) {
            if (route.method().equals(method) && route.segments().size() == segments.size()) {
                Optional<Map<String, String>> parameters = decoded(route.segments(), segments);
                if (parameters.isPresent()) {
                    return Optional.of(new Match(route.handler(), parameters.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Map<String, String>> decoded(List<String> pattern, List<String> segments) {
        try {
            return parameters(pattern, segments);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> parameters(List<String> pattern, List<String> segments) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            if (expected.startsWith("{")) {
                parameters.put(expected.substring(1, expected.length() - 1), decode(segments.get(i)));
            } else if (!expected.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
