package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.bundle.WorkerFormat;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.release.Preflight.Situation;
import io.github.flaremaven.cloudflare.release.Preparation.Prepared;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Uploads a Worker and gives it traffic, with the API calls that wrangler makes: a new Worker, a pending migration and a
 * few other cases are uploaded and deployed in one step, everything else as a version that is then deployed.
 */
public final class Release {
    private final ReleaseRequest request;
    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final ReleaseListener listener;
    private final WorkerSettings settings;
    private final Preparation preparation;
    private final Pause pause;
    private final Clock clock;
    private final CustomDomains domains;
    private final ContainerRollout containers;
    private final Preflight preflight;
    private final HeldWarnings warnings;

    /**
     * Prepares; nothing is sent yet.
     *
     * @param assetIndex file that remembers the hashes of assets between builds
     */
    public Release(
            ReleaseRequest request,
            CloudflareApi api,
            ReleaseListener listener,
            Supplier<AssetScanner> scanner,
            Optional<Path> assetIndex) {
        this(request, api, listener, scanner, assetIndex, Pause.sleeping(), Clock.systemUTC());
    }

    /** With the time as an input. */
    Release(
            ReleaseRequest request,
            CloudflareApi api,
            ReleaseListener listener,
            Supplier<AssetScanner> scanner,
            Optional<Path> assetIndex,
            Pause pause,
            Clock clock) {
        this.request = request;
        this.config = request.config();
        this.api = api;
        this.worker = request.worker(api);
        this.listener = listener;
        this.settings = new WorkerSettings(config, worker, listener);
        this.preparation = new Preparation(request, settings, scanner, assetIndex);
        this.pause = pause;
        this.clock = clock;
        this.warnings = new HeldWarnings(listener::warning);
        Permission permission = new Permission(request.allowed(), warnings);
        this.domains = new CustomDomains(config, worker, permission);
        this.containers = new ContainerRollout(request, api, pause);
        this.preflight = new Preflight(request, api, domains, containers, permission, warnings);
    }

    /**
     * A version that exists.
     *
     * @param previewUrl its own address, if it has one
     */
    public record Uploaded(String worker, String versionId, Optional<String> previewUrl) {}

    /**
     * A Worker that is live.
     *
     * @param unchanged whether it was live already, so that nothing was uploaded
     * @param targets what leads to it, addresses first
     */
    public record Deployed(String worker, String versionId, boolean created, boolean unchanged, List<String> targets) {
        public Deployed {
            targets = List.copyOf(targets);
        }
    }

    /**
     * Uploads a version that gets no traffic.
     *
     * @throws InputFailure when the Worker does not exist yet, or a migration is pending: both need a deployment
     */
    public Uploaded upload() {
        Prepared prepared = preparation.run(preflight::beforeUpload, warnings);
        Situation situation = prepared.situation();
        if (situation.isNew()) {
            throw new InputFailure("the Worker " + worker.name()
                    + " does not exist yet, so it can have no version beside a live one; run cloudflare:deploy first");
        }
        if (situation.migration().isPresent()) {
            throw new InputFailure("the config has Durable Object migrations that are not applied yet ("
                    + config.lifecycle().lastTag().orElse("")
                    + "), which only a deployment can do; run cloudflare:deploy");
        }
        if (config.site().isPresent()) {
            throw new InputFailure(
                    "a Worker with \"site\" (Workers Sites) can have no version beside the live one, because "
                            + "the files of both are in one place; run cloudflare:deploy, or move to static assets");
        }
        Version version = uploadVersion(prepared, UploadForm.Kind.UPLOAD_VERSION);
        settings.setTags(situation.service());
        Optional<String> preview =
                version.hasPreview() ? worker.subdomain().previewUrl(version.id()) : Optional.empty();
        return new Uploaded(worker.name(), version.id(), preview);
    }

    /** Uploads and deploys at 100 %, unless that is live already, then sets the triggers. */
    public Deployed deploy() {
        Prepared prepared = preparation.run(preflight::beforeDeployment, warnings);
        Situation situation = prepared.situation();
        Optional<String> live = liveAlready(prepared);
        if (live.isPresent()) {
            listener.unchanged(worker.name(), live.get());
            return new Deployed(
                    worker.name(), live.get(), false, true, triggers().keep(live.get(), situation));
        }
        String versionId;
        if (takesVersionsPath(prepared)) {
            versionId = uploadVersion(prepared, UploadForm.Kind.DEPLOY_VERSION).id();
            giveAllTraffic(versionId);
            settings.set(situation.service());
        } else {
            versionId = uploadDirectly(prepared);
        }
        listener.deployed(worker.name(), versionId);
        List<String> targets = triggers(versionId, situation);
        return new Deployed(worker.name(), versionId, situation.isNew(), false, targets);
    }

