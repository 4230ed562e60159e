package io.github.flaremaven.cloudflare.local.r2;

import java.util.Optional;

/** R2 says no: with an HTTP status, one of its codes and a message. */
public final class R2Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final transient Optional<R2Object> object;

    R2Failure(int status, int code, String message) {
        this(status, code, message, Optional.empty());
    }

    private R2Failure(int status, int code, String message, Optional<R2Object> object) {
        super(message);
        this.status = status;
        this.code = code;
        this.object = object;
    }

    /** There is no such bucket (10006). */
    public static R2Failure noSuchBucket() {
        return new R2Failure(404, 10006, "The specified bucket does not exist.");
    }

    /** There is no such object (10007). */
    public static R2Failure noSuchKey() {
        return new R2Failure(404, 10007, "The specified key does not exist.");
    }

    /** Something in the request makes no sense (10029). */
    public static R2Failure invalidArgument(String message) {
        return new R2Failure(400, 10029, message);
    }

    static R2Failure preconditionFailed(Optional<R2Object> object) {
        return new R2Failure(412, 10031, "At least one of the pre-conditions you specified did not hold.", object);
    }

    static R2Failure invalidRange() {
        return new R2Failure(416, 10039, "The requested range is not satisfiable");
    }

    static R2Failure noSuchUpload() {
        return new R2Failure(400, 10024, "The specified multipart upload does not exist.");
    }

    static R2Failure invalidPart() {
        return new R2Failure(400, 10025, "One or more of the specified parts could not be found.");
    }

    static R2Failure badUpload() {
        return new R2Failure(500, 10048, "There was a problem with the multipart upload.");
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }

    /** The message. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** What is there now, when a precondition did not hold. */
    public Optional<R2Object> object() {
        return object;
    }
}
