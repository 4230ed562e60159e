package io.github.flaremaven.cloudflare.base;

/**
 * Everything that ends a goal early. The message is one sentence for the person who will mend it: what is wrong, where,
 * and what to do next.
 */
public abstract sealed class Failure extends RuntimeException
        permits InputFailure, ApiFailure, NetworkFailure, ToolFailure {
    private static final long serialVersionUID = 1L;

    protected Failure(String message) {
        super(message);
    }

    protected Failure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message; never absent. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** Whether the user can mend it (their input, their account) rather than something around the build that broke. */
    public abstract boolean isForUserToMend();
}
