package io.github.flaremaven.cloudflare.cloudflare.http;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says why the network failed, by the kind of the exception rather than its text. */
final class NetworkReasons {
    private NetworkReasons() {}

    static String of(Throwable e) {
        if (causes(e, UnknownHostException.class) || causes(e, UnresolvedAddressException.class)) {
            return "the host name cannot be resolved";
        }
        if (causes(e, HttpConnectTimeoutException.class)) {
            return "the connection was not made within 10 seconds";
        }
        if (causes(e, HttpTimeoutException.class)) {
            return "no answer arrived in time";
        }
        if (causes(e, SSLException.class)) {
            return "the TLS certificate was not accepted (" + e.getMessage() + ")";
        }
        if (causes(e, ConnectException.class)) {
            return "the connection was refused";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    static String sentence(Throwable e, URI base, Optional<HttpTransport.Proxy> proxy) {
        return base.getAuthority() + ": " + of(e)
                + proxy.map(p -> " (through the proxy " + p.description() + ")")
                        .orElse(" (without a proxy; settings.xml names none for it)");
    }

    private static boolean causes(Throwable e, Class<? extends Throwable> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }
}
