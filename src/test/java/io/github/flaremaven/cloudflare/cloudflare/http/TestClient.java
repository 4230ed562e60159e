package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.testing.ManualTime;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real client against a server of a test, in a time of its own. */
public final class TestClient {
    public static final String TOKEN = "v1.0-canary-token-DoNotPrint";

    private final ManualTime time = new ManualTime();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Transport transport;
    private final ApiClient client;

    private TestClient(URI base, Optional<HttpTransport.Proxy> proxy, WriteGate gate) {
        Credentials credentials = new Credentials.ApiToken(new Secret(TOKEN), "a test");
        this.transport = new HttpTransport(
                new HttpTransport.ApiTarget(base, credentials, "cloudflare-maven-plugin/test", proxy),
                new HttpClients(),
                new TransportListener() {
                    @Override
                    public void answered(Call call, int status, Duration took) {
                        log.add(call + " " + status);
                    }

                    @Override
                    public void retrying(Call call, String reason, Duration wait) {
                        log.add(call + " again: " + reason);
                    }
                },
                time,
                time);
        this.client = new ApiClient(transport, gate, credentials);
    }

    public static TestClient of(ScriptedServer server) {
        return of(server.base());
    }

    public static TestClient of(URI base) {
        return new TestClient(base, Optional.empty(), WriteGate.open());
    }

    public static TestClient of(URI base, WriteGate gate) {
        return new TestClient(base, Optional.empty(), gate);
    }

    static TestClient through(HttpTransport.Proxy proxy, URI base) {
        return new TestClient(base, Optional.of(proxy), WriteGate.open());
    }

    public ApiClient api() {
        return client;
    }

    Transport transport() {
        return transport;
    }

    public ManualTime time() {
        return time;
    }

    /** What the transport's listener heard. */
    public List<String> log() {
        return log;
    }
}
