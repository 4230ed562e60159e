package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Removes a Worker with all its versions and the files of its Workers Site, unless others use it. */
public final class Removal {
    private static final int FORBIDDEN = 403;

    private final CloudflareApi api;
    private final WorkerApi worker;
    private final Set<Allowance> allowed;
    private final Consumer<String> warnings;

    /**
     * A removal that nothing speaks against.
     *
     * @param force whether others use the Worker and that is accepted
     * @param containers the container applications of its Durable Objects
     */
    public record Plan(boolean force, List<JsonNode> containers) {
        public Plan {
            containers = List.copyOf(containers);
        }
    }

    public Removal(CloudflareApi api, String worker, Set<Allowance> allowed, Consumer<String> warnings) {
        this.api = api;
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
            return new Plan(false, containers());
        }
        String inUse = "others use " + worker.name() + ": " + String.join(", ", users);
        if (!allowed.contains(Allowance.DELETE_REFERENCED)) {
            throw new InputFailure(inUse + Allowance.DELETE_REFERENCED.howTo());
        }
        warnings.accept(inUse + " (allowed by cloudflare.allow)");
        return new Plan(true, containers());
    }

    /** Who may not look may still delete: the API refuses by itself what is in use, as long as nothing is forced. */
    private List<String> users() {
        return unlessForbidden("who uses " + worker.name(), worker::references);
    }

    private List<JsonNode> containers() {
        return unlessForbidden(
                "whether " + worker.name() + " has container applications, which would stay and be billed,",
                () -> api.containers().ownedBy(worker.name()));
    }

    private <T> List<T> unlessForbidden(String what, Supplier<List<T>> look) {
        try {
            return look.get();
        } catch (ApiFailure failure) {
            if (failure.status() != FORBIDDEN) {
                throw failure;
            }
            warnings.accept(what + " cannot be seen with this token: " + failure.sentence());
            return List.of();
        }
    }

    /** Removes the Worker first, because nothing that it needs may go before it. */
    public void carryOut(Plan plan) {
        worker.delete(plan.force());
        unlessForbidden("the files of a Workers Site of " + worker.name(), this::deleteSite);
        if (plan.containers().isEmpty()) {
            return;
        }
        if (allowed.contains(Allowance.DELETE_CONTAINERS)) {
            plan.containers().forEach(api.containers()::delete);
        } else {
            warnings.accept("the containers of " + worker.name() + " go on running and are billed: "
                    + plan.containers().stream()
                            .map(c -> c.path("name").asText() + " ("
                                    + c.path("id").asText() + ")")
                            .collect(Collectors.joining(", "))
                    + "; delete them in the dashboard (-Dcloudflare.allow="
                    + Allowance.DELETE_CONTAINERS.word() + " deletes them with the Worker)");
        }
    }

    private List<String> deleteSite() {
        List<String> found = api.kv().find(SiteUpload.namespaces(worker.name()));
        found.forEach(api.kv()::delete);
        return found;
    }
}
