package io.github.flaremaven.cloudflare.local.vectorize;

/** Vectorize says no, with a code and a message. */
public final class VectorFailure extends RuntimeException {
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
