package com.example;

import java.util.Optional;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Answers {@code /roman/<number>}. */
public final class Worker {
    private static final String PATH = "/roman/";

    private Worker() {}

    /** The runtime's request. */
    public interface Request extends JSObject {
        @JSProperty
        String getUrl();
    }

    /** The runtime's response. */
    public interface Response extends JSObject {}

    /** Called by index.js for every request. */
    @JSExport
    public static Response answer(Request request, String largest) {
        String path = path(request.getUrl());
        if (!path.startsWith(PATH)) {
            return json(404, "{\"error\":\"try " + PATH + "2026\"}");
        }
        Optional<Integer> number =
                number(path.substring(PATH.length())).filter(n -> n >= 1 && n <= Integer.parseInt(largest));
        return number.map(n -> json(200, "{\"number\":" + n + ",\"roman\":\"" + RomanNumeral.of(n) + "\"}"))
                .orElseGet(() -> json(400, "{\"error\":\"a number from 1 to " + largest + " is needed\"}"));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @JSBody(params = "url", script = "return new URL(url).pathname;")
    private static native String path(String url);

    @JSBody(
            params = {"status", "body"},
            script = "return new Response(body, { status, headers: { 'content-type': 'application/json' } });")
    private static native Response json(int status, String body);
}
