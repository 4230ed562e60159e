package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.cloudflare.http.HttpTransport;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;

/** Finds the proxy that settings.xml names for an address, with {@code nonProxyHosts} applied by Maven itself. */
final class ProxyFinder {
    private ProxyFinder() {}

    static Optional<HttpTransport.Proxy> find(Surroundings surroundings, URI address) {
        RepositorySystemSession session = surroundings.session().getRepositorySession();
        RemoteRepository repository = surroundings
                .repositories()
                .newDeploymentRepository(
                        session, new RemoteRepository.Builder("cloudflare-api", "default", address.toString()).build());
        Proxy proxy = repository.getProxy();
        if (proxy == null) {
            return Optional.empty();
        }
        InetSocketAddress server = InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort());
        return Optional.of(new HttpTransport.Proxy(
                ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())),
                authenticator(session, repository),
                server.getHostString() + ":" + server.getPort()));
    }

    private static Optional<Authenticator> authenticator(RepositorySystemSession session, RemoteRepository repository) {
        try (AuthenticationContext context = AuthenticationContext.forProxy(session, repository)) {
            if (context == null) {
                return Optional.empty();
            }
            String user = context.get(AuthenticationContext.USERNAME);
            String password = context.get(AuthenticationContext.PASSWORD);
            if (user == null || password == null) {
                return Optional.empty();
            }
            char[] secret = password.toCharArray();
            return Optional.of(new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication(user, secret);
                }
            });
        }
    }
}
