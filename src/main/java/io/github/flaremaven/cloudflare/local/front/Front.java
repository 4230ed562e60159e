package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.assets.AssetRequest;
import io.github.flaremaven.cloudflare.local.net.Await;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import io.github.flaremaven.cloudflare.local.routing.Routing;
import io.github.flaremaven.cloudflare.local.routing.VersionAssets;
import io.github.flaremaven.cloudflare.local.routing.VersionChoice;
import io.github.flaremaven.cloudflare.local.runtime.CronTrigger;
import io.github.flaremaven.cloudflare.local.runtime.MailTrigger;
import io.github.flaremaven.cloudflare.local.runtime.Refused;
import io.github.flaremaven.cloudflare.local.runtime.Visit;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PfxOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where clients of local Workers connect: finds the Worker and the version, serves assets, hands the rest to workerd. */
public final class Front implements AutoCloseable {
    /** Header that takes the place of {@code Host}, for clients that cannot set that. */
    public static final String HOST_HEADER = FrontHeaders.HOST;

    private static final String SCHEDULED = "/cdn-cgi/handler/scheduled";
    private static final String EMAIL = "/cdn-cgi/handler/email";
    private static final int LARGEST_HEAD = 1 << 17;
    private static final int MOST_CONNECTIONS = 4096;
    /** Seconds; workerd closes idle connections after five. */
    private static final int KEEP_ALIVE = 3;
    /** How often a request looks for a process that runs. */
    private static final int ATTEMPTS = 3;
    /** How long a process that refuses connections may take to be seen as gone. */
    private static final long GONE_SECONDS = 2;

    private final Vertx vertx;
    private final Services services;
    private final HttpServer server;
    /** Ports at which one Worker answers as if it were alone. */
    private final Map<Integer, String> ports = new ConcurrentHashMap<>();

    private final List<HttpServer> more = new CopyOnWriteArrayList<>();
    private final VersionChoice choice =
            new VersionChoice(() -> ThreadLocalRandom.current().nextDouble());
    private final Entrance entrance;
    private volatile Optional<Home> home = Optional.empty();
    private @Nullable HttpClient client;

    /** What answers. */
    public record Services(
            WorkerRuntime runtime,
            CronTrigger cron,
            MailTrigger mail,
            VersionAssets assets,
            BlobStore files,
            Clock clock) {}

