package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.local.api.ApiError.Reason;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.r2.R2Failure;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The v4 API over HTTP on 127.0.0.1. */
public final class ApiServer implements AutoCloseable {
    /** What clients put before every path. */
    public static final String BASE = "/client/v4";

    private static final Pattern ACCOUNT_PATH = Pattern.compile("/accounts/([^/]+)(/.*)?");
    private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern BEARER = Pattern.compile("Bearer [\\x21-\\x7e]+");
    /** A page of another host that leads its name to this machine would be let in by the browser. */
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    private final ApiRoutes routes;
    private final Faults faults;
    private final Vertx vertx;
    private final HttpServer server;
    private final Listener listener;

    /** Hears of every call. */
    public interface Listener {
        void answered(String method, String path, int status);

        /**
         * A call met with a fault that was wanted, in the place of {@link #answered}.
         *
         * @param done the status of what was done all the same, absent when nothing was
         */
        void faulted(String method, String path, Fault fault, Optional<Integer> done);
    }

    ApiServer(Vertx vertx, ApiRoutes routes, Faults faults, TailSockets tails, Listener listener) {
        this.vertx = vertx;
        this.routes = routes;
        this.faults = faults;
        this.listener = listener;
        this.server = vertx.createHttpServer(Loopback.options()
                        .setAcceptUnmaskedFrames(true) // wrangler does not mask what it sends to a tail
                        .addWebSocketSubProtocol(TailSockets.PROTOCOL))
                .requestHandler(this::handle)
                .webSocketHandshakeHandler(tails::handshake)
                .webSocketHandler(tails::follow);
    }

    /** {@code port} 0 takes any that is free. */
    void listen(int port) {
        Loopback.listen(server, port, "the API", "cloudflare.apiPort");
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        Await.on(server.close());
    }

    private void handle(HttpServerRequest request) {
        String path = request.path() != null && request.path().startsWith(BASE + "/")
                ? request.path().substring(BASE.length())
                : "";
        body(request, path).onComplete(body -> {
            String method = request.method().name();
            Supplier<Future<ApiReply>> work = () -> work(request, path, body);
            try {
                Optional<Fault> fault =
                        faults.next(method, path, Optional.ofNullable(request.getHeader(Faults.HEADER)));
                if (fault.isPresent()) {
                    if (!fault.get().hasEffect() && body.succeeded()) {
                        body.result().close();
                    }
                    new FaultyAnswer(vertx, request)
                            .play(fault.get(), work, done -> listener.faulted(method, path, fault.get(), done));
                    return;
                }
            } catch (InputFailure e) {
                if (body.succeeded()) {
                    body.result().close();
                }
                work = () -> Future.succeededFuture(ApiReply.error(ApiError.invalid(e.sentence())));
            }
            work.get().onSuccess(reply -> {
                listener.answered(method, path, reply.status());
                reply.send(vertx, request.response());
            });
        });
    }

    private Future<ApiReply> work(HttpServerRequest request, String path, AsyncResult<Body> body) {
        Future<ApiReply> reply = body.failed()
                ? Future.failedFuture(body.cause())
                : vertx.executeBlocking(() -> answer(request, path, body.result()), false);
        return reply.recover(e -> Future.succeededFuture(ApiReply.error(broken(e))));
    }

    /** What came with a request: in memory or, where a route is for large ones, in a file. */
    private record Body(Bytes content, Optional<Spool.Received> upload) implements AutoCloseable {
        @Override
        public void close() {
            upload.ifPresent(Spool.Received::close);
        }
    }

    private Future<Body> body(HttpServerRequest request, String path) {
        Optional<Path> inbox = match(request, path).flatMap(ApiRoutes.Match::inbox);
        return inbox.isPresent()
                ? Spool.receive(vertx, request, inbox.get(), 0).map(u -> new Body(u.head(), Optional.of(u)))
                : request.body().map(content -> new Body(Bytes.of(content.getBytes()), Optional.empty()));
    }

    private Optional<ApiRoutes.Match> match(HttpServerRequest request, String path) {
        return path.isEmpty() ? Optional.empty() : routes.find(request.method().name(), path);
    }

    private static ApiError broken(Throwable e) {
        String message = e instanceof Failure failure ? failure.sentence() : String.valueOf(e);
        return new ApiError(500, 10013, "The embedded Cloudflare broke: " + message);
    }

    private ApiReply answer(HttpServerRequest request, String path, Body body) {
        try (body) {
            checkHost(request);
            Optional<ApiRoutes.Match> found = match(request, path);
            if (found.isEmpty() || routes.needsToken(found.get())) {
                authorize(request);
            }
            checkAccount(path);
            ApiRoutes.Match match = found.orElseThrow(() -> new ApiError(404, 7000, "No route for that URI"));
            String type = String.valueOf(request.getHeader("Content-Type"));
            boolean form = body.upload().isEmpty() && type.startsWith("multipart/form-data");
            return match.handler()
                    .handle(new ApiCall(
                            request.method().name(),
                            path,
                            match.parameters(),
                            all(request.params()),
                            first(request.headers()),
                            form ? Bytes.of("") : body.content(),
                            form ? MultipartForm.read(type, body.content()) : List.of(),
                            body.upload()));
        } catch (R2Failure failure) {
            return ApiReply.error(new ApiError(failure.status(), failure.code(), failure.text()));
        } catch (ApiError error) {
            return ApiReply.error(error);
        }
    }

    private static void checkHost(HttpServerRequest request) {
        String host = String.valueOf(request.getHeader("Host"));
        if (!HOSTS.contains(host.replaceFirst(":\\d+$", ""))) {
            throw new ApiError(
                    403, 10000, "The embedded Cloudflare answers on this machine only, not as " + host + ".");
        }
    }

    /** Any token is good here, but there must be one, as in production. */
    private static void authorize(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            if (!BEARER.matcher(authorization).matches()) {
                throw new ApiError(
                        400,
                        List.of(new Reason(
                                6003,
                                "Invalid request headers",
                                List.of(new Reason(6111, "Invalid format for Authorization header")))));
            }
            return;
        }
        if (request.getHeader("X-Auth-Key") == null || request.getHeader("X-Auth-Email") == null) {
            throw new ApiError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
        }
    }

    private static void checkAccount(String path) {
        Matcher matcher = ACCOUNT_PATH.matcher(path);
        if (matcher.matches() && !ACCOUNT_ID.matcher(matcher.group(1)).matches()) {
            throw new ApiError(
                    404,
                    List.of(
                            new Reason(
                                    7003,
                                    "Could not route to " + path + ", perhaps your object identifier is invalid?"),
                            new Reason(7000, "No route for that URI")));
        }
    }

    private static Map<String, List<String>> all(MultiMap values) {
        Map<String, List<String>> all = new TreeMap<>();
        values.forEach((name, value) -> all.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(value));
        return all;
    }

    private static Map<String, String> first(MultiMap values) {
        Map<String, String> first = new TreeMap<>();
        values.forEach((name, value) -> first.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return first;
    }
}
