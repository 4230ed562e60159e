package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Confirmation;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.release.Allowance;
import io.github.flaremaven.cloudflare.release.Removal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Removes the Worker with all its versions. Asks first, or wants the Worker's name as confirmation.
 *
 * @since 0.1.0
 */
@Mojo(name = "delete", threadSafe = true)
public final class DeleteMojo extends WorkerMojo {
    /**
     * The Worker's name, typed once more: no question is asked then.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.confirm")
    private @Nullable String confirm;

    /**
     * <code>delete-referenced</code> deletes a Worker that others use, <code>delete-containers</code> its container
     * applications with it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.allow")
    private @Nullable List<String> allow;

    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(false);
        WorkerConfig config = loaded.worker();
        Set<Allowance> allowed = Allowance.parse(allow == null ? List.of() : allow);
        try (Target target = bench.open(loaded)) {
            Removal removal = new Removal(target.api(), config.name(), allowed, bench.console()::warn);
            Removal.Plan plan = removal.plan();
            if (!bench.isDryRun()) {
                new Confirmation(bench).require(Optional.ofNullable(confirm), config.name());
            }
            removal.carryOut(plan);
            bench.console().info((bench.isDryRun() ? "Would delete " : "Deleted ") + config.name());
            bench.result(ResultFile.start("delete").put("worker", config.name()).put("dryRun", bench.isDryRun()));
        }
    }
}
