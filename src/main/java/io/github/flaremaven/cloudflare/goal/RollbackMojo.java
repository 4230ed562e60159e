package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.Tables;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.release.Allowance;
import io.github.flaremaven.cloudflare.release.Rollback;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Gives all traffic back to an earlier version: a named one, or the last one that had all the traffic before.
 *
 * @since 0.1.0
 */
@Mojo(name = "rollback", threadSafe = true)
public final class RollbackMojo extends WorkerMojo {
    /**
     * The version to go back to: its id or the beginning of it, its number, or its tag.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.version")
    private @Nullable String version;

    /**
     * Why; it stays with the deployment.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.message", defaultValue = "Rollback")
    private String message;

    /**
     * <code>changed-secrets</code> goes back even though secrets were changed since that version.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.allow")
    private @Nullable List<String> allow;

    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            Rollback rollback = new Rollback(config, target.api(), Allowance.parse(allow == null ? List.of() : allow));
            Rollback.Result done = rollback.run(Optional.ofNullable(version), message);
            bench.console()
                    .info((bench.isDryRun() ? "Would roll back " : "Rolled back ") + done.worker() + " to version "
                            + bench.console().bold(done.to().id())
                            + done.to().tag().map(t -> " (" + t + ")").orElse(""));
            ObjectNode result = ResultFile.start("rollback").put("worker", done.worker());
            result.set("version", Tables.json(done.to()));
            result.set("before", Tables.shares(done.from()));
            bench.result(result.put("message", message).put("dryRun", bench.isDryRun()));
        }
    }
}
