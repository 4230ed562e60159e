package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Plays a fault to a client. */
final class FaultyAnswer {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;

    FaultyAnswer(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
    }

    /**
     * Plays it.
     *
     * @param work does what was asked for; called where the fault leaves that to be done
     * @param known hears the status of what was done, absent when nothing was, before the client hears anything
     */
    void play(Fault fault, Supplier<Future<ApiReply>> work, Consumer<Optional<Integer>> known) {
        if (fault instanceof Fault.Stall stall && !stall.hasEffect()) {
            known.accept(Optional.empty()); // the client waits until it gives up
        } else if (fault instanceof Fault.Stall stall && stall.moment() == Fault.Moment.BEFORE) {
            vertx.timer(stall.pause().orElse(Duration.ZERO).toMillis())
                    .compose(v -> work.get())
                    .onSuccess(reply -> {
                        known.accept(Optional.of(reply.status()));
                        reply.send(vertx, response);
                    });
        } else if (fault.hasEffect()) {
            work.get().onSuccess(reply -> {
                known.accept(Optional.of(reply.status()));
                answer(fault, reply);
            });
        } else {
            known.accept(Optional.empty());
            answer(fault, ApiReply.ok());
        }
    }

    private void answer(Fault fault, ApiReply reply) {
        if (fault instanceof Fault.Stall stall && stall.pause().isPresent()) {
            vertx.timer(stall.pause().get().toMillis()).onSuccess(v -> reply.send(vertx, response));
        } else if (fault instanceof Fault.Drip drip) {
            if (reply.files().slices().isEmpty()) {
                Buffer body = Buffer.buffer(reply.body().toByteArray());
                reply.head(response).putHeader("Content-Length", Integer.toString(body.length()));
                drip(body, 0, drip);
            } else {
                reply.send(vertx, response); // large content would take for ever
            }
        } else {
            reply.discard();
            if (fault instanceof Fault.Refusal refusal) {
                refusal(refusal).send(vertx, response);
            } else if (fault instanceof Fault.CutHalfWay) {
                Buffer body = Buffer.buffer(reply.body().toByteArray());
                reply.head(response).putHeader("Content-Length", Integer.toString(Math.max(2, body.length())));
                response.write(body.slice(0, body.length() / 2))
                        .onComplete(v -> request.connection().close());
            } else if (fault instanceof Fault.Cut) {
                request.connection().close();
            }
        }
    }

    private void drip(Buffer body, int from, Fault.Drip drip) {
        if (response.closed()) {
            return;
        }
        int to = Math.min(body.length(), from + drip.bytes());
        if (to == body.length()) {
            response.end(body.slice(from, to));
            return;
        }
        response.write(body.slice(from, to))
                .compose(v -> vertx.timer(drip.pause().toMillis()))
                .onSuccess(v -> drip(body, to, drip));
    }

    private static ApiReply refusal(Fault.Refusal refusal) {
        int status = refusal.status();
        ApiReply reply = refusal.html()
                ? new ApiReply(
                        status,
                        "text/html; charset=UTF-8",
                        Map.of(),
                        Bytes.of("<html>\r\n<head><title>" + status + "</title></head>\r\n<body>\r\n<center><h1>"
                                + status
                                + "</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"))
                : ApiReply.error(
                        status == 429
                                ? new ApiError(status, 971, "Please wait and consider throttling your request speed")
                                : new ApiError(
                                        status,
                                        10013,
                                        "An unknown error has occurred. If this error persists, please file a report."));
        return refusal.retryAfter()
                .map(seconds -> new ApiReply(
                        reply.status(),
                        reply.contentType(),
                        Map.of("Retry-After", Integer.toString(seconds)),
                        reply.body()))
                .orElse(reply);
    }
}
