package io.github.flaremaven.cloudflare.local.front;

import java.util.Set;

/** Headers of clients that the front looks at or holds back. */
final class FrontHeaders {
    /** Takes the place of Host, for clients that cannot set it. */
    static final String HOST = "X-Cloudflare-Local-Host";

    /** Headers with this prefix, in lower case, are between the front and workerd. */
    static final String PRIVATE = "x-local-";

    /**
     * Headers that belong to one connection only, in lower case. {@code Expect} is among them, because the front answers it.
     */
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
            "http2-settings",
            "expect");

    private FrontHeaders() {}
}