    private Front(Vertx vertx, Services services, Entrance entrance) {
        this.vertx = vertx;
        this.services = services;
        this.entrance = entrance;
        HttpServerOptions options = Loopback.options();
        entrance.certificate()
                .ifPresent(c -> options.setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(c.file().toString()).setPassword(c.password())));
        this.server = vertx.createHttpServer(options).requestHandler(request -> handle(request, ATTEMPTS));
    }

    /**
     * Opens the port.
     *
     * @throws io.github.flaremaven.cloudflare.base.InputFailure when it is taken
     */
    public static Front start(Vertx vertx, Services services, Entrance entrance) {
        Front front = new Front(vertx, services, entrance);
        Loopback.listen(front.server, entrance.ip(), entrance.port(), "Workers", "cloudflare.port");
        return front;
    }

    /** Lets a Worker answer where no host says which one is meant. */
    public void home(Home worker) {
        home = Optional.of(worker);
    }

    /** The port at which Workers answer. */
    public int port() {
        return server.actualPort();
    }

    /** The address of a Worker for browsers and curl, which know that {@code *.localhost} is this machine. */
    public String url(String worker) {
        return scheme() + "://" + worker + ".localhost:" + port();
    }

    private String scheme() {
        return entrance.certificate().isPresent() ? "https" : "http";
    }

    /**
     * Opens one more port, any that is free, at which a Worker answers to clients that name no host but this machine. It is
     * closed together with this.
     */
    public int open(String worker) {
        HttpServer opened =
                vertx.createHttpServer(Loopback.options()).requestHandler(request -> handle(request, ATTEMPTS));
        Loopback.listen(opened);
        more.add(opened);
        ports.put(opened.actualPort(), worker);
        return opened.actualPort();
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        more.forEach(opened -> Await.on(opened.close()));
        Await.on(server.close());
    }

    private void handle(HttpServerRequest request, int attempts) {
        request.pause();
        Context context = vertx.getOrCreateContext();
        services.runtime()
                .enter()
                .onComplete(entered -> context.runOnContext(v -> {
                    if (entered.failed()) {
                        PlainReply.send(request, 503, reason(entered.cause()));
                        return;
                    }
                    Visit visit = entered.result();
                    try {
                        dispatch(request, visit, attempts - 1);
                    } catch (RuntimeException e) {
                        visit.leave();
                        PlainReply.send(request, 500, reason(e));
                    }
                }));
    }

    private static String reason(Throwable failure) {
        return failure instanceof Refused refused ? refused.complaint() : String.valueOf(failure.getMessage());
    }

    private void dispatch(HttpServerRequest request, Visit visit, int attempts) {
        Routing routing = visit.routing();
        Optional<Home> here = home;
        Optional<Routing.Match> match =
                routing.find(request.scheme(), host(request), request.uri(), here.map(Home::worker));
        Optional<Version> version = match.flatMap(m -> m.version().or(() -> chosen(request, m)));
        if (match.isEmpty() || version.isEmpty()) {
            visit.leave();
            PlainReply.send(request, 404, notFound(request, routing));
            return;
        }
        VersionRef ref = match.get().script().ref(version.get());
        boolean cron = version.get().hasCode() && request.path().equals(SCHEDULED);
        boolean mail = version.get().hasCode() && request.path().equals(EMAIL);
        Optional<AssetOutcome.Answer> answer = cron || mail ? Optional.empty() : fromAssets(request, version.get());
        if (answer.isPresent()) {
            visit.leave();
            AssetReply.send(answer.get(), services.files(), request);
            return;
        }
        Optional<Integer> port = visit.port(ref);
        if (port.isPresent() && cron) {
            scheduled(request, visit, ref);
        } else if (port.isPresent() && mail) {
            MailHandler.handle(services.mail(), request, visit, ref);
        } else if (port.isPresent()) {
            Guise guise = here.filter(h -> h.worker().equals(ref.script()))
                    .map(h -> Guise.of(request, h))
                    .orElseGet(() -> Guise.none(request));
            Exchange.start(
                    client(), request, visit, ref, port.get(), guise, () -> again(request, visit, ref, attempts));
        } else {
            visit.leave();
            notRunning(request, visit, ref, attempts);
        }
    }

    private Optional<AssetOutcome.Answer> fromAssets(HttpServerRequest request, Version version) {
        Optional<AssetOutcome> outcome = services.assets()
                .of(version)
                .map(router ->
                        version.hasCode() ? router.route(assetRequest(request)) : router.serve(assetRequest(request)));
        return outcome.isPresent() && outcome.get() instanceof AssetOutcome.Answer answer
                ? Optional.of(answer)
                : Optional.empty();
    }

    private Optional<Version> chosen(HttpServerRequest request, Routing.Match match) {
        return choice.choose(
                match.script(),
                Optional.ofNullable(request.getHeader(VersionChoice.OVERRIDES)),
                Optional.ofNullable(request.getHeader(VersionChoice.AFFINITY)));
    }

    /** A version that nobody looked at lately is started first. */
    private void notRunning(HttpServerRequest request, Visit visit, VersionRef ref, int attempts) {
        Optional<String> trouble = visit.trouble(ref);
        if (trouble.isPresent() || attempts < 1) {
            PlainReply.send(
                    request, 500, "The Worker " + ref.script() + " cannot run: " + trouble.orElse("it does not start"));
            return;
        }
        Context context = vertx.getOrCreateContext();
        services.runtime()
                .preview(ref)
                .onComplete(done -> context.runOnContext(v -> {
                    if (done.failed()) {
                        PlainReply.send(request, 500, reason(done.cause()));
                    } else {
                        handle(request, attempts);
                    }
                }));
    }

    /** The process was gone before it got anything of the request; the one that takes its place gets it. */
    private void again(HttpServerRequest request, Visit visit, VersionRef ref, int attempts) {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<?> unused = visit.ended()
                .copy()
                .orTimeout(GONE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((v, e) -> context.runOnContext(n -> {
                    if (e != null || attempts < 1) {
                        PlainReply.send(request, 502, "The Worker " + ref.script() + " cannot be reached.");
                    } else {
                        handle(request, attempts);
                    }
                }));
    }

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = vertx.httpClientBuilder()
                    .with(new HttpClientOptions()
                            .setKeepAlive(true)
                            .setKeepAliveTimeout(KEEP_ALIVE)
                            .setMaxHeaderSize(LARGEST_HEAD)
                            .setDecompressionSupported(false))
                    .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
                    .withConnectHandler(connection -> connection.exceptionHandler(e -> {})) // its requests hear of it
                    .build();
            client = made;
        }
        return made;
    }

    private static AssetRequest assetRequest(HttpServerRequest request) {
        return AssetRequest.of(
                request.method().name(),
                request.scheme(),
                String.valueOf(request.getHeader("Host")),
                request.uri(),
                name -> Optional.ofNullable(request.getHeader(name)));
    }

    /** The cron handler on request, as {@code wrangler dev} offers it: {@code ?cron=…&time=<ms since 1970>}. */
    private void scheduled(HttpServerRequest request, Visit visit, VersionRef ref) {
        String cron = Optional.ofNullable(request.getParam("cron")).orElse("");
        Instant time;
        try {
            time = Optional.ofNullable(request.getParam("time"))
                    .map(t -> Instant.ofEpochMilli(Long.parseLong(t)))
                    .orElseGet(services.clock()::instant);
        } catch (NumberFormatException e) {
            visit.leave();
            PlainReply.send(request, 400, "time must be a number of milliseconds since 1970.");
            return;
        }
        request.resume();
        services.cron()
                .trigger(visit, ref, cron, time)
                .onComplete(v -> visit.leave())
                .onSuccess(outcome -> PlainReply.send(request, outcome.equals("ok") ? 200 : 500, outcome))
                .onFailure(e -> PlainReply.send(request, 500, reason(e)));
    }

    private String host(HttpServerRequest request) {
        String host = Optional.ofNullable(request.getHeader(FrontHeaders.HOST))
                .or(() -> Optional.ofNullable(request.getHeader("Host")))
                .orElse("");
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        String alone = ports.get(request.localAddress().port());
        return alone != null && Routing.isThisMachine(name) ? alone + Routing.LOCALHOST : name;
    }

    private String notFound(HttpServerRequest request, Routing routing) {
        StringBuilder text = new StringBuilder("No Worker answers at " + host(request) + " here.\n");
        routing.workers().forEach(w -> text.append(url(w)).append("/\n"));
        if (routing.workers().isEmpty()) {
            text.append("None is deployed yet: mvn cloudflare:deploy -Dcloudflare.local\n");
        }
        return text.toString();
    }
}