    /** Deploys a version that was uploaded before, at 100 %, then sets the triggers. */
    public Deployed deploy(String versionId) {
        warnings.open();
        Situation situation = preflight.beforeDeployment();
        giveAllTraffic(versionId);
        settings.set(situation.service());
        listener.deployed(worker.name(), versionId);
        return new Deployed(worker.name(), versionId, false, false, triggers(versionId, situation));
    }

    /**
     * The version that has all the traffic, when its tag says that it is what would be uploaded. Secrets that travel with the
     * version cannot be compared, nor can the files of Workers Sites, so they are always uploaded.
     */
    private Optional<String> liveAlready(Prepared prepared) {
        Situation situation = prepared.situation();
        boolean may = request.annotations().stamped()
                && !request.force()
                && request.secrets().isEmpty()
                && request.dispatchNamespace().isEmpty()
                && config.site().isEmpty()
                && situation.migration().isEmpty()
                && situation
                        .service()
                        .filter(s -> s.tags().equals(settings.tags(situation.service())))
                        .isPresent()
                && situation.bindings().stream().allMatch(PlannedBinding::isPresent);
        return may
                ? situation
                        .live()
                        .filter(v -> Annotations.carries(v.tag(), prepared.fingerprint()))
                        .map(Version::id)
                : Optional.empty();
    }

    private Triggers triggers() {
        return new Triggers(config, api, listener, domains, containers);
    }

    private List<String> triggers(String versionId, Situation situation) {
        if (request.dispatchNamespace().isPresent()) {
            triggers().publishContainers(versionId);
            return List.of();
        }
        return triggers().publish(versionId, situation);
    }

    /** wrangler's conditions for uploading a version instead of the script. */
    private boolean takesVersionsPath(Prepared prepared) {
        Situation situation = prepared.situation();
        boolean script = prepared.bundle()
                .filter(b -> b.format() == WorkerFormat.SERVICE_WORKER)
                .isPresent();
        return !situation.isNew()
                && request.dispatchNamespace().isEmpty()
                && !script
                && situation.migration().isEmpty()
                && !config.lifecycle().hasDurableObjectExports()
                && !config.firstPartyWorker()
                && config.containers().filter(c -> !c.isEmpty()).isEmpty();
    }

    private Version uploadVersion(Prepared prepared, UploadForm.Kind kind) {
        Body.Multipart form = form(prepared, kind);
        long start = System.nanoTime();
        Version version = worker.uploadVersion(form, UploadForm.apiDate(config));
        listener.versionUploaded(worker.name(), version.id(), form.size(), Duration.ofNanos(System.nanoTime() - start));
        return version;
    }

    private String uploadDirectly(Prepared prepared) {
        Situation situation = prepared.situation();
        Body.Multipart form = form(prepared, UploadForm.Kind.DEPLOY_DIRECTLY);
        long start = System.nanoTime();
        String versionId = worker.upload(form, UploadForm.apiDate(config)).orElseGet(this::liveVersion);
        listener.versionUploaded(worker.name(), versionId, form.size(), Duration.ofNanos(System.nanoTime() - start));
        settings.setTags(situation.service());
        return versionId;
    }

    /** For an API that does not answer an upload with the version's id. */
    private String liveVersion() {
        return worker.deployments().stream()
                .findFirst()
                .flatMap(Deployment::onlyVersion)
                .orElseThrow(() -> new ApiFailure(
                        "cannot tell which version of " + worker.name() + " is live; see mvn cloudflare:status",
                        "PUT …/workers/scripts/" + worker.name()));
    }

    private Body.Multipart form(Prepared prepared, UploadForm.Kind kind) {
        Situation situation = prepared.situation();
        request.secrets().forEach(s -> api.mask(s.value()));
        Optional<ObjectNode> assets = assets(prepared.files());
        Optional<SiteUpload.Content> site = config.site().map(s -> new SiteUpload(api.kv(), s).run(worker.name()));
        List<Binding> bindings = PlannedBinding.complete(situation.bindings(), listener);
        site.ifPresent(s -> bindings.add(s.binding()));
        return new UploadForm(
                        config,
                        prepared.bundle().map(b -> site.map(s -> s.addTo(b)).orElse(b)),
                        kind,
                        bindings,
                        prepared.annotations(),
                        situation.migration().map(MigrationStep::metadata),
                        assets)
                .build();
    }

    private Optional<ObjectNode> assets(Optional<AssetManifest> files) {
        return config.assets()
                .flatMap(assets ->
                        files.map(f -> new AssetUpload(worker.assets(), listener, pause, clock).run(assets, f)));
    }

    private void giveAllTraffic(String versionId) {
        Traffic traffic = new Traffic(worker, config);
        if (traffic.giveAll(versionId, request.annotations().message(), false) == Traffic.Confirmation.READ_BACK) {
            listener.warning("the connection broke while the deployment was made; the account says that it was made");
        }
    }
}
