package io.github.flaremaven.cloudflare.local.runtime;

/** Headers that the front gives a request on its way to a Worker. workerd takes the first two out again. */
public final class WorkerHeaders {
    /** JSON that becomes {@code request.cf}. */
    public static final String CF = "X-Local-Cf";
    /** Identifies the request, as in production; the Worker sees it, and its report too. */
    public static final String RAY = "CF-Ray";
    /** Becomes the scheme of {@code request.url}. */
    public static final String PROTO = "X-Local-Proto";

    private WorkerHeaders() {}
}
