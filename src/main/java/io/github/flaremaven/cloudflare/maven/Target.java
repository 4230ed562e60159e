package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.IdentityApi;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The Cloudflare that a goal works on.
 *
 * @param description for the goal's first line, such as {@code the embedded Cloudflare}
 * @param accountId 32 hex digits
 * @param workersPort where Workers answer on 127.0.0.1, for the embedded Cloudflare
 * @param endsWithBuild whether Workers cannot be reached once the build is over
 * @param http for requests to Workers and for tails; made when first asked for
 * @param credentialsSource where the credentials were found
 * @param release lets go of what was opened
 */
public record Target(
        CloudflareApi api,
        IdentityApi identity,
        String description,
        String accountId,
        Optional<Integer> workersPort,
        boolean endsWithBuild,
        Supplier<HttpClient> http,
        String credentialsSource,
        Runnable release)
        implements AutoCloseable {

    public boolean isLocal() {
        return workersPort.isPresent();
    }

    @Override
    public void close() {
        release.run();
    }
}
