package io.github.flaremaven.cloudflare.cloudflare.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.ApiFailure.Reason;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Printable;
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
                .or(() -> ApiAdvice.ofStatus(answer.status(), call));
        String notes = Json.items(envelope, "messages")
                .map(m -> "; note: " + text(m, masks))
                .collect(Collectors.joining());
        return failure(
                call, answer, reasons, why + notes + advice.map(a -> ". " + a).orElse(""));
    }

    static ApiFailure malformed(Call call, Answer answer, Masks masks) {
        String text = masks.apply(answer.body());
        String excerpt = Printable.line(masks.apply(text.replaceAll("\\s+", " ").strip()));
        String what;
        if (answer.header("cf-mitigated").equals(Optional.of("challenge"))) {
            what =
                    "Cloudflare's firewall stopped the request with a challenge that only a browser can pass; run the build "
                            + "from another network, or show Cloudflare's support the ray";
        } else if (answer.status() == 407) {
            what =
                    "the proxy wants credentials; give the proxy of settings.xml a username and a password, and for Basic "
                            + "authentication add -Djdk.http.auth.tunneling.disabledSchemes= to .mvn/jvm.config";
        } else {
            what = (excerpt.isEmpty()
                            ? "the answer is empty"
                            : "the answer is no JSON: \"" + excerpt.substring(0, Math.min(EXCERPT, excerpt.length()))
                                    + "\"")
                    + ApiAdvice.ofStatus(answer.status(), call)
                            .map(a -> ". " + a)
                            .orElse("");
        }
        return failure(call, answer, List.of(), what);
    }

    private static ApiFailure failure(Call call, Answer answer, List<Reason> reasons, String what) {
        Optional<String> ray = answer.header("cf-ray").map(Printable::line);
        String place = " (" + call.line() + " → " + answer.status()
                + answer.retryAfter()
                        .map(wait -> ", retry after " + wait.toSeconds() + " s")
                        .orElse("")
                + ray.map(id -> ", ray " + id).orElse("") + ")";
        return new ApiFailure(
                "cannot " + call.purpose() + ": " + what + place,
                call.line(),
                answer.status(),
                reasons,
                ray,
                answer.retryAfter());
    }

    /** The errors, each followed by what lies below it; some parts of the API answer in another shape. */
    private static List<Reason> reasons(JsonNode envelope, Masks masks) {
        List<Reason> reasons = new ArrayList<>();
        envelope.path("errors").forEach(error -> collect(error, reasons, masks));
        if (reasons.isEmpty()) {
            Json.text(envelope, "error")
                    .ifPresent(
                            text -> reasons.add(new Reason(envelope.path("code").asInt(), clean(text, masks))));
        }
        return reasons;
    }

    private static void collect(JsonNode error, List<Reason> reasons, Masks masks) {
        reasons.add(new Reason(error.path("code").asInt(), text(error, masks)));
        error.path("error_chain").forEach(inner -> collect(inner, reasons, masks));
    }

    private static String text(JsonNode error, Masks masks) {
        String message = error.isTextual()
                ? error.textValue()
                : Json.text(error, "message").orElse("unknown error");
        String details = Json.items(error.path("meta"), "details")
                .map(d -> "; " + Json.text(d, "class").map(c -> c + ": ").orElse("")
                        + d.path("message").asText()
                        + Json.text(d, "suggestion").map(s -> " (" + s + ")").orElse(""))
                .collect(Collectors.joining());
        String more = Json.text(error, "documentation_url")
                .map(url -> " (see " + url + ")")
                .orElse("");
        return clean(message.strip() + details + more, masks);
    }

    private static String clean(String text, Masks masks) {
        return Printable.text(masks.apply(text));
    }
}
