package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Calls the cron handlers of Workers, through the control Worker that runs beside them. */
public final class CronTrigger {
    private final Vertx vertx;
    private final BackingServer.Access access;
    private @Nullable HttpClient client;

    public CronTrigger(Vertx vertx, BackingServer.Access access) {
        this.vertx = vertx;
        this.access = access;
    }

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
            client = made;
        }
        return made;
    }

    /**
     * Calls the handler of a version and waits for what it left to {@code waitUntil}.
     *
     * @param cron the expression that the handler sees
     * @return the outcome, such as {@code ok} or {@code exception}; fails when the version does not run
     */
    public Future<String> trigger(Visit visit, VersionRef version, String cron, Instant time) {
        Generation generation = visit.generation().orElse(null);
        String name =
                generation == null ? null : generation.controlName(version).orElse(null);
        if (generation == null || name == null) {
            return Future.failedFuture(new ToolFailure("the version " + version + " does not run"));
        }
        String body =
                Json.compact(Json.object().put("time", time.toEpochMilli()).put("cron", cron));
        return client().request(new RequestOptions()
                        .setHost(Loopback.HOST)
                        .setPort(generation.controlPort())
                        .setMethod(HttpMethod.POST)
                        .setURI("/scheduled?v=" + name)
                        .putHeader(BackingServer.KEY, access.key()))
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body())
                .map(b -> Json.parse(b.toString()).path("outcome").asText("unknown"));
    }
}
