package io.github.flaremaven.cloudflare.local.api;

/** The API says no. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    ApiError(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static ApiError workerNotFound() {
        return new ApiError(404, 10007, "This Worker does not exist on your account.");
    }

    static ApiError serviceNotFound() {
        return new ApiError(404, 10090, "This Worker does not exist on your account.");
    }

    /** Something about the upload is wrong. */
    static ApiError invalidUpload(String message) {
        return new ApiError(400, 10021, message);
    }

    static ApiError invalidJson() {
        return new ApiError(400, 10002, "The request body is not the JSON that was expected.");
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }
}
