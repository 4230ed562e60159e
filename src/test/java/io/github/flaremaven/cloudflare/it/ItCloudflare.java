package io.github.flaremaven.cloudflare.it;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An embedded Cloudflare on the state of a project: what its Workers answer, and what its API knows. */
public final class ItCloudflare implements AutoCloseable {
    private final TestCloudflare running;
    private final ItHttp http;

    ItCloudflare(Path state, Path cache) {
        this.running = TestCloudflare.start(state, cache);
        this.http = new ItHttp(running.cloudflare().workersPort());
    }

    /** Sends a GET request to a Worker; {@code path} may have a query. */
    public ItHttp.Reply get(String worker, String path) {
        return http.get(worker, path);
    }

    /** The result of a GET request to the API; {@code path} is below the account's. */
    public Object api(String path) {
        String base = running.cloudflare().apiBase() + "/accounts/" + EmbeddedCloudflare.ACCOUNT_ID;
        ItHttp.Reply reply = http.send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + EmbeddedCloudflare.TOKEN));
        return ItHttp.plain(Json.parse(reply.body()).path("result"));
    }

    /** The names of the Workers that exist. */
    public List<String> getWorkers() {
        List<String> names = new ArrayList<>();
        for (Object script : (List<?>) api("/workers/scripts")) {
            names.add(String.valueOf(((Map<?, ?>) script).get("id")));
        }
        return names;
    }

    /** A server in front of the API that remembers what was asked. */
    public ItRelay relay() {
        return ItRelay.start(running.cloudflare().apiBase());
    }

    @Override
    public void close() {
        running.close();
    }
}
