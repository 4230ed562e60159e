package io.github.flaremaven.cloudflare.cloudflare.http;

import com.github.mizosoft.methanol.Methanol;
import com.github.mizosoft.methanol.MultipartBodyPublisher;
import com.github.mizosoft.methanol.MutableRequest;
import com.github.mizosoft.methanol.RetryInterceptor;
import com.github.mizosoft.methanol.RetryInterceptor.BackoffStrategy;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sends calls over HTTP. */
public final class HttpTransport implements Transport {
    /** A wait beyond this is no use to a build; the API's answer is reported instead. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final int RETRIES = 2;

    private final ApiTarget target;
    private final TransportListener listener;
    private final Clock clock;
    private final Methanol client;

    /**
     * How to reach the API.
     *
     * @param base such as {@code https://api.cloudflare.com/client/v4}
     * @param userAgent product token with version
     * @param proxy chosen for this API by whoever knows the settings
     */
    public record ApiTarget(URI base, Credentials credentials, String userAgent, Optional<Proxy> proxy) {}

    /** {@code authenticator} answers a 407. */
    public record Proxy(ProxySelector selector, Optional<java.net.Authenticator> authenticator, String description) {}

    public HttpTransport(ApiTarget target, TransportListener listener, Clock clock) {
        this.target = target;
        this.listener = listener;
        this.clock = clock;
        this.client = client(target);
    }

    private Methanol client(ApiTarget api) {
        HttpClient.Builder backend = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER);
        if (api.base().getScheme().equals("http")) {
            backend.version(HttpClient.Version.HTTP_1_1); // no upgrade attempt on every request
        }
        api.proxy().ifPresent(proxy -> {
            backend.proxy(proxy.selector());
            proxy.authenticator().ifPresent(backend::authenticator);
        });
        return Methanol.newBuilder(backend.build())
                .userAgent(api.userAgent())
                .readTimeout(Duration.ofSeconds(60))
                .interceptor(retries())
                .build();
    }

    /** Three attempts in all, like wrangler: at once, after about half a second, after about one. */
    private RetryInterceptor retries() {
        BackoffStrategy backoff = BackoffStrategy.exponential(Duration.ofMillis(400), Duration.ofSeconds(4))
                .withJitter();
        return RetryInterceptor.newBuilder()
                .maxRetries(RETRIES)
                .retryNonIdempotent() // the predicate below decides, per call
                .on(this::mayRepeat)
                .backoff(BackoffStrategy.retryAfterOr(backoff))
                .listener(new RetryInterceptor.Listener() {
                    @Override
                    public void onRetry(RetryInterceptor.Context<?> context, HttpRequest next, Duration delay) {
                        listener.retrying(callOf(context), reason(context), delay);
                    }
                })
                .build();
    }

    private boolean mayRepeat(RetryInterceptor.Context<?> context) {
        Call call = callOf(context);
        Optional<Integer> status = context.response().map(HttpResponse::statusCode);
        if (status.equals(Optional.of(429))) {
            return RetryAfter.of(context.response().map(HttpResponse::headers), clock)
                    .filter(wait -> wait.compareTo(LONGEST_WAIT) > 0)
                    .isEmpty();
        }
        if (call.repeat() != Call.Repeat.ALWAYS) {
            return false;
        }
        return status.map(s -> s >= 500)
                .orElse(context.exception()
                        .filter(IOException.class::isInstance)
                        .isPresent());
    }

    private static String reason(RetryInterceptor.Context<?> context) {
        return context.response()
                .map(r -> "status " + r.statusCode())
                .orElseGet(() -> context.exception().map(NetworkReasons::of).orElse("no answer"));
    }

    private static Call callOf(RetryInterceptor.Context<?> context) {
        return ((com.github.mizosoft.methanol.TaggableRequest) context.request())
                .tag(Call.class)
                .orElseThrow();
    }

    @Override
    public Answer send(Call call) {
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = client.send(request(call), BodyHandlers.ofString(StandardCharsets.UTF_8));
            listener.answered(call, response.statusCode(), Duration.ofNanos(System.nanoTime() - start));
            return new Answer(response.statusCode(), firstValues(response.headers()), response.body());
        } catch (IOException e) {
            throw new NetworkFailure(
                    "cannot " + call.purpose() + ": " + NetworkReasons.sentence(e, target.base(), target.proxy()),
                    target.base().getAuthority(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkFailure(
                    "cannot " + call.purpose() + ": interrupted", target.base().getAuthority(), e);
        }
    }

    private HttpRequest request(Call call) {
        URI uri = URI.create(
                target.base() + call.path() + call.queryText().map(q -> "?" + q).orElse(""));
        MutableRequest request = MutableRequest.create(uri)
                .method(call.method(), publisher(call.body()))
                .timeout(call.deadline())
                .tag(Call.class, call);
        if (call.headers().keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
            target.credentials().headers().forEach(request::header);
        }
        contentType(call.body()).ifPresent(type -> request.header("Content-Type", type));
        call.headers().forEach(request::header);
        return request.toImmutableRequest();
    }

    private static Optional<String> contentType(Body body) {
        if (body instanceof Body.JsonBody json) {
            return Optional.of(json.contentType());
        }
        return body instanceof Body.Raw raw ? Optional.of(raw.contentType()) : Optional.empty();
    }

    private static BodyPublisher publisher(Body body) {
        if (body instanceof Body.JsonBody json) {
            return BodyPublishers.ofString(Json.compact(json.value()));
        }
        if (body instanceof Body.Raw raw) {
            return BodyPublishers.ofByteArray(raw.content().toByteArray());
        }
        if (body instanceof Body.Multipart form) {
            MultipartBodyPublisher.Builder builder = MultipartBodyPublisher.newBuilder();
            form.parts().forEach(part -> builder.part(part(part)));
            return builder.build();
        }
        return BodyPublishers.noBody();
    }

    private static MultipartBodyPublisher.Part part(Body.Part part) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(
                "Content-Disposition",
                List.of("form-data; name=\"" + escape(part.name()) + "\""
                        + part.fileName()
                                .map(f -> "; filename=\"" + escape(f) + "\"")
                                .orElse("")));
        part.contentType().ifPresent(type -> headers.put("Content-Type", List.of(type)));
        return MultipartBodyPublisher.Part.create(
                HttpHeaders.of(headers, (name, value) -> true),
                BodyPublishers.ofByteArray(part.content().toByteArray()));
    }

    /** As browsers write names into a form. */
    private static String escape(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static Map<String, String> firstValues(HttpHeaders headers) {
        Map<String, String> first = new HashMap<>();
        headers.map().forEach((name, values) -> first.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return first;
    }
}
