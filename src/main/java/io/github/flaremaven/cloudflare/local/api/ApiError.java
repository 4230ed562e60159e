package io.github.flaremaven.cloudflare.local.api;

import java.util.List;

/** The API says no: with an HTTP status, a code and a message, as the real one does. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Reason> reasons;

    /**
     * One entry of {@code errors}.
     *
     * @param chain what led to it, for {@code error_chain}
     */
    record Reason(int code, String message, List<Reason> chain) {
        Reason(int code, String message) {
            this(code, message, List.of());
        }
    }

    ApiError(int status, int code, String message) {
        this(status, List.of(new Reason(code, message)));
    }

    ApiError(int status, List<Reason> reasons) {
        super(reasons.get(0).message());
        this.status = status;
        this.reasons = List.copyOf(reasons);
    }

    static ApiError workerNotFound() {
        return new ApiError(404, 10007, "This Worker does not exist on your account.");
    }

    static ApiError serviceNotFound() {
        return new ApiError(404, 10090, "This Worker does not exist on your account.");
    }

    static ApiError versionNotFound() {
        return new ApiError(
                404,
                100146,
                "The requested Worker version could not be found, please check the ID being passed and try again.");
    }

    /** Something about the upload is wrong. */
    static ApiError invalidUpload(String message) {
        return new ApiError(400, 10021, message);
    }

    /** The request is not what the call takes. */
    static ApiError invalid(String message) {
        return new ApiError(400, 10002, message);
    }

    int status() {
        return status;
    }

    List<Reason> reasons() {
        return reasons;
    }
}
