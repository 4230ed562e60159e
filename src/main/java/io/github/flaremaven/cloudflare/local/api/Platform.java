package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.local.cron.CronScheduler;
import io.github.flaremaven.cloudflare.local.d1.D1Databases;
import io.github.flaremaven.cloudflare.local.front.Front;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.queue.Queues;
import io.github.flaremaven.cloudflare.local.r2.R2Store;
import io.github.flaremaven.cloudflare.local.runtime.Refused;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.DispatchName;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.vectorize.VectorIndexes;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The account: its Workers and stores. Changes of Workers happen one at a time. */
final class Platform {
    private final LocalApi.Account account;
    private final Leftovers leftovers;
    private final Clock clock;

    Platform(LocalApi.Account account, Leftovers leftovers, Clock clock) {
        this.account = account;
        this.leftovers = leftovers;
        this.clock = clock;
    }

    Scripts scripts() {
        return account.scripts();
    }

    /** User Workers of dispatch namespaces, by their {@link DispatchName}. */
    Scripts dispatched() {
        return account.dispatched();
    }

    /** All that run. */
    private List<Script> everything() {
        return Stream.concat(scripts().all().stream(), dispatched().all().stream())
                .toList();
    }

    private Scripts store(Script script) {
        return DispatchName.parse(script.name()).isPresent() ? dispatched() : scripts();
    }

    KvStore kv() {
        return account.kv();
    }

    D1Databases d1() {
        return account.d1();
    }

    HyperdriveConfigs hyperdrive() {
        return account.hyperdrive();
    }

    VectorIndexes vectorize() {
        return account.vectorize();
    }

    R2Store r2() {
        return account.r2();
    }

    Resources resources() {
        return account.resources();
    }

    Queues queues() {
        return account.queues();
    }

    WorkflowInstances workflows() {
        return account.workflows();
    }

    CronScheduler schedules() {
        return account.schedules();
    }

    BlobStore modules() {
        return account.modules();
    }

    Front front() {
        return account.front();
    }

    private WorkerRuntime runtime() {
        return account.runtime();
    }

    Instant now() {
        return clock.instant();
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    /** 32 hex digits, as tags and namespace ids have. */
    static String newTag() {
        return newId().replace("-", "");
    }

    /**
     * The Worker.
     *
     * @throws ApiError 10007
     */
    Script script(String name) {
        return scripts().find(name).orElseThrow(ApiError::workerNotFound);
    }

    /** Does something that looks at Workers and then changes them, while nobody else does. */
    synchronized <T> T exclusively(Supplier<T> work) {
        return work.get();
    }

    /**
     * Changes Workers so that what runs changes with them; when a version cannot run, nothing changes.
     *
     * @param others Workers that change along
     * @return how long workerd took to start the code
     * @throws ApiError 10021 with what the runtime says, or 10064
     */
    synchronized Duration changeCode(Script changed, List<Script> others) {
        Map<String, Script> all = new TreeMap<>();
        everything().forEach(s -> all.put(s.name(), s));
        Optional<Script> before = Optional.ofNullable(all.get(changed.name()));
        others.forEach(s -> all.put(s.name(), s));
        all.put(changed.name(), changed);
        Duration took;
        try {
            took = runtime().update(List.copyOf(all.values()), changed.name()).orElse(Duration.ZERO);
        } catch (Refused refused) {
            throw refused.missingClass()
                    .map(name -> notExported(name, before))
                    .orElseGet(() -> ApiError.invalidUpload(refused.complaint()));
        }
        try {
            others.forEach(scripts()::put);
            store(changed).put(changed);
        } catch (RuntimeException e) {
            runtime().reroute(everything()); // what is not kept must not run either
            throw e;
        }
        if (before.isPresent()) {
            leftovers.clear(before.get(), changed);
        }
        return took;
    }

    private static ApiError notExported(String className, Optional<Script> before) {
        boolean known =
                before.filter(s -> s.objectClasses().containsKey(className)).isPresent();
        return known
                ? new ApiError(
                        400,
                        10064,
                        "New version of script does not export class '" + className
                                + "' which is depended on by existing Durable Objects. Did you forget to include it? If you "
                                + "renamed it, try a rename-class migration. If you want to delete all the Durable Objects "
                                + "implemented by the class, you can use a delete-class migration")
                : new ApiError(
                        400,
                        10070,
                        "Cannot apply new-class migration to class '" + className
                                + "' that is not exported by script.");
    }

    /** Changes what leads to a Worker or belongs to no version. */
    synchronized Script change(String name, UnaryOperator<Script> change) {
        Script changed = change.apply(script(name));
        scripts().put(changed);
        runtime().reroute(everything());
        return changed;
    }

    /** Changes several Workers like this. */
    synchronized void changeAll(List<Script> changed) {
        changed.forEach(scripts()::put);
        runtime().reroute(everything());
    }

    synchronized void remove(Script script) {
        store(script).remove(script.name());
        runtime().reroute(everything());
        leftovers.clear(script);
    }

    /** Makes the Workflows run that there are now. */
    synchronized void refreshWorkflows() {
        runtime().reroute(scripts().all());
    }

    /** Tells the runtime what was deployed before this process. */
    synchronized void restore() {
        runtime().reroute(everything());
        runtime().resume();
    }
}
