package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Credentials;
import io.github.flaremaven.cloudflare.cloudflare.http.HttpClients;
import io.github.flaremaven.cloudflare.cloudflare.http.HttpTransport;
import io.github.flaremaven.cloudflare.cloudflare.http.TransportListener;
import io.github.flaremaven.cloudflare.cloudflare.http.WriteGate;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** The ways into an embedded account: its API, and its data. */
public final class LocalAccount implements AutoCloseable {
    private final URI apiBase;
    private final HttpClients clients = new HttpClients();
    private final Supplier<HttpClient> client;

    public LocalAccount(URI apiBase) {
        this.apiBase = apiBase;
        this.client = clients.begin(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
    }

    /** For requests to Workers; ends with this. */
    public HttpClient client() {
        return client.get();
    }

    /** Keys, objects, rows and messages. */
    public DataApi data() {
        return new DataApi(apiBase, client());
    }

    /** Workers and what they are bound to. */
    public CloudflareApi api() {
        Credentials credentials =
                new Credentials.ApiToken(new Secret(EmbeddedCloudflare.TOKEN), "the embedded Cloudflare");
        HttpTransport transport = new HttpTransport(
                new HttpTransport.ApiTarget(apiBase, credentials, userAgent(), Optional.empty()),
                clients,
                TransportListener.silent(),
                Clock.systemUTC(),
                Pause.sleeping());
        return new CloudflareApi(
                new ApiClient(transport, WriteGate.open(), credentials), EmbeddedCloudflare.ACCOUNT_ID);
    }

    /** What a deployed Worker is bound to. */
    public BoundResources resources(String worker) {
        return new BoundResources(worker, api().worker(worker).deployedBindings());
    }

    static String userAgent() {
        return "cloudflare-maven-plugin/" + ToolVersions.load().plugin();
    }

    @Override
    public void close() {
        clients.close();
    }
}
