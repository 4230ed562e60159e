package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.mail.MailHeaders;
import io.github.flaremaven.cloudflare.local.mail.MailStore;
import io.github.flaremaven.cloudflare.local.net.EventLoop;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands mails to the {@code email} handlers of Workers, and keeps what those forward or reply. */
public final class MailTrigger {
    private final Vertx vertx;
    private final EventLoop loop;
    private final BackingServer.Access access;
    private final MailStore mails;
    private @Nullable HttpClient client;

    public MailTrigger(Vertx vertx, BackingServer.Access access, MailStore mails) {
        this.vertx = vertx;
        this.loop = new EventLoop(vertx);
        this.access = access;
        this.mails = mails;
    }

    /**
     * What the handler did.
     *
     * @param problem the message of its exception
     * @param rejected the reason that it gave for refusing the mail
     */
    public record Outcome(Optional<String> problem, Optional<String> rejected) {}

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
            client = made;
        }
        return made;
    }

    /** Calls the handler of a version and waits for it; fails when the version does not run. */
    public Future<Outcome> trigger(Visit visit, VersionRef version, String from, String to, Bytes mail) {
        Generation generation = visit.generation().orElse(null);
        String name =
                generation == null ? null : generation.controlName(version).orElse(null);
        if (generation == null || name == null) {
            return Future.failedFuture(new ToolFailure("the version " + version + " does not run"));
        }
        RequestOptions options = new RequestOptions()
                .setHost(Loopback.HOST)
                .setPort(generation.controlPort())
                .setMethod(HttpMethod.POST)
                .setURI("/email?v=" + name + "&from=" + encode(from) + "&to=" + encode(to))
                .putHeader(BackingServer.KEY, access.key())
                .putHeader("X-Local-Mail", headers(mail));
        return loop.run(() -> client().request(options)
                        .compose(request -> request.send(Buffer.buffer(mail.toByteArray())))
                        .compose(response -> response.body()))
                .map(answer -> outcome(Json.parse(answer.toString()), from, mail));
    }

    private Outcome outcome(JsonNode answer, String from, Bytes mail) {
        Optional<String> rejected = Optional.empty();
        for (JsonNode event : answer.path("events")) {
            List<String> to = List.of(event.path("to").asText());
            switch (event.path("type").asText()) {
                case "forward" -> mails.keep(MailStore.Kind.FORWARDED, from, to, mail);
                case "reply" ->
                    mails.keep(
                            MailStore.Kind.REPLY,
                            event.path("from").asText(),
                            to,
                            Bytes.of(
                                    Base64.getDecoder().decode(event.path("raw").asText())));
                default -> rejected = Json.text(event, "reason");
            }
        }
        return new Outcome(Json.text(answer, "outcome").filter(o -> !o.equals("ok")), rejected);
    }

    /** As JSON in base64, since a header takes no other characters. */
    private static String headers(Bytes mail) {
        ArrayNode pairs = Json.array();
        for (MailHeaders.Header header : MailHeaders.read(mail).all()) {
            if (isPlain(header.name()) && isPlain(header.value())) {
                pairs.addArray().add(header.name()).add(header.value());
            }
        }
        return Base64.getEncoder().encodeToString(Json.compact(pairs).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
