package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Buckets;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The account: its Workers and stores. Changes happen one at a time. */
final class Platform {
    private final Scripts scripts;
    private final WorkerRuntime runtime;
    private final KvStore kv;
    private final Buckets buckets;
    private final BlobStore modules;
    private final BlobStore assets;
    private final Clock clock;

    Platform(
            Scripts scripts,
            WorkerRuntime runtime,
            KvStore kv,
            Buckets buckets,
            BlobStore modules,
            BlobStore assets,
            Clock clock) {
        this.scripts = scripts;
        this.runtime = runtime;
        this.kv = kv;
        this.buckets = buckets;
        this.modules = modules;
        this.assets = assets;
        this.clock = clock;
    }

    Scripts scripts() {
        return scripts;
    }

    KvStore kv() {
        return kv;
    }

    Buckets buckets() {
        return buckets;
    }

    BlobStore modules() {
        return modules;
    }

    BlobStore assets() {
        return assets;
    }

    WorkerRuntime runtime() {
        return runtime;
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
        return scripts.find(name).orElseThrow(ApiError::workerNotFound);
    }

    /**
     * Changes a Worker so that what runs changes with it; when a version cannot run, nothing changes.
     *
     * @throws ApiError 10021 with what the runtime says
     */
    synchronized Script changeCode(Script changed) {
        List<Script> all = others(changed.name());
        all.add(changed);
        try {
            runtime.update(all);
        } catch (WorkerRuntime.Refused refused) {
            throw ApiError.invalidUpload(refused.complaint());
        }
        scripts.put(changed);
        return changed;
    }

    /** Changes what leads to a Worker or belongs to no version. */
    synchronized Script change(String name, UnaryOperator<Script> change) {
        Script changed = change.apply(script(name));
        scripts.put(changed);
        reroute();
        return changed;
    }

    synchronized void remove(String name) {
        script(name);
        scripts.remove(name);
        reroute();
    }

    /** Tells the runtime what was deployed before this process. */
    synchronized void restore() {
        reroute();
    }

    private void reroute() {
        try {
            runtime.reroute(scripts.all());
        } catch (WorkerRuntime.Refused refused) {
            throw ApiError.invalidUpload(refused.complaint());
        }
    }

    private List<Script> others(String name) {
        List<Script> others = new ArrayList<>(scripts.all());
        others.removeIf(s -> s.name().equals(name));
        return others;
    }
}
