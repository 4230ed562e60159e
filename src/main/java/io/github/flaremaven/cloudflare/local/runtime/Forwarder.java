package io.github.flaremaven.cloudflare.local.runtime;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands requests to workerd and answers back, streaming both ways; WebSockets become a plain pipe once they stand. */
final class Forwarder {
    private final HttpClient client;

    Forwarder(Vertx vertx) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setKeepAliveTimeout(3) // workerd closes idle connections after five seconds
                        .setMaxHeaderSize(1 << 17)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(4096));
    }

    /** Forwards to a version that runs in the generation of {@code live}; leaves it when the answer is through. */
    void forward(HttpServerRequest request, WorkerRuntime.Live live, String served) {
        Optional<Integer> port = live.generation().port(served);
        String ray =
                String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                live.leave();
            }
        };
        if (port.isEmpty()) {
            leave.run();
            fail(request, 503);
            return;
        }
        live.generation().began(ray);
        boolean upgrade = isUpgrade(request);
        client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(port.get())
                        .setMethod(request.method())
                        .setURI(request.uri()))
                .onSuccess(out -> {
                    headers(request, out, ray, upgrade);
                    if (upgrade) {
                        pipe(request, out, leave);
                    } else {
                        exchange(request, out, leave);
                    }
                })
                .onFailure(e -> {
                    live.generation().finished(ray);
                    leave.run();
                    fail(request, 502);
                });
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null && upgrade.equalsIgnoreCase("websocket");
    }

    /** A client's own X-Local headers and address claims never pass. */
    private static void headers(HttpServerRequest request, HttpClientRequest out, String ray, boolean upgrade) {
        MultiMap headers = out.headers();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!FrontHeaders.HOP_BY_HOP.contains(name) && !name.startsWith("x-local-")) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        Optional.ofNullable(request.getHeader(FrontHeaders.HOST)).ifPresent(host -> headers.set("Host", host));
        headers.remove(FrontHeaders.HOST);
        String address = request.remoteAddress().hostAddress();
        headers.set("CF-Connecting-IP", address);
        headers.set("X-Real-IP", address);
        headers.set("X-Forwarded-For", address);
        headers.set(FrontHeaders.RAY, ray);
        headers.set(FrontHeaders.CF, "{\"colo\":\"DFW\",\"country\":\"US\",\"httpProtocol\":\"HTTP/1.1\"}");
        if (upgrade) {
            headers.set("Connection", "Upgrade");
            headers.set("Upgrade", "websocket");
        }
    }

    private static void exchange(HttpServerRequest request, HttpClientRequest out, Runnable leave) {
        HttpServerResponse response = request.response();
        response.closeHandler(v -> {
            out.reset();
            leave.run();
        });
        boolean hasBody = request.getHeader("Content-Length") != null || request.getHeader("Transfer-Encoding") != null;
        if (hasBody && request.getHeader("Content-Length") == null) {
            out.setChunked(true);
        }
        (hasBody ? out.send(request) : out.send())
                .onSuccess(in -> {
                    if (!hasBody) {
                        request.resume();
                    }
                    answer(request, in, response, leave);
                })
                .onFailure(e -> {
                    leave.run();
                    fail(request, 502);
                });
    }

    private static void answer(
            HttpServerRequest request, HttpClientResponse in, HttpServerResponse response, Runnable leave) {
        response.setStatusCode(in.statusCode());
        response.setStatusMessage(in.statusMessage());
        for (Map.Entry<String, String> header : in.headers()) {
            if (!FrontHeaders.HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                response.headers().add(header.getKey(), header.getValue());
            }
        }
        boolean bodiless = HttpMethod.HEAD.equals(request.method()) || in.statusCode() == 204 || in.statusCode() == 304;
        if (bodiless) {
            in.resume();
            response.end().onComplete(v -> leave.run());
            return;
        }
        if (in.getHeader("Content-Length") == null) {
            response.setChunked(true);
        }
        in.pipeTo(response).onComplete(done -> {
            leave.run();
            if (done.failed()) {
                response.reset();
            }
        });
    }

    /** After the 101 both sides speak freely. */
    private static void pipe(HttpServerRequest request, HttpClientRequest out, Runnable leave) {
        out.connect()
                .onSuccess(in -> {
                    HttpServerResponse response = request.response();
                    if (in.statusCode() != 101) {
                        request.resume();
                        answer(request, in, response, leave);
                        return;
                    }
                    response.setStatusCode(101);
                    response.headers().addAll(in.headers());
                    request.toNetSocket()
                            .onSuccess(socket -> join(socket, in.netSocket(), leave))
                            .onFailure(e -> {
                                in.netSocket().close();
                                leave.run();
                            });
                })
                .onFailure(e -> {
                    leave.run();
                    fail(request, 502);
                });
    }

    private static void join(NetSocket one, NetSocket other, Runnable leave) {
        copy(one, other, leave);
        copy(other, one, leave);
        one.resume();
        other.resume();
    }

    private static void copy(NetSocket from, NetSocket to, Runnable leave) {
        from.handler((Buffer data) -> {
            to.write(data);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(v -> from.resume());
            }
        });
        from.exceptionHandler(e -> to.close());
        from.closeHandler(v -> {
            to.close();
            leave.run();
        });
    }

    private static void fail(HttpServerRequest request, int status) {
        request.resume();
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            response.setStatusCode(status).end();
        } else if (!response.ended()) {
            response.reset();
        }
    }
}
