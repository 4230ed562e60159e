package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.ServiceInfo;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings a Worker that is being developed to the embedded Cloudflare, again and again. The upload is the one that a
 * deployment makes; but the account is looked at only once, nothing is asked for that protects others, and every upload is
 * live at once.
 */
public final class DevelopmentRelease {
    private final ReleaseRequest request;
    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final ReleaseListener listener;
    private final Pause pause = Pause.sleeping();
    private Optional<Look> look = Optional.empty();
    private boolean migrated;

    /** What the account says, and the bindings as they are uploaded. */
    private record Look(Optional<MigrationStep> migration, List<Binding> bindings) {}

    /** For one state of the config; a changed config needs another one. */
    public DevelopmentRelease(WorkerConfig config, CloudflareApi api, ReleaseListener listener) {
        this.config = config;
        this.api = api;
        this.worker = api.worker(config.name());
        this.listener = listener;
        this.request = new ReleaseRequest(
                config,
                Optional::empty,
                Optional.empty(),
                Annotations.none(),
                List.of(),
                EnumSet.allOf(Allowance.class),
                true,
                false,
                Optional.empty());
    }

    /** Looks at the account, the first time, and makes what bindings lead to and what is missing. */
    public void prepare() {
        if (look.isEmpty()) {
            look = Optional.of(look());
        }
    }

    /**
     * Uploads a version that gets all traffic at once.
     *
     * @return its id
     * @throws ApiFailure when it cannot run; what ran before runs on
     */
    public String replace(Optional<WorkerBundle> bundle, Optional<AssetManifest> files) {
        prepare();
        Look present = look.orElseThrow();
        Optional<ObjectNode> assets = config.assets()
                .flatMap(a ->
                        files.map(f -> new AssetUpload(worker.assets(), listener, pause, Clock.systemUTC()).run(a, f)));
        Optional<SiteUpload.Content> site = config.site().map(s -> new SiteUpload(api.kv(), s).run(worker.name()));
        List<Binding> bindings = new ArrayList<>(present.bindings());
        site.ifPresent(s -> bindings.add(s.binding()));
        Body.Multipart form = new UploadForm(
                        config,
                        bundle.map(b -> site.map(s -> s.addTo(b)).orElse(b)),
                        UploadForm.Kind.DEPLOY_DIRECTLY,
                        bindings,
                        request.annotations(),
                        migrated ? Optional.empty() : present.migration().map(MigrationStep::metadata),
                        assets)
                .build();
        String version = worker.upload(form, UploadForm.apiDate(config))
                .orElseThrow(() ->
                        new ApiFailure("the upload of " + worker.name() + " has no answer", "PUT " + worker.name()));
        migrated = true;
        return version;
    }

    /** Sets what belongs to no version, and leads events and addresses to the Worker as the config says. */
    public void publish(String version) {
        new WorkerSettings(config, worker, listener).set(Optional.empty());
        Consumer<String> quiet = warning -> {};
        Permission permission = new Permission(request.allowed(), quiet);
        CustomDomains domains = new CustomDomains(config, worker, permission);
        // That addresses are switched on or off is no news here, as it is none for a new Worker.
        Preflight.Situation asIfNew = new Preflight.Situation(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                config.customDomains().isEmpty() ? Optional.empty() : Optional.of(domains.look()),
                worker::subdomain);
        new Triggers(config, api, listener, domains, new ContainerRollout(request, api, pause))
                .publish(version, asIfNew);
    }

    private Look look() {
        Optional<ServiceInfo> service = worker.find();
        Optional<MigrationStep> migration =
                MigrationStep.pending(config.lifecycle(), service.flatMap(ServiceInfo::migrationTag));
        List<Binding> bindings = config.main().isEmpty()
                ? List.of()
                : PlannedBinding.complete(
                        new BindingResolver(request, api, listener::warning)
                                .resolve(service.isPresent(), worker::deployedBindings),
                        listener);
        config.queueConsumers().stream()
                .map(c -> c.queue())
                .distinct()
                .filter(queue -> api.queues().find(queue).isEmpty())
                .forEach(queue -> {
                    api.resources().createQueue(queue);
                    listener.resourceMade("queue " + queue, "queues.consumers");
                });
        return new Look(migration, bindings);
    }
}
