package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.TailOutput;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.observe.LogLevel;
import io.github.flaremaven.cloudflare.observe.TailFilters;
import io.github.flaremaven.cloudflare.observe.TailSession;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the deployed Worker logs and throws, live. Ends with Ctrl-C, after a duration, or after a number of events.
 *
 * @since 0.1.0
 */
@Mojo(name = "tail", threadSafe = true)
public final class TailMojo extends WorkerMojo {
    /**
     * <code>pretty</code> for people, <code>json</code> for one JSON object a line.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.format", defaultValue = "pretty")
    private String format;

    /**
     * The file to write to, instead of standard output.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.outputFile")
    private @Nullable File outputFile;

    /**
     * Seconds after which the goal ends.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.duration")
    private @Nullable Integer duration;

    /**
     * Number of events after which the goal ends.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.events")
    private @Nullable Integer events;

    /**
     * Shows messages of this level and graver ones only: debug, log, info, warn, error. Exceptions are always shown.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.level")
    private @Nullable String level;

    /**
     * Shows invocations that ended so: ok, error, canceled.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.status")
    private @Nullable List<String> status;

    /**
     * Shows requests with these methods.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.method")
    private @Nullable List<String> method;

    /**
     * Shows requests with this header: <code>name</code> or <code>name:value</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.header")
    private @Nullable List<String> header;

    /**
     * Shows requests from these addresses; <code>self</code> is this machine's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.ip")
    private @Nullable List<String> ip;

    /**
     * Shows invocations that logged this text.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.search")
    private @Nullable String search;

    /**
     * Shows this share of the invocations, above 0 and below 1.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.samplingRate")
    private @Nullable Double samplingRate;

    /**
     * Shows invocations of this version, by its id.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.version")
    private @Nullable String version;

    @Override
    void work(Workbench bench) {
        if (!format.equals("pretty") && !format.equals("json")) {
            throw new InputFailure("cloudflare.format must be pretty or json, found \"" + format + "\"");
        }
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        TailFilters filters = new TailFilters(
                Optional.ofNullable(samplingRate),
                list(status),
                list(method),
                list(header),
                list(ip),
                Optional.ofNullable(search),
                Optional.ofNullable(version));
        TailSession.Limits limits = new TailSession.Limits(
                Optional.ofNullable(duration).map(Duration::ofSeconds),
                Optional.ofNullable(events),
                Optional.ofNullable(level).map(LogLevel::parse));
        try (Target target = bench.open(loaded);
                TailOutput output = new TailOutput(bench.console(), format.equals("json"), path(outputFile))) {
            int seen = bench.isDryRun()
                    ? 0
                    : bench.tail(config, target, filters, limits).follow(output, output);
            bench.result(ResultFile.start("tail").put("worker", config.name()).put("events", seen));
        }
    }

    private static List<String> list(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}
