package io.github.flaremaven.cloudflare.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls a Worker's health path and judges the answer. */
public final class HealthCheck {
    private static final Set<String> GOOD = Set.of("healthy", "ok", "up", "pass", "passing");

    private static final int MAX_BODY = 2000;

    private final HttpClient client;
    private final Expectations expectations;

    /**
     * What a healthy answer looks like.
     *
     * @param status HTTP status
     * @param maxLatency from sending the request to the end of the answer
     * @param fields further JSON fields and the values they must have
     */
    public record Expectations(int status, Duration maxLatency, Map<String, String> fields) {
        public Expectations {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * Whom to ask.
     *
     * @param environment as shown; {@code (top level)} for the top level
     * @param headers to send, such as the one that names a Worker of the embedded Cloudflare
     * @param expectedEnvironment what the answer's {@code environment} must be, when it has one
     */
    public record Target(
            String environment, URI url, Map<String, String> headers, Optional<String> expectedEnvironment) {}

    /**
     * The verdict.
     *
     * @param status HTTP status, or 0 when there was no answer
     * @param latency of the answer, or of the failure
     * @param body the answer's first 2,000 characters; empty when there was none
     * @param problems empty when all is well
     */
    public record Result(
            Target target,
            int status,
            Duration latency,
            Optional<String> reportedStatus,
            Optional<String> reportedVersion,
            Optional<String> reportedEnvironment,
            String body,
            List<String> problems) {
        public Result {
            problems = List.copyOf(problems);
        }

        public boolean isHealthy() {
            return problems.isEmpty();
        }
    }

    public HealthCheck(HttpClient client, Expectations expectations) {
        this.client = client;
        this.expectations = expectations;
    }

    /** Never throws: what goes wrong is in the result. */
    public Result check(Target target) {
        long start = System.nanoTime();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                    .timeout(expectations.maxLatency().plusSeconds(5))
                    .header("Accept", "application/json");
            target.headers().forEach(request::header);
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return judge(target, response, Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException e) {
            return noAnswer(target, e.getMessage() == null ? e.toString() : e.getMessage(), start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return noAnswer(target, "interrupted", start);
        }
    }

    private static Result noAnswer(Target target, String reason, long start) {
        return new Result(
                target,
                0,
                Duration.ofNanos(System.nanoTime() - start),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                List.of("no answer: " + reason));
    }

    private Result judge(Target target, HttpResponse<String> response, Duration latency) {
        List<String> problems = new ArrayList<>();
        if (response.statusCode() != expectations.status()) {
            problems.add("status " + response.statusCode() + " instead of " + expectations.status());
        }
        if (latency.compareTo(expectations.maxLatency()) > 0) {
            problems.add("took " + latency.toMillis() + " ms, more than "
                    + expectations.maxLatency().toMillis());
        }
        JsonNode body = parse(response.body());
        Optional<String> status = field(body, "status");
        status.filter(s -> !expectations.fields().containsKey("status") && !GOOD.contains(s.toLowerCase(Locale.ROOT)))
                .ifPresent(s -> problems.add("it says status \"" + s + "\""));
        Optional<String> environment = field(body, "environment");
        target.expectedEnvironment()
                .filter(e -> environment.isPresent() && !environment.get().equals(e))
                .ifPresent(e -> problems.add(
                        "it says environment \"" + environment.orElse("") + "\" instead of \"" + e + "\""));
        expectations.fields().forEach((name, expected) -> {
            Optional<String> found = field(body, name);
            if (!found.equals(Optional.of(expected))) {
                problems.add(name + " is " + found.map(f -> "\"" + f + "\"").orElse("missing") + " instead of \""
                        + expected + "\"");
            }
        });
        return new Result(
                target,
                response.statusCode(),
                latency,
                status,
                field(body, "version"),
                environment,
                response.body().substring(0, Math.min(response.body().length(), MAX_BODY)),
                problems);
    }

    private static JsonNode parse(String body) {
        try {
            return Json.parse(body.isBlank() ? "{}" : body);
        } catch (UncheckedIOException e) {
            return Json.object();
        }
    }

    private static Optional<String> field(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }
}
