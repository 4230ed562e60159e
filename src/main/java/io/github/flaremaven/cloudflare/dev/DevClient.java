package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Credentials;
import io.github.flaremaven.cloudflare.cloudflare.http.HttpClients;
import io.github.flaremaven.cloudflare.cloudflare.http.HttpTransport;
import io.github.flaremaven.cloudflare.cloudflare.http.TransportListener;
import io.github.flaremaven.cloudflare.cloudflare.http.WriteGate;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The way to an embedded Cloudflare. That tells the uploads of a loop by the client's name, and lets them replace each other. */
public final class DevClient implements AutoCloseable {
    private static final String USER_AGENT = "cloudflare-maven-plugin-dev/";

    private final HttpClients clients = new HttpClients();
    private final CloudflareApi api;

    /** For the API at this address. */
    public DevClient(URI base, String account, Secret token) {
        Credentials credentials = new Credentials.ApiToken(token, "the embedded Cloudflare");
        HttpTransport transport = new HttpTransport(
                new HttpTransport.ApiTarget(
                        base, credentials, USER_AGENT + ToolVersions.load().plugin(), Optional.empty()),
                clients,
                new Deaf(),
                Clock.systemUTC(),
                Pause.sleeping());
        this.api = new CloudflareApi(new ApiClient(transport, WriteGate.open(), credentials), account);
    }

    public CloudflareApi api() {
        return api;
    }

    @Override
    public void close() {
        clients.close();
    }

    /** The embedded Cloudflare tells its calls itself. */
    private static final class Deaf implements TransportListener {
        @Override
        public void answered(Call call, int status, Duration took) {}

        @Override
        public void retrying(Call call, String reason, Duration wait) {}
    }
}
