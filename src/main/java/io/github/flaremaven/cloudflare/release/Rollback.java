package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Deployment.Share;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives all traffic back to an earlier version. Resources and triggers stay as they are. */
public final class Rollback {
    private static final int SECRETS_CHANGED = 10220;

    private final WorkerConfig config;
    private final WorkerApi worker;
    private final Set<Allowance> allowed;

    /** {@code from} is what had the traffic, one version or more. */
    public record Result(String worker, Version to, List<Share> from) {}

    public Rollback(WorkerConfig config, CloudflareApi api, Set<Allowance> allowed) {
        this.config = config;
        this.worker = api.worker(config.name());
        this.allowed = allowed;
    }

    /**
     * Rolls back.
     *
     * @param target a version's id or a beginning of it that fits only one, its number, or its tag; absent: the last
     *     version before the present deployment that had all the traffic
     * @throws InputFailure when there is no such version
     */
    public Result run(Optional<String> target, String message) {
        List<Deployment> deployments = worker.deployments();
        if (deployments.isEmpty()) {
            throw new InputFailure(
                    "the Worker " + worker.name() + " has no deployments, so there is nothing to go back to");
        }
        Version version = target.map(t -> new VersionFinder(worker).find(t)).orElseGet(() -> previous(deployments));
        List<Share> from = deployments.get(0).shares();
        if (from.equals(List.of(new Share(version.id(), 100)))) {
            throw new InputFailure("the version " + version.id() + " has all the traffic already");
        }
        move(version.id(), message);
        return new Result(worker.name(), version, from);
    }

    private void move(String versionId, String message) {
        Traffic traffic = new Traffic(worker, config);
        try {
            traffic.giveAll(versionId, Optional.of(message), false);
        } catch (ApiFailure failure) {
            if (!failure.hasCode(SECRETS_CHANGED) || !allowed.contains(Allowance.CHANGED_SECRETS)) {
                throw failure;
            }
            traffic.giveAll(versionId, Optional.of(message), true);
        }
    }

    private Version previous(List<Deployment> newestFirst) {
        Optional<String> current = newestFirst.get(0).onlyVersion();
        return newestFirst.stream()
                .skip(1)
                .flatMap(d -> d.onlyVersion().stream())
                .filter(id -> !current.equals(Optional.of(id)))
                .findFirst()
                .map(worker::version)
                .orElseThrow(() -> new InputFailure("no earlier deployment of " + worker.name()
                        + " gave one version all the traffic; name a version: -Dcloudflare.version=<id>"));
    }
}
