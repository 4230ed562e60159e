package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Removes a Worker with all its versions, unless others use it. */
public final class Removal {
    private final WorkerApi worker;
    private final Set<Allowance> allowed;
    private final Consumer<String> warnings;

    /** A removal that nothing speaks against; {@code force} when others use the Worker and that is accepted. */
    public record Plan(boolean force) {}

    public Removal(CloudflareApi api, String worker, Set<Allowance> allowed, Consumer<String> warnings) {
        this.worker = api.worker(worker);
        this.allowed = Set.copyOf(allowed);
        this.warnings = warnings;
    }

    /**
     * Looks whether the Worker is there and who uses it; changes nothing.
     *
     * @throws InputFailure when there is no such Worker, or others use it and the build may not break them
     */
    public Plan plan() {
        if (worker.find().isEmpty()) {
            throw new InputFailure("there is no Worker " + worker.name() + " to delete");
        }
        List<String> users = users();
        if (users.isEmpty()) {
            return new Plan(false);
        }
        String inUse = "others use " + worker.name() + ": " + String.join(", ", users);
        if (!allowed.contains(Allowance.DELETE_REFERENCED)) {
            throw new InputFailure(inUse + Allowance.DELETE_REFERENCED.howTo());
        }
        warnings.accept(inUse + " (allowed by cloudflare.allow)");
        return new Plan(true);
    }

    /** Who may not look may still delete: the API refuses by itself what is in use, as long as nothing is forced. */
    private List<String> users() {
        try {
            return worker.references();
        } catch (ApiFailure failure) {
            if (failure.status() != 403) {
                throw failure;
            }
            warnings.accept("who uses " + worker.name() + " cannot be seen with this token: " + failure.sentence());
            return List.of();
        }
    }

    public void carryOut(Plan plan) {
        worker.delete(plan.force());
    }
}
