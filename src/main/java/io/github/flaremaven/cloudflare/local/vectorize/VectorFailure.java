package io.github.flaremaven.cloudflare.local.vectorize;

/** Vectorize says no, with a code and a message. */
public final class VectorFailure extends RuntimeException {
    /** There is no such index or property. */
    public static final int UNKNOWN = 3000;
    /** There is one already. */
    public static final int TAKEN = 3002;

    static final int INVALID_INDEX = 3005;
    static final int INVALID_VECTOR = 40012;
    static final int INVALID_QUERY = 40006;
    static final int TOO_MANY_WANTED = 40025;
    static final int INVALID_FILTER = 40026;

    private static final long serialVersionUID = 1L;

    private final int code;

    VectorFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The API's number for it. */
    public int code() {
        return code;
    }

    /** What is wrong. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
