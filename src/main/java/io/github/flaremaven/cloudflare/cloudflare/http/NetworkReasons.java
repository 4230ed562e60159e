package io.github.flaremaven.cloudflare.cloudflare.http;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says why the network failed, by the kind of the exception rather than its text. */
public final class NetworkReasons {
    private NetworkReasons() {}

    /** The end of a sentence, such as {@code the connection was refused}. */
    public static String of(Throwable e) {
        if (cause(e, UnknownHostException.class).isPresent()
                || cause(e, UnresolvedAddressException.class).isPresent()) {
            return "the host name cannot be resolved";
        }
        if (cause(e, HttpConnectTimeoutException.class).isPresent()) {
            return "the connection was not made within 10 seconds";
        }
        Optional<HttpTimeoutException> timeout = cause(e, HttpTimeoutException.class);
        if (timeout.isPresent()) {
            return String.valueOf(timeout.get().getMessage());
        }
        Optional<SSLException> tls = cause(e, SSLException.class);
        if (tls.isPresent()) {
            return "the TLS connection was not accepted (" + tls.get().getMessage()
                    + "); behind a proxy that inspects TLS, its root certificate must be in Java's trust store";
        }
        if (cause(e, ConnectException.class).isPresent()) {
            return "the connection was refused";
        }
        return "the connection broke off"
                + (e.getMessage() == null || e.getMessage().isBlank() ? "" : " (" + e.getMessage() + ")");
    }

    /** Whether the request may have reached the other side, so that nobody knows whether it was carried out. */
    static boolean mayHaveArrived(Throwable e) {
        return Stream.of(
                        UnknownHostException.class,
                        UnresolvedAddressException.class,
                        HttpConnectTimeoutException.class,
                        ConnectException.class,
                        SSLException.class)
                .noneMatch(type -> cause(e, type).isPresent());
    }

    static String sentence(Throwable e, URI base, Optional<HttpTransport.Proxy> proxy) {
        return base.getAuthority() + ": " + of(e)
                + proxy.map(p -> " (through the proxy " + p.description() + ")")
                        .orElse(" (without a proxy; settings.xml names none for it)");
    }

    /** The first of the causes that is of a type, the exception itself included. */
    static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
