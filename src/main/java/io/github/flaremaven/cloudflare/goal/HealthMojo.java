package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Printable;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.Tables;
import io.github.flaremaven.cloudflare.maven.HealthTargets;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.observe.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Calls the health path of one environment or of all, judges status, JSON fields and latency, and fails when one is not
 * healthy.
 *
 * @since 0.1.0
 */
@Mojo(name = "health", threadSafe = true)
public final class HealthMojo extends ConfiguredMojo {
    /**
     * The path that answers.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.health.path", defaultValue = "/health")
    private String healthPath;

    /**
     * The HTTP status of a healthy answer.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.health.status", defaultValue = "200")
    private int healthStatus;

    /**
     * The longest time an answer may take, in milliseconds.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.health.maxLatency", defaultValue = "5000")
    private int maxLatency;

    /**
     * JSON fields and the values they must have, such as <code>version</code>. Without any, <code>status</code> must be a
     * good word, and <code>environment</code>, where the answer has one, the one of the config's variable ENVIRONMENT.
     *
     * @since 0.1.0
     */
    @Parameter
    private @Nullable Map<String, String> healthFields;

    /**
     * Asks all environments of the config instead of the chosen one.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.health.all", defaultValue = "false")
    private boolean allEnvironments;

    /**
     * The Worker's address, instead of the one that the API or the config knows.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.url")
    private @Nullable String url;

    @Override
    void work(Workbench bench) {
        HealthCheck.Expectations expectations = new HealthCheck.Expectations(
                healthStatus, Duration.ofMillis(maxLatency), healthFields == null ? Map.of() : healthFields);
        try (HealthTargets targets = new HealthTargets(bench, healthPath, Optional.ofNullable(url))) {
            List<HealthCheck.Result> results = targets.check(allEnvironments, expectations);
            Tables.health(results).print(bench.console());
            results.stream()
                    .filter(r -> !r.body().isBlank())
                    .forEach(r -> bench.console()
                            .info(r.target().environment() + ": "
                                    + Printable.line(r.body().strip())));
            ObjectNode result = ResultFile.start("health");
            ArrayNode list = result.putArray("environments");
            results.forEach(r -> list.add(Tables.json(r)));
            bench.result(result);
            List<String> sick = results.stream()
                    .filter(r -> !r.isHealthy())
                    .map(r -> r.target().environment() + " (" + String.join("; ", r.problems()) + ")")
                    .toList();
            if (!sick.isEmpty()) {
                throw new InputFailure("not healthy: " + String.join(", ", sick));
            }
        }
    }
}
