package io.github.flaremaven.cloudflare.local.net;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Servers that only this machine reaches. */
public final class Loopback {
    /** The only address that the embedded Cloudflare listens on. */
    public static final String HOST = "127.0.0.1";

    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 16;
    private static final int LARGEST_HEAD = 1 << 17;
    private static final int LONGEST_TARGET = 1 << 16;
    private static final long SLOW_SECONDS = 60;

    /**
     * Read once, while classes load. What they switch off costs a tenth of a second of every start: flight recorder events,
     * and a resolver for names of other hosts.
     */
    private static final Map<String, String> LEAN =
            Map.of("io.netty.jfr.enabled", "false", "vertx.disableDnsResolver", "true");

    private Loopback() {}

    /** Event loops for all servers of one embedded Cloudflare. */
    public static Vertx vertx() {
        Map<String, String> set = new TreeMap<>();
        LEAN.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
                set.put(name, value);
            }
        });
        try {
            return Vertx.vertx(new VertxOptions()
                    .setEventLoopPoolSize(EVENT_LOOPS)
                    .setWorkerPoolSize(WORKERS)
                    .setUseDaemonThread(true)
                    .setMaxWorkerExecuteTime(SLOW_SECONDS)
                    .setMaxWorkerExecuteTimeUnit(TimeUnit.SECONDS)
                    .setFileSystemOptions(
                            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        } finally {
            set.keySet().forEach(System::clearProperty);
        }
    }

    /** HTTP/1.1 only: clients that offer HTTP/2 fall back, and every request has a {@code Host}. */
    public static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxInitialLineLength(LONGEST_TARGET)
                .setHandle100ContinueAutomatically(true);
    }

    /**
     * Opens a port.
     *
     * @param port 0 takes any that is free
     * @param what the server is for, in the sentence
     * @param parameter of the plugin that chooses the port
     * @throws InputFailure when the port is taken
     */
    public static void listen(HttpServer server, int port, String what, String parameter) {
        listen(server, HOST, port, what, parameter);
    }

    /**
     * Opens a port at an address that need not be this machine's own.
     *
     * @param ip of one of this machine's networks, or {@code 0.0.0.0} for all of them
     * @throws InputFailure when the port is taken, or the machine has no such address
     */
    public static void listen(HttpServer server, String ip, int port, String what, String parameter) {
        try {
            open(server, ip, port);
        } catch (ToolFailure e) {
            if (isTaken(e) && isOurs(ip)) {
                throw new InputFailure("the port " + port + " for " + what + " is taken by "
                        + PortOwner.of(port).orElse("another process")
                        + "; end that one, or choose another port with -D" + parameter);
            }
            if (!isOurs(ip)) {
                throw new InputFailure("this machine has no address " + ip + " to listen on for " + what);
            }
            throw e;
        }
    }

    private static boolean isOurs(String ip) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(ip, 0));
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Opens any port that is free. */
    public static void listen(HttpServer server) {
        open(server, HOST, 0);
    }

    private static void open(HttpServer server, String ip, int port) {
        server.connectionHandler(c -> c.exceptionHandler(e -> {})); // clients that leave are no event
        Await.on(server.listen(SocketAddress.inetSocketAddress(port, ip)));
    }

    private static boolean isTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
