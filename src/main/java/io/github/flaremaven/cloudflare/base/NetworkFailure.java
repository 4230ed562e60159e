package io.github.flaremaven.cloudflare.base;

/** The API could not be reached, or its answer did not arrive whole. */
public final class NetworkFailure extends Failure {
    private static final long serialVersionUID = 1L;

    private final String host;

    public NetworkFailure(String message, String host, Throwable cause) {
        super(message, cause);
        this.host = host;
    }

    /** Host and port the connection was for. */
    public String host() {
        return host;
    }

    @Override
    public boolean isForUserToMend() {
        return false;
    }
}
