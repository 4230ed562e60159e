package io.github.flaremaven.cloudflare.local.front;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends a short text of our own. */
final class PlainReply {
    private PlainReply() {}

    /** When part of an answer is out already, the connection is cut instead, so that nobody takes it for the whole. */
    static void send(HttpServerRequest request, int status, String text) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        request.resume();
        response.setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text);
    }
}
