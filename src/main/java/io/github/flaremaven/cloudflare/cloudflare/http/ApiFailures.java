package io.github.flaremaven.cloudflare.cloudflare.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.ApiFailure.Reason;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns refusals of the API into sentences: what was tried, the API's reason and code, what to do, where to look. */
final class ApiFailures {
    private static final int EXCERPT = 100;

    private ApiFailures() {}

    static ApiFailure refused(Call call, Answer answer, JsonNode envelope, Masks masks) {
        List<Reason> reasons = reasons(envelope, masks);
        String why = reasons.isEmpty()
                ? "no reason given"
                : reasons.stream()
                        .map(r -> r.message() + (r.code() == 0 ? "" : " [code: " + r.code() + "]"))
                        .collect(Collectors.joining("; "));
        Optional<String> advice = reasons.stream()
                .map(r -> ApiAdvice.of(r, call))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> ApiAdvice.ofStatus(answer.status()));
        Optional<String> ray = answer.header("cf-ray");
        return new ApiFailure(
                "cannot " + call.purpose() + ": " + why
                        + advice.map(a -> ". " + a).orElse("") + place(call, answer, ray),
                call.line(),
                answer.status(),
                reasons,
                ray);
    }

    static ApiFailure malformed(Call call, Answer answer, Masks masks) {
        Optional<String> ray = answer.header("cf-ray");
        String excerpt = answer.body().strip().replaceAll("\\s+", " ");
        String what = answer.header("cf-mitigated").equals(Optional.of("challenge"))
                ? "Cloudflare's firewall stopped the request; run the build from another network, or ask support"
                : "the answer is no JSON: \"" + masks.apply(excerpt.substring(0, Math.min(EXCERPT, excerpt.length())))
                        + "\"";
        return new ApiFailure(
                "cannot " + call.purpose() + ": " + what + place(call, answer, ray),
                call.line(),
                answer.status(),
                List.of(),
                ray);
    }

    private static String place(Call call, Answer answer, Optional<String> ray) {
        return " (" + call.line() + " → " + answer.status()
                + answer.header("retry-after")
                        .map(s -> ", retry after " + s + " s")
                        .orElse("")
                + ray.map(id -> ", ray " + id).orElse("") + ")";
    }

    private static List<Reason> reasons(JsonNode envelope, Masks masks) {
        List<Reason> reasons = new ArrayList<>();
        envelope.path("errors").forEach(error -> collect(error, reasons, masks));
        if (reasons.isEmpty()) {
            Json.text(envelope, "error")
                    .ifPresent(
                            text -> reasons.add(new Reason(envelope.path("code").asInt(), masks.apply(text))));
        }
        return reasons;
    }

    private static void collect(JsonNode error, List<Reason> reasons, Masks masks) {
        String message =
                masks.apply(error.path("message").asText("unknown error").strip());
        reasons.add(new Reason(error.path("code").asInt(), message));
        error.path("error_chain").forEach(inner -> collect(inner, reasons, masks));
    }
}
