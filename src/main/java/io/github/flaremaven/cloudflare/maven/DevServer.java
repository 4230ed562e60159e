package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.DevSettings;
import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.console.DevReporter;
import io.github.flaremaven.cloudflare.console.WorkerOutput;
import io.github.flaremaven.cloudflare.dev.DevClient;
import io.github.flaremaven.cloudflare.dev.DevLoop;
import io.github.flaremaven.cloudflare.dev.DevProject;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.LocalAddress;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import io.github.flaremaven.cloudflare.local.front.Entrance;
import io.github.flaremaven.cloudflare.local.front.LocalCertificate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Workers in development, in the foreground. */
public final class DevServer {
    private static final int GOODBYE_SECONDS = 40;
    private static final String CLEAR = "\u001B[H\u001B[2J\u001B[3J";

    private final List<DevModule> modules;
    private final Workbench bench;
    private final DevOptions options;
    private final Console console;
    private final WorkerOutput output;

    /** {@code modules} in the order of the build; at least one. */
    public DevServer(List<DevModule> modules, DevOptions options) {
        this.modules = List.copyOf(modules);
        this.bench = modules.get(0).bench();
        this.options = options;
        this.console = bench.console();
        this.output = new WorkerOutput(console);
    }

    /** Returns when the person at the terminal or the system ends it. */
    public void run() {
        DevTeam team = DevTeam.of(modules);
        LoadedConfig first = team.home().config();
        LocalCloudflare local = bench.localCloudflare();
        CountDownLatch gone = new CountDownLatch(1);
        try (EmbeddedCloudflare cloudflare = local.startAt(
                        options.apiPort(),
                        entrance(first.dev()),
                        new Events(
                                new LocalCloudflare.LocalLog(
                                        bench.surroundings().log()),
                                output));
                DevClient client = new DevClient(
                        cloudflare.apiBase(), EmbeddedCloudflare.ACCOUNT_ID, new Secret(EmbeddedCloudflare.TOKEN));
                DevLoop loop = loop(team, client)) {
            new LocalAddress(
                            cloudflare.apiBase(),
                            cloudflare.workersPort(),
                            ProcessHandle.current().pid())
                    .write(local.folder());
            cloudflare.home(options.home(first));
            team.home().module().onConfig(config -> cloudflare.home(options.home(config)));
            greet(team, cloudflare, local.folder());
            Thread hook = new Thread(() -> endAndWait(loop, gone));
            Runtime.getRuntime().addShutdownHook(hook);
            String url = url(first.dev(), cloudflare.workersPort());
            try (DevKeys keys = new DevKeys(System.in, key -> pressed(key, loop, url))) {
                keys.start();
                loop.run();
            }
        } finally {
            LocalAddress.remove(local.folder());
            gone.countDown();
        }
    }

    private static void endAndWait(DevLoop loop, CountDownLatch gone) {
        loop.end();
        try {
            gone.await(GOODBYE_SECONDS, TimeUnit.SECONDS); // the JVM waits for its hooks, not for the build
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Entrance entrance(DevSettings settings) {
        String ip = options.ip(settings);
        if (!DevOptions.isLoopback(ip)) {
            console.warn("Other machines can reach the Workers at " + ip
                    + ", with everything that they may read and write here; leave out cloudflare.ip to keep them out");
        }
        return new Entrance(
                ip,
                options.port(settings),
                options.isSecure(settings)
                        ? Optional.of(LocalCertificate.in(bench.cache(), Clock.systemUTC()))
                        : Optional.empty());
    }

    private DevLoop loop(DevTeam team, DevClient client) {
        return new DevLoop(
                team.members().stream().<DevProject>map(DevTeam.Member::module).toList(),
                client.api(),
                () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()),
                new DevReporter(console, output, modules.size() > 1),
                DevLoop.mustPoll());
    }

    private String url(DevSettings settings, int port) {
        return (options.isSecure(settings) ? "https" : "http") + "://localhost:" + port;
    }

    private void greet(DevTeam team, EmbeddedCloudflare cloudflare, Path folder) {
        LoadedConfig first = team.home().config();
        console.info(Headline.of(first.worker()) + " on the embedded Cloudflare (" + folder + ")");
        console.info("  " + console.bold(url(first.dev(), cloudflare.workersPort())));
        team.members().stream()
                .filter(m -> !m.equals(team.home()))
                .forEach(m -> console.info("  " + cloudflare.url(m.name())));
        console.info("  Keys, each followed by Enter: o opens the browser, c clears the screen, r rebuilds, q quits");
    }

    private void pressed(int key, DevLoop loop, String url) {
        switch (key) {
            case 'o' -> {
                if (!Browser.open(url)) {
                    console.warn("no program opens a browser here; the address is " + url);
                }
            }
            case 'c' -> console.print(CLEAR);
            case 'r' -> loop.rebuild();
            case 'q' -> loop.end();
            default -> {}
        }
    }

    /** What happens in the embedded Cloudflare: for {@code -X}, but what Workers say is for everybody. */
    private record Events(EmbeddedCloudflare.Listener log, WorkerOutput output) implements EmbeddedCloudflare.Listener {
        @Override
        public void log(String line) {
            output.line(line);
        }

        @Override
        public void started(int versions, Duration took) {
            output.running(versions);
            log.started(versions, took);
        }

        @Override
        public void trouble(String sentence) {
            log.trouble(sentence);
        }

        @Override
        public void crashed() {
            log.crashed();
        }

        @Override
        public void answered(String method, String path, int status) {
            log.answered(method, path, status);
        }

        @Override
        public void faulted(String method, String path, Fault fault, Optional<Integer> done) {
            log.faulted(method, path, fault, done);
        }

        @Override
        public void invoked(String worker, JsonNode event) {
            output.invoked(worker, event);
        }
    }
}
