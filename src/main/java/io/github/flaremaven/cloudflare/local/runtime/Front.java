package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.assets.AssetRequest;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Where clients of local Workers connect: finds the Worker and the version, serves assets, hands the rest to workerd. */
final class Front {
    private static final String SCHEDULED = "/cdn-cgi/handler/scheduled";

    private final WorkerRuntime runtime;
    private final Forwarder forwarder;
    private final BlobStore assets;
    private final HttpServer server;
    private final VersionChoice choice =
            new VersionChoice(() -> ThreadLocalRandom.current().nextDouble());

    private Front(WorkerRuntime runtime, Vertx vertx, BlobStore assets) {
        this.runtime = runtime;
        this.forwarder = new Forwarder(vertx);
        this.assets = assets;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxHeaderSize(1 << 17)
                        .setMaxInitialLineLength(1 << 16)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(this::handle);
    }

    /** {@code port} 0 takes any that is free. */
    static Front start(WorkerRuntime runtime, Vertx vertx, BlobStore assets, int port) {
        Front front = new Front(runtime, vertx, assets);
        Await.on(front.server.listen(SocketAddress.inetSocketAddress(port, "127.0.0.1")));
        return front;
    }

    int port() {
        return server.actualPort();
    }

    Future<Void> close() {
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        request.pause();
        runtime.enter().onSuccess(live -> {
            try {
                dispatch(request, live);
            } catch (RuntimeException e) {
                live.leave();
                fail(request, 500, String.valueOf(e.getMessage()));
            }
        });
    }

    private void dispatch(HttpServerRequest request, WorkerRuntime.Live live) {
        Optional<Routing.Match> match = live.routing().find(host(request), request.path());
        Optional<String> version = match.flatMap(m -> m.version()
                .map(Version::id)
                .or(() -> choice.choose(
                        m.script(),
                        Optional.ofNullable(request.getHeader(FrontHeaders.OVERRIDES)),
                        Optional.ofNullable(request.getHeader(FrontHeaders.AFFINITY)))));
        if (match.isEmpty() || version.isEmpty()) {
            live.leave();
            notFound(request, live.routing());
            return;
        }
        String served = ServedVersion.id(match.get().script().name(), version.get());
        if (match.get().version().isPresent() && live.generation().port(served).isEmpty()) {
            live.leave();
            runtime.preview(served).onSuccess(v -> handle(request)).onFailure(e -> fail(request, 500, e.getMessage()));
            return;
        }
        if (request.path().equals(SCHEDULED)) {
            live.leave();
            scheduled(request, served);
            return;
        }
        Optional<AssetRouter> router = live.routing().assetsOf(served);
        Optional<AssetOutcome> outcome = router.map(r -> {
            AssetRequest asked = assetRequest(request);
            return live.routing().isOnlyAssets(served) ? r.serve(asked) : r.route(asked);
        });
        if (outcome.isPresent() && !(outcome.get() instanceof AssetOutcome.AskWorker)) {
            live.leave();
            AssetReply.send(outcome.get(), assets, request);
            return;
        }
        forwarder.forward(request, live, served);
    }

    private static AssetRequest assetRequest(HttpServerRequest request) {
        return AssetRequest.of(
                request.method().name(),
                request.scheme(),
                String.valueOf(request.getHeader("Host")),
                request.uri(),
                name -> Optional.ofNullable(request.getHeader(name)));
    }

    /** The cron handler on request, as {@code wrangler dev} offers it: {@code ?cron=…&time=<ms>}. */
    private void scheduled(HttpServerRequest request, String served) {
        String cron = Optional.ofNullable(request.getParam("cron")).orElse("");
        Optional<Long> time = Optional.ofNullable(request.getParam("time"))
                .filter(t -> t.chars().allMatch(Character::isDigit) && !t.isEmpty())
                .map(Long::parseLong);
        request.resume();
        runtime.scheduled(served, cron, time)
                .onSuccess(outcome -> request.response()
                        .setStatusCode(outcome.equals("ok") ? 200 : 500)
                        .putHeader("Content-Type", "text/plain")
                        .end(outcome))
                .onFailure(e -> fail(request, 500, e.getMessage()));
    }

    private static String host(HttpServerRequest request) {
        String host = Optional.ofNullable(request.getHeader(FrontHeaders.HOST))
                .or(() -> Optional.ofNullable(request.getHeader("Host")))
                .orElse("");
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    private void notFound(HttpServerRequest request, Routing routing) {
        StringBuilder text = new StringBuilder("No Worker answers at " + host(request) + " here.\n");
        routing.workers()
                .forEach(w -> text.append("http://")
                        .append(w)
                        .append(".localhost:")
                        .append(port())
                        .append("/\n"));
        if (routing.workers().isEmpty()) {
            text.append("None is deployed yet: mvn cloudflare:deploy -Dcloudflare.local\n");
        }
        fail(request, 404, text.toString());
    }

    private static void fail(HttpServerRequest request, int status, @org.jspecify.annotations.Nullable String text) {
        request.resume();
        HttpServerResponse response = request.response();
        if (!response.ended()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end(text == null ? "" : text);
        }
    }
}
