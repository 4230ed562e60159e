package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.mail.MailHeaders;
import io.github.flaremaven.cloudflare.local.mail.MailStore;
import io.github.flaremaven.cloudflare.local.mail.MailText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a Worker does with a binding that sends mail: it is checked and kept, and nobody gets it. The complaints are those of
 * {@code wrangler dev}.
 */
public final class EmailBinding implements BackingServer.Handler {
    private final MailStore mails;
    private final Clock clock;

    public EmailBinding(MailStore mails, Clock clock) {
        this.mails = mails;
        this.clock = clock;
    }

    @Override
    public Reply handle(Request request) {
        return request.path().equals("/raw") ? raw(request) : described(request);
    }

    private Reply raw(Request request) {
        String from = request.query().getOrDefault("from", "");
        List<String> to = List.of(request.query().getOrDefault("to", ""));
        MailHeaders headers = MailHeaders.read(request.body());
        Optional<String> problem = problem(request, from, to).or(() -> problem(headers, from));
        return problem.map(EmailBinding::refused)
                .orElseGet(() -> keep(
                        from, to, request.body(), headers.value("message-id").orElse("")));
    }

    private static Optional<String> problem(MailHeaders headers, String from) {
        if (headers.value("message-id").isEmpty()) {
            return Optional.of("invalid message-id");
        }
        if (!from.equals(MailHeaders.address(headers.value("from").orElse("")))) {
            return Optional.of("From: header does not match mail from");
        }
        return headers.value("received").isPresent() ? Optional.of("invalid headers set") : Optional.empty();
    }

    private Reply described(Request request) {
        JsonNode message = Json.parse(request.body().text());
        String from =
                MailText.addresses(message.path("from")).stream().findFirst().orElse("");
        List<String> to = new ArrayList<>();
        for (String field : List.of("to", "cc", "bcc")) {
            to.addAll(MailText.addresses(message.path(field)));
        }
        if (from.isEmpty() || to.isEmpty()) {
            return refused("a message must have \"from\" and \"to\"");
        }
        if (Json.text(message, "text").isEmpty() && Json.text(message, "html").isEmpty()) {
            return refused("a message must have \"text\" or \"html\"");
        }
        String domain = from.substring(from.indexOf('@') + 1);
        String messageId = "<" + UUID.randomUUID() + "@" + domain + ">";
        return problem(request, from, to)
                .map(EmailBinding::refused)
                .orElseGet(() -> keep(from, to, MailText.of(message, messageId, clock.instant()), messageId));
    }

    /** What the binding allows is in its id. */
    private static Optional<String> problem(Request request, String from, List<String> to) {
        JsonNode binding = Json.parse(request.id());
        if (binding.has("allowed_sender_addresses")
                && !Json.texts(binding, "allowed_sender_addresses").contains(from)) {
            return Optional.of("email from " + from + " not allowed");
        }
        return to.stream()
                .filter(t -> !isAllowed(binding, t))
                .map(t -> "email to " + t + " not allowed")
                .findFirst();
    }

    private static boolean isAllowed(JsonNode binding, String to) {
        return Json.text(binding, "destination_address")
                        .filter(d -> !d.equals(to))
                        .isEmpty()
                && (!binding.has("allowed_destination_addresses")
                        || Json.texts(binding, "allowed_destination_addresses").contains(to));
    }

    private static Reply refused(String problem) {
        return Reply.failed(400, problem);
    }

    private Reply keep(String from, List<String> to, Bytes mail, String messageId) {
        mails.keep(MailStore.Kind.SENT, from, to, mail);
        return Reply.ok(Bytes.of(Json.compact(Json.object().put("messageId", messageId))));
    }
}
