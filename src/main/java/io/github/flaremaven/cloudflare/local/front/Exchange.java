package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.runtime.Visit;
import io.github.flaremaven.cloudflare.local.runtime.WorkerHeaders;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** One request on its way to a version and the answer on its way back. Both stream; nothing is kept in memory whole. */
final class Exchange {
    /** What Workers see in {@code request.cf}: enough to read from, the same for everybody. */
    private static final String CF =
            "{\"colo\":\"DFW\",\"country\":\"US\",\"httpProtocol\":\"HTTP/1.1\",\"asn\":395747,\"city\":\"Austin\"}";

    private static final Set<HttpMethod> REPEATABLE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Visit visit;
    private final VersionRef version;
    private final Guise guise;
    private final Runnable unreachable;
    private final String ray =
            String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());

    private Exchange(HttpServerRequest request, Visit visit, VersionRef version, Guise guise, Runnable unreachable) {
        this.request = request;
        this.response = request.response();
        this.visit = visit;
        this.version = version;
        this.guise = guise;
        this.unreachable = unreachable;
    }

    /**
     * Starts it; the visit is left when it is over.
     *
     * @param port of the version
     * @param guise how the request looks to it
     * @param unreachable called when the version's process seems to be gone and the request may be made again, after the
     *     visit was left
     */
    static void start(
            HttpClient client,
            HttpServerRequest request,
            Visit visit,
            VersionRef version,
            int port,
            Guise guise,
            Runnable unreachable) {
        Exchange exchange = new Exchange(request, visit, version, guise, unreachable);
        visit.began(version, exchange.ray);
        client.request(new RequestOptions()
                        .setHost(Loopback.HOST)
                        .setPort(port)
                        .setMethod(request.method())
                        .setURI(request.uri()))
                .onSuccess(exchange::send)
                .onFailure(e -> exchange.notConnected());
    }

    private void notConnected() {
        visit.finished(version, ray);
        visit.leave();
        unreachable.run();
    }

    private void send(HttpClientRequest out) {
        boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        copyHeaders(out.headers(), upgrade);
        out.exceptionHandler(e -> {}); // the response's future says it too
        response.closeHandler(v -> {
            out.reset();
            visit.leave();
        });
        if (response.closed()) {
            out.reset();
            visit.finished(version, ray);
            visit.leave();
        } else if (upgrade) {
            out.connect().onSuccess(this::upgrade).onFailure(e -> broken());
        } else if (hasBody()) {
            out.setChunked(request.getHeader("Content-Length") == null);
            out.response().onSuccess(this::answer).onFailure(e -> broken());
            sendBody(out);
        } else {
            request.resume();
            out.send().onSuccess(this::answer).onFailure(e -> broken());
        }
    }

    /** The head goes out at once: the Worker may answer before the first byte of a body. */
    private void sendBody(HttpClientRequest out) {
        keepReading(out.connection());
        Future<Void> headSent = out.sendHead();
        request.pipe().endOnFailure(false).to(out).onFailure(e -> drain());
        headSent.onFailure(e -> drain());
    }

    /**
     * A Worker that answers without taking the whole body closes its connection behind the answer. Netty would drop that
     * answer when it cannot write on.
     */
    private static void keepReading(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channel().config().setAutoClose(false);
        }
    }

    /** Reads what nobody wants, so that the client comes to its answer. */
    private void drain() {
        if (!request.isEnded() && !response.closed()) {
            request.handler(data -> {}).resume();
        }
    }

    private boolean hasBody() {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }

    private void copyHeaders(MultiMap headers, boolean upgrade) {
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!FrontHeaders.HOP_BY_HOP.contains(name) && !name.startsWith(FrontHeaders.PRIVATE)) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        Optional.ofNullable(request.getHeader(FrontHeaders.HOST)).ifPresent(host -> headers.set("Host", host));
        headers.remove(FrontHeaders.HOST);
        guise.dress(headers);
        String address = request.remoteAddress().hostAddress();
        headers.set("CF-Connecting-IP", address);
        headers.set("X-Real-IP", address);
        headers.set("X-Forwarded-For", address);
        headers.set("X-Forwarded-Proto", guise.scheme());
        headers.set("CF-Visitor", "{\"scheme\":\"" + guise.scheme() + "\"}");
        headers.set(WorkerHeaders.RAY, ray);
        headers.set(WorkerHeaders.CF, CF);
        headers.set(WorkerHeaders.PROTO, guise.scheme());
        if (upgrade) {
            headers.set("Connection", "Upgrade");
            headers.set("Upgrade", "websocket");
        }
    }

    private void answer(HttpClientResponse in) {
        head(in);
        boolean bodiless = request.method().equals(HttpMethod.HEAD) || in.statusCode() == 204 || in.statusCode() == 304;
        if (bodiless) {
            in.resume();
            response.end().onComplete(v -> over());
            return;
        }
        // An HTTP/1.0 client knows no chunks: for it the end of the connection is the end.
        if (in.getHeader("Content-Length") == null && !request.version().equals(HttpVersion.HTTP_1_0)) {
            response.setChunked(true);
        }
        in.pipe().endOnFailure(false).to(response).onComplete(done -> {
            if (done.failed()) {
                response.reset();
            }
            over();
        });
    }

    private void head(HttpClientResponse in) {
        response.setStatusCode(in.statusCode());
        response.setStatusMessage(in.statusMessage());
        for (Map.Entry<String, String> header : in.headers()) {
            if (!FrontHeaders.HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                response.headers().add(header.getKey(), header.getValue());
            }
        }
        guise.undress(response.headers());
    }

    /** The Worker may have answered before it took the whole body; the rest is read, so that the connection can go on. */
    private void over() {
        visit.leave();
        drain();
    }

    private void upgrade(HttpClientResponse in) {
        if (in.statusCode() != 101) {
            request.resume();
            answer(in);
            return;
        }
        NetSocket worker = in.netSocket();
        worker.pause(); // what it says first waits until the client has its 101
        response.setStatusCode(101);
        response.headers().addAll(in.headers());
        request.toNetSocket()
                .onSuccess(client -> {
                    visit.finished(version, ray);
                    Runnable closed = visit.upgraded(client::close);
                    WebSocketPipe.join(client, worker, closed);
                })
                .onFailure(e -> {
                    worker.close();
                    visit.leave();
                });
    }

    /** A process that ends takes its connections along; what can be asked twice is asked of the one in its place. */
    private void broken() {
        visit.leave();
        if (REPEATABLE.contains(request.method()) && !hasBody() && !response.closed() && !response.headWritten()) {
            visit.finished(version, ray);
            unreachable.run();
            return;
        }
        PlainReply.send(request, 502, "The Worker " + version.script() + " broke off while it answered.");
    }
}
