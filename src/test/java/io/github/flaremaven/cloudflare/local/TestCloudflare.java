package io.github.flaremaven.cloudflare.local;

import io.github.flaremaven.cloudflare.base.NpmClient;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.local.runtime.WorkerdLocator;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An embedded Cloudflare for a test, on free ports, with the real workerd. */
public final class TestCloudflare implements AutoCloseable {
    private final EmbeddedCloudflare cloudflare;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private TestCloudflare(Path folder, Path cache, Clock clock) {
        String version = ToolVersions.load().workerd();
        WorkerdLocator locator = new WorkerdLocator(new WorkerdLocator.Options(
                Optional.ofNullable(System.getProperty("cloudflare.workerd")).map(Path::of),
                Path.of("").toAbsolutePath(),
                List.of(),
                cache,
                version,
                NpmClient::install));
        this.cloudflare = EmbeddedCloudflare.start(
                StateFolder.tryOpen(folder).orElseThrow(),
                new EmbeddedCloudflare.Options(0, 0, locator::find, WorkerdLocator.newestDate(version)),
                clock,
                new EmbeddedCloudflare.Listener() {
                    @Override
                    public void log(String line) {}

                    @Override
                    public void started(int versions, Duration took) {}

                    @Override
                    public void crashed() {}

                    @Override
                    public void answered(String method, String path, int status) {
                        calls.add(method + " " + path + " " + status);
                    }
                });
    }

    public static TestCloudflare start(Path folder) {
        return start(folder, defaultCache());
    }

    /** {@code cache} is the folder of tools that are installed once, see the parameter {@code cloudflare.cache}. */
    public static TestCloudflare start(Path folder, Path cache) {
        return new TestCloudflare(folder, cache, Clock.systemUTC());
    }

    private static Path defaultCache() {
        return Optional.ofNullable(System.getProperty("cloudflare.cache"))
                .map(Path::of)
                .orElse(Path.of(
                        System.getProperty("user.home"), ".m2", "repository", ".cache", "cloudflare-maven-plugin"));
    }

    public EmbeddedCloudflare cloudflare() {
        return cloudflare;
    }

    /** Method, path below the base, and status of every call so far. */
    public List<String> calls() {
        return calls;
    }

    @Override
    public void close() {
        cloudflare.close();
    }
}
