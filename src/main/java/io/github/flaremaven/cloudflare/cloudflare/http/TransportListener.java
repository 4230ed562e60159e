package io.github.flaremaven.cloudflare.cloudflare.http;

import java.time.Duration;

/** Hears what happens on the wire, without bodies and headers. */
public interface TransportListener {
    /** An answer arrived. */
    void answered(Call call, int status, Duration took);

    /** The call is made again after a wait. */
    void retrying(Call call, String reason, Duration wait);

    /** Hears nothing. */
    static TransportListener silent() {
        return new TransportListener() {
            @Override
            public void answered(Call call, int status, Duration took) {}

            @Override
            public void retrying(Call call, String reason, Duration wait) {}
        };
    }
}
