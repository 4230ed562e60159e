package io.github.flaremaven.cloudflare.base;

import java.util.List;
import java.util.Optional;

/** The API answered, and the answer was no. Keeps the facts beside the sentence. */
public final class ApiFailure extends Failure {
    private static final long serialVersionUID = 1L;

    /** One entry of the envelope's {@code errors}. A code of 0 means that the API gave none. */
    public record Reason(int code, String message) {}

    private final String call;
    private final int status;
    private final transient List<Reason> reasons;
    private final transient Optional<String> rayId;

    /**
     * @param message the sentence
     * @param call method and path, such as {@code PUT /accounts/…/workers/scripts/x}
     * @param status HTTP status
     * @param reasons what the envelope says, first one first; may be empty
     * @param rayId the value of the {@code cf-ray} header, to quote to Cloudflare's support
     */
    public ApiFailure(String message, String call, int status, List<Reason> reasons, Optional<String> rayId) {
        super(message);
        this.call = call;
        this.status = status;
        this.reasons = List.copyOf(reasons);
        this.rayId = rayId;
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

    /** The first code of the envelope, or 0. */
    public int code() {
        return reasons.isEmpty() ? 0 : reasons.get(0).code();
    }

    public boolean hasCode(int... codes) {
        return reasons.stream().anyMatch(r -> java.util.Arrays.stream(codes).anyMatch(c -> c == r.code()));
    }

    @Override
    public boolean isForUserToMend() {
        return status < 500;
    }
}
