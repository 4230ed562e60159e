package io.github.flaremaven.cloudflare.local.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds who answers a method and path. */
final class ApiRoutes {
    private static final String REST = "*}";

    private final List<Route> routes = new ArrayList<>();
    private final List<Handler> keyless = new ArrayList<>();

    /** Answers a call; throws {@link ApiError} to say no. */
    interface Handler {
        ApiReply handle(ApiCall call);
    }

    /**
     * A handler with what stands at the placeholders.
     *
     * @param inbox where the body goes, when it is not to be in memory
     */
    record Match(Handler handler, Map<String, String> parameters, Optional<Path> inbox) {}

    private record Route(String method, List<String> segments, Handler handler, Optional<Path> inbox) {
        boolean takes(int count) {
            return isOpen() ? count >= segments.size() : count == segments.size();
        }

        /** Whether the last placeholder stands for all that comes. */
        boolean isOpen() {
            return segments.get(segments.size() - 1).endsWith(REST);
        }
    }

    /**
     * Adds a route.
     *
     * @param pattern such as {@code /accounts/{account}/workers/scripts/{script}}; <code>{key*}</code> at its end stands
     *     for all that comes, slashes included
     */
    void add(String method, String pattern, Handler handler) {
        routes.add(new Route(method, List.of(pattern.substring(1).split("/")), handler, Optional.empty()));
    }

    /** Adds a route whose bodies may be large: they go to files in the inbox while they come in. */
    void addUpload(String method, String pattern, Path inbox, Handler handler) {
        routes.add(new Route(method, List.of(pattern.substring(1).split("/")), handler, Optional.of(inbox)));
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
            if (route.method().equals(method) && route.takes(segments.size())) {
                Optional<Map<String, String>> parameters = decoded(route.segments(), segments);
                if (parameters.isPresent()) {
                    return Optional.of(new Match(route.handler(), parameters.get(), route.inbox()));
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
            if (expected.endsWith(REST)) {
                parameters.put(
                        expected.substring(1, expected.length() - REST.length()),
                        decode(String.join("/", segments.subList(i, segments.size()))));
            } else if (expected.startsWith("{")) {
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
