package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Confirmation;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.release.Allowance;
import java.util.List;
import java.util.Optional;
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
     * <code>delete-referenced</code> deletes a Worker that others use.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.allow")
    private @Nullable List<String> allow;

    @Override
    void work(Workbench bench) {
        WorkerConfig config = bench.config(false).worker();
        boolean force = Allowance.parse(allow == null ? List.of() : allow).contains(Allowance.DELETE_REFERENCED);
        try (Target target = bench.open(config)) {
            WorkerApi worker = target.api().worker(config.name());
            if (worker.find().isEmpty()) {
                throw new InputFailure("there is no Worker " + config.name() + " to delete");
            }
            List<String> users = worker.references();
            if (!users.isEmpty() && !force) {
                throw new InputFailure("others use " + config.name() + ": " + String.join(", ", users)
                        + Allowance.DELETE_REFERENCED.howTo());
            }
            if (!bench.isDryRun()) {
                new Confirmation(bench).require(Optional.ofNullable(confirm), config.name());
            }
            worker.delete(force);
            bench.console().info((bench.isDryRun() ? "Would delete " : "Deleted ") + config.name());
            bench.result(ResultFile.start("delete").put("worker", config.name()).put("dryRun", bench.isDryRun()));
        }
    }
}
