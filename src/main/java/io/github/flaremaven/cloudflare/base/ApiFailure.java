package io.github.flaremaven.cloudflare.base;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The API answered, and the answer was no. Keeps the facts beside the sentence. */
public final class ApiFailure extends Failure {
    private static final long serialVersionUID = 1L;

    /** One entry of the envelope's {@code errors}. A code of 0 means that the API gave none. */
    public record Reason(int code, String message) {}

    private final String call;
    private final int status;
    private final transient List<Reason> reasons;
    private final transient Optional<String> rayId;
    private final transient Optional<Duration> retryAfter;

    /**
     * @param message the sentence
     * @param call method and path, such as {@code PUT /accounts/…/workers/scripts/x}
     * @param status HTTP status
     * @param reasons what the envelope says, first one first; may be empty
     * @param rayId the value of the {@code cf-ray} header, to quote to Cloudflare's support
     * @param retryAfter how long the API asks to wait
     */
    public ApiFailure(
            String message,
            String call,
            int status,
            List<Reason> reasons,
            Optional<String> rayId,
            Optional<Duration> retryAfter) {
        super(message);
        this.call = call;
        this.status = status;
        this.reasons = List.copyOf(reasons);
        this.rayId = rayId;
        this.retryAfter = retryAfter;
    }

    /** An answer that was understood and does not make sense. */
    public ApiFailure(String message, String call) {
        this(message, call, 200, List.of(), Optional.empty(), Optional.empty());
    }

    public String call() {
        return call;
    }

    public int status() {
        return status;
    }

    public List<Reason> reasons() {
        return reasons;
    }

    public Optional<String> rayId() {
        return rayId;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** The first code of the envelope, or 0. */
    public int code() {
        return reasons.isEmpty() ? 0 : reasons.get(0).code();
    }

    /** Whether the first code is one of these. Codes further down tell details, not what was refused. */
    public boolean hasCode(int... codes) {
        return IntStream.of(codes).anyMatch(c -> c == code());
    }

    @Override
    public boolean isForUserToMend() {
        return status < 500;
    }
}
