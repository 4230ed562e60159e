package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.runtime.MailTrigger;
import io.github.flaremaven.cloudflare.local.runtime.MailTrigger.Outcome;
import io.github.flaremaven.cloudflare.local.runtime.Visit;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.http.HttpServerRequest;

/** The mail handler on request, as {@code wrangler dev} offers it: the mail is the body, {@code ?from=&to=} its envelope. */
final class MailHandler {
    private MailHandler() {}

    /** Leaves the visit once the handler is through. */
    static void handle(MailTrigger trigger, HttpServerRequest request, Visit visit, VersionRef version) {
        String from = request.getParam("from", "");
        String to = request.getParam("to", "");
        if (from.isEmpty() || to.isEmpty()) {
            visit.leave();
            PlainReply.send(
                    request, 400, "The address must have ?from=<address>&to=<address>, and the body be a mail.");
            return;
        }
        request.resume();
        request.body()
                .compose(body -> trigger.trigger(visit, version, from, to, Bytes.of(body.getBytes())))
                .onComplete(v -> visit.leave())
                .onSuccess(outcome -> answer(request, outcome))
                .onFailure(e -> PlainReply.send(request, 500, String.valueOf(e.getMessage())));
    }

    private static void answer(HttpServerRequest request, Outcome outcome) {
        if (outcome.problem().isPresent()) {
            PlainReply.send(request, 500, outcome.problem().get());
        } else if (outcome.rejected().isPresent()) {
            PlainReply.send(
                    request,
                    400,
                    "Worker rejected email with the following reason: "
                            + outcome.rejected().get());
        } else {
            PlainReply.send(request, 200, "Worker successfully processed email");
        }
    }
}
