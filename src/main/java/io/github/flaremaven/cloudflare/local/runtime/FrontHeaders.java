package io.github.flaremaven.cloudflare.local.runtime;

import java.util.Set;

/** Headers between the front and workerd, and those by which clients choose a version. */
final class FrontHeaders {
    /** JSON that becomes {@code request.cf}; never taken from a client. */
    static final String CF = "X-Local-Cf";
    /** Becomes the scheme of {@code request.url}; never taken from a client. */
    static final String PROTO = "X-Local-Proto";
    /** Identifies the request, as in production. */
    static final String RAY = "CF-Ray";
    /** {@code worker="version"}, comma-separated: the client's wish, honoured for deployed versions. */
    static final String OVERRIDES = "Cloudflare-Workers-Version-Overrides";
    /** Requests with the same text get the same version. */
    static final String AFFINITY = "Cloudflare-Workers-Version-Key";
    /** Takes the place of Host, for clients that cannot set it. */
    static final String HOST = "X-Cloudflare-Local-Host";

    /** Headers that belong to one connection only, in lower case. */
    static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private FrontHeaders() {}
}
