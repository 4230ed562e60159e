package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.local.runtime.Await;
import io.github.flaremaven.cloudflare.local.runtime.TailHub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The v4 API over HTTP on 127.0.0.1. */
public final class ApiServer {
    /** What clients put before every path. */
    public static final String BASE = "/client/v4";

    private static final Pattern ACCOUNT_PATH = Pattern.compile("/accounts/([^/]+)(/.*)?");
    private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9a-f]{32}");

    private final ApiRoutes routes = new ApiRoutes();
    private final Vertx vertx;
    private final HttpServer server;
    private final Listener listener;

    /** Hears of every call that was answered. */
    public interface Listener {
        void answered(String method, String path, int status);
    }

    private ApiServer(Vertx vertx, Platform platform, AssetSessions assets, TailHub tails, Listener listener) {
        this.vertx = vertx;
        this.listener = listener;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setAcceptUnmaskedFrames(true) // wrangler does not mask what it sends to a tail
                .addWebSocketSubProtocol("trace-v1")
                .setMaxFormAttributeSize(-1)
                .setMaxFormFields(-1)
                .setMaxInitialLineLength(1 << 16)
                .setHandle100ContinueAutomatically(true));
        new AccountHandlers(platform).register(routes);
        new ScriptHandlers(platform).register(routes);
        new VersionHandlers(platform, new VersionBuilder(platform, assets)).register(routes);
        new SecretHandlers(platform).register(routes);
        new KvHandlers(platform).register(routes);
        new BucketHandlers(platform).register(routes);
        TailHandlers tailHandlers = new TailHandlers(platform, tails, this::port);
        tailHandlers.register(routes);
        routes.add("POST", "/accounts/{account}/workers/scripts/{script}/assets-upload-session", assets::start);
        routes.add("POST", "/accounts/{account}/workers/assets/upload", assets::upload);
        server.requestHandler(this::handle)
                .webSocketHandshakeHandler(tailHandlers::handshake)
                .webSocketHandler(tailHandlers::follow);
    }

    /** {@code port} 0 takes any that is free. */
    static ApiServer start(
            Vertx vertx, Platform platform, AssetSessions assets, TailHub tails, int port, Listener listener) {
        ApiServer api = new ApiServer(vertx, platform, assets, tails, listener);
        Await.on(api.server.listen(SocketAddress.inetSocketAddress(port, "127.0.0.1")));
        return api;
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        String path = request.path().startsWith(BASE) ? request.path().substring(BASE.length()) : "";
        Optional<ApiRoutes.Match> match =
                path.isEmpty() ? Optional.empty() : routes.find(request.method().name(), path);
        List<ApiCall.Part> parts = new ArrayList<>();
        boolean form = String.valueOf(request.getHeader("Content-Type")).startsWith("multipart/form-data");
        Future<Buffer> body = form ? readForm(request, parts) : request.body();
        body.compose(content -> vertx.executeBlocking(
                        () -> answer(request, path, match, Bytes.of(content.getBytes()), parts), false))
                .recover(e -> Future.succeededFuture(ApiReply.error(broken(e))))
                .onSuccess(reply -> {
                    listener.answered(request.method().name(), path, reply.status());
                    send(request.response(), reply);
                });
    }

    private static ApiError broken(Throwable e) {
        String message = e instanceof Failure failure ? failure.sentence() : String.valueOf(e);
        return new ApiError(500, 10013, "The embedded Cloudflare broke: " + message);
    }

    /** A form's parts arrive one after another; each is collected as it comes. */
    private static Future<Buffer> readForm(HttpServerRequest request, List<ApiCall.Part> parts) {
        request.setExpectMultipart(true);
        request.uploadHandler(upload -> {
            Buffer content = Buffer.buffer();
            int place = parts.size();
            parts.add(new ApiCall.Part(
                    upload.name(),
                    Optional.ofNullable(upload.filename()),
                    Optional.ofNullable(upload.contentType()),
                    Bytes.of("")));
            upload.handler(content::appendBuffer);
            upload.endHandler(v -> parts.set(
                    place,
                    new ApiCall.Part(
                            upload.name(),
                            Optional.ofNullable(upload.filename()),
                            Optional.ofNullable(upload.contentType()),
                            Bytes.of(content.getBytes()))));
        });
        return request.end().map(v -> {
            request.formAttributes()
                    .forEach(e -> parts.add(
                            new ApiCall.Part(e.getKey(), Optional.empty(), Optional.empty(), Bytes.of(e.getValue()))));
            return Buffer.buffer();
        });
    }

    private ApiReply answer(
            HttpServerRequest request,
            String path,
            Optional<ApiRoutes.Match> match,
            Bytes body,
            List<ApiCall.Part> parts) {
        try {
            authorize(request);
            checkAccount(path);
            if (match.isEmpty()) {
                throw new ApiError(404, 7000, "No route for that URI");
            }
            return match.get()
                    .handler()
                    .handle(new ApiCall(
                            request.method().name(),
                            path,
                            match.get().parameters(),
                            first(request.params()),
                            first(request.headers()),
                            body,
                            List.copyOf(parts)));
        } catch (ApiError error) {
            return ApiReply.error(error);
        }
    }

    /** Any token is good here, but there must be one, as in production. */
    private static void authorize(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            if (!authorization.startsWith("Bearer ") || authorization.length() < 8) {
                throw new ApiError(400, 6003, "Invalid request headers");
            }
            return;
        }
        if (request.getHeader("X-Auth-Key") == null || request.getHeader("X-Auth-Email") == null) {
            throw new ApiError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
        }
    }

    private static void checkAccount(String path) {
        var matcher = ACCOUNT_PATH.matcher(path);
        if (matcher.matches() && !ACCOUNT_ID.matcher(matcher.group(1)).matches()) {
            throw new ApiError(
                    404, 7003, "Could not route to " + path + ", perhaps your object identifier is invalid?");
        }
    }

    private static Map<String, String> first(io.vertx.core.MultiMap values) {
        Map<String, String> first = new TreeMap<>();
        values.forEach((name, value) -> first.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return first;
    }

    private static void send(HttpServerResponse response, ApiReply reply) {
        response.setStatusCode(reply.status()).putHeader("Content-Type", reply.contentType());
        reply.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(reply.body().toByteArray()));
    }
}
