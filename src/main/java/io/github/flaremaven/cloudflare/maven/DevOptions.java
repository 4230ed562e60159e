package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.DevSettings;
import io.github.flaremaven.cloudflare.config.model.Route;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.front.Home;
import io.github.flaremaven.cloudflare.release.RouteHost;
import java.util.List;
import java.util.Optional;

/**
 * How a Worker is reached while it is developed. What the build does not say, the config's table {@code dev} says.
 *
 * @param apiPort the port of the embedded API
 * @param ip the address to listen on
 * @param localProtocol {@code http} or {@code https}
 * @param upstreamProtocol {@code http} or {@code https}: what the Worker sees
 * @param host what the Worker sees
 */
public record DevOptions(
        Optional<Integer> port,
        int apiPort,
        Optional<String> ip,
        Optional<String> localProtocol,
        Optional<String> upstreamProtocol,
        Optional<String> host) {
    private static final int DEFAULT_PORT = 8787;
    private static final List<String> PROTOCOLS = List.of("http", "https");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

    public DevOptions {
        check("cloudflare.localProtocol", localProtocol);
        check("cloudflare.upstreamProtocol", upstreamProtocol);
    }

    private static void check(String parameter, Optional<String> value) {
        value.filter(v -> !PROTOCOLS.contains(v)).ifPresent(v -> {
            throw new InputFailure(parameter + " must be http or https, found \"" + v + "\"");
        });
    }

    int port(DevSettings settings) {
        return port.or(settings::port).orElse(DEFAULT_PORT);
    }

    /** As a number: {@code localhost} is 127.0.0.1, {@code *} every address of the machine. */
    String ip(DevSettings settings) {
        String given = ip.or(settings::ip).orElse("localhost");
        return switch (given) {
            case "localhost" -> "127.0.0.1";
            case "*" -> "0.0.0.0";
            default -> given;
        };
    }

    static boolean isLoopback(String ip) {
        return LOOPBACK.contains(ip) || ip.startsWith("127.");
    }

    boolean isSecure(DevSettings settings) {
        return localProtocol.or(settings::localProtocol).filter("https"::equals).isPresent();
    }

    /** As wrangler does, the Worker of a route sees requests to the route's host. */
    Home home(LoadedConfig loaded) {
        WorkerConfig config = loaded.worker();
        Optional<String> routed =
                config.routes().stream().findFirst().map(Route::pattern).flatMap(RouteHost::of);
        return new Home(
                config.name(),
                upstreamProtocol.or(() -> loaded.dev().upstreamProtocol()),
                host.or(() -> loaded.dev().host()).or(() -> routed));
    }
}
