package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.base.Pause;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Sends calls over HTTP, again where that is harmless. */
public final class HttpTransport implements Transport {
    private final ApiTarget target;
    private final TransportListener listener;
    private final Clock clock;
    private final Pause pause;
    private final Retries retries =
            new Retries(() -> ThreadLocalRandom.current().nextDouble());
    private final Supplier<HttpClient> client;

    /**
     * How to reach the API.
     *
     * @param base such as {@code https://api.cloudflare.com/client/v4}
     * @param userAgent product token with version
     * @param proxy chosen for this API by whoever knows the settings
     */
    public record ApiTarget(URI base, Credentials credentials, String userAgent, Optional<Proxy> proxy) {}

    /** {@code authenticator} answers a 407; {@code description} is its host and port, for messages. */
    public record Proxy(ProxySelector selector, Optional<java.net.Authenticator> authenticator, String description) {}

    /**
     * Prepares; nothing is sent yet.
     *
     * @param clients ends the client
     * @param clock tells how far off a date in {@code Retry-After} is
     * @param pause waits between attempts
     */
    public HttpTransport(ApiTarget target, HttpClients clients, TransportListener listener, Clock clock, Pause pause) {
        this.target = target;
        this.listener = listener;
        this.clock = clock;
        this.pause = pause;
        this.client = clients.begin(client(target));
    }

    private static Optional<SSLContext> trustNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static HttpClient.Builder client(ApiTarget api) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER);
        if (api.base().getScheme().equals("http")) {
            builder.version(HttpClient.Version.HTTP_1_1); // no upgrade attempt on every request
            trustNobody().ifPresent(builder::sslContext); // loading whom to trust takes longer than all the rest
        }
        api.proxy().ifPresent(proxy -> {
            builder.proxy(proxy.selector());
            proxy.authenticator().ifPresent(builder::authenticator);
        });
        return builder;
    }

    @Override
    public Answer send(Call call) {
        try {
            for (int attempt = 1; ; attempt++) {
                Optional<Answer> answer = attempt(call, attempt);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkFailure(
                    "cannot " + call.purpose() + ": interrupted", target.base().getAuthority(), e);
        }
    }

    /** The answer, absent when the call is to be made again; the wait is over by then. */
    private Optional<Answer> attempt(Call call, int attempt) throws InterruptedException {
        long start = System.nanoTime();
        String reason;
        Optional<Duration> wait;
        try {
            Outgoing body = Outgoing.of(call.body());
            HttpResponse<String> response = Exchange.run(client.get(), request(call, body), call, body.publisher());
            int status = response.statusCode();
            listener.answered(call, status, Duration.ofNanos(System.nanoTime() - start));
            Optional<Duration> retryAfter =
                    response.headers().firstValue("Retry-After").flatMap(value -> RetryAfter.parse(value, clock));
            wait = retries.afterAnswer(call, attempt, status, retryAfter);
            if (wait.isEmpty()) {
                return Optional.of(
                        new Answer(status, firstValues(response.headers()), response.body(), retryAfter, attempt > 1));
            }
            reason = "status " + status;
        } catch (IOException e) {
            wait = retries.afterFailure(call, attempt, e);
            if (wait.isEmpty()) {
                throw failure(call, e);
            }
            reason = NetworkReasons.of(e);
        }
        listener.retrying(call, reason, wait.get());
        pause.last(wait.get());
        return Optional.empty();
    }

    private Failure failure(Call call, IOException e) {
        Optional<FileStream.ChangedFile> changed = NetworkReasons.cause(e, FileStream.ChangedFile.class);
        return changed.isPresent()
                ? new InputFailure(
                        "cannot " + call.purpose() + ": " + changed.get().getMessage())
                : new NetworkFailure(
                        "cannot " + call.purpose() + ": " + NetworkReasons.sentence(e, target.base(), target.proxy())
                                + (call.repeat() != Call.Repeat.ALWAYS && NetworkReasons.mayHaveArrived(e)
                                        ? "; whether it was done all the same is not known"
                                        : ""),
                        target.base().getAuthority(),
                        e);
    }

    private HttpRequest.Builder request(Call call, Outgoing body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                target.base() + call.path() + call.queryText().map(q -> "?" + q).orElse("")));
        headers(call, body).forEach((name, value) -> {
            try {
                request.setHeader(name, value);
            } catch (IllegalArgumentException e) {
                // Its message has the value, which may be a secret, so it is no cause.
                throw new InputFailure("cannot " + call.purpose() + ": the value for the header " + name
                        + " holds a character that no header can carry; check the credentials");
            }
        });
        return request;
    }

    private Map<String, String> headers(Call call, Outgoing body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", target.userAgent());
        if (call.headers().keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
            headers.putAll(target.credentials().headers());
        }
        body.contentType().ifPresent(type -> headers.put("Content-Type", type));
        headers.putAll(call.headers());
        return headers;
    }

    private static Map<String, String> firstValues(HttpHeaders headers) {
        Map<String, String> first = new HashMap<>();
        headers.map().forEach((name, values) -> first.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return first;
    }
}
