package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.WorkerFormat;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.release.Preflight.Situation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    private final Supplier<AssetScanner> scanner;
    private final Optional<Path> assetIndex;
    private final Pause pause;
    private final Clock clock;
    private final CustomDomains domains;
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
        this.worker = api.worker(config.name());
        this.listener = listener;
        this.scanner = scanner;
        this.assetIndex = assetIndex;
        this.pause = pause;
        this.clock = clock;
        this.warnings = new HeldWarnings(listener::warning);
        Permission permission = new Permission(request.allowed(), warnings);
        this.domains = new CustomDomains(config, worker, permission);
        this.preflight = new Preflight(request, api, domains, permission, warnings);
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
        Prepared prepared = prepare(preflight::beforeUpload);
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
        Version version = uploadVersion(prepared, UploadForm.Kind.UPLOAD_VERSION);
        patchTags(situation);
        Optional<String> preview =
                version.hasPreview() ? worker.subdomain().previewUrl(version.id()) : Optional.empty();
        return new Uploaded(worker.name(), version.id(), preview);
    }

    /** Uploads and deploys at 100 %, unless that is live already, then sets the triggers. */
    public Deployed deploy() {
        Prepared prepared = prepare(preflight::beforeDeployment);
        Situation situation = prepared.situation();
        Optional<String> live = liveAlready(prepared);
        if (live.isPresent()) {
            listener.unchanged(worker.name(), live.get());
            return new Deployed(
                    worker.name(), live.get(), false, true, triggers().keep(situation.replacing()));
        }
        String versionId;
        if (takesVersionsPath(prepared)) {
            versionId = uploadVersion(prepared, UploadForm.Kind.DEPLOY_VERSION).id();
            giveAllTraffic(versionId);
            patchSettings(situation);
        } else {
            versionId = uploadDirectly(prepared);
        }
        listener.deployed(worker.name(), versionId);
        return new Deployed(worker.name(), versionId, situation.isNew(), false, triggers(situation));
    }

    /** Deploys a version that was uploaded before, at 100 %, then sets the triggers. */
    public Deployed deploy(String versionId) {
        warnings.open();
        Situation situation = preflight.beforeDeployment();
        giveAllTraffic(versionId);
        patchSettings(situation);
        listener.deployed(worker.name(), versionId);
        return new Deployed(worker.name(), versionId, false, false, triggers(situation));
    }

    /** What is needed before anything is sent that changes something. */
    private record Prepared(
            Situation situation,
            Optional<WorkerBundle> bundle,
            Optional<AssetManifest> files,
            Annotations annotations,
            String fingerprint) {}

    /** Looks at the account while the Worker is bundled. When both fail, the Worker's own error is the one to tell. */
    private Prepared prepare(Supplier<Situation> look) {
        FutureTask<Situation> looking = new FutureTask<>(look::get);
        Thread thread = new Thread(looking, "cloudflare-preflight");
        thread.setDaemon(true);
        thread.start();
        boolean bundled = false;
        try {
            Optional<WorkerBundle> bundle = request.bundler().get();
            bundled = true;
            Optional<AssetManifest> files = scan();
            return prepared(looking.get(), bundle, files);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while the account was looked at", e);
        } finally {
            if (!bundled) {
                looking.cancel(true);
            }
            warnings.open();
        }
    }

    private Prepared prepared(Situation situation, Optional<WorkerBundle> bundle, Optional<AssetManifest> files) {
        String fingerprint =
                Fingerprint.of(config, bundle, PlannedBinding.known(situation.bindings()), files, settings(List.of()));
        return new Prepared(situation, bundle, files, request.annotations().stamp(fingerprint), fingerprint);
    }

    /**
     * The version that has all the traffic, when its tag says that it is what would be uploaded. Secrets that travel with the
     * version cannot be compared, so they are always uploaded.
     */
    private Optional<String> liveAlready(Prepared prepared) {
        Situation situation = prepared.situation();
        boolean may = request.annotations().stamped()
                && !request.force()
                && request.secrets().isEmpty()
                && situation.migration().isEmpty()
                && situation
                        .service()
                        .filter(s -> s.tags().equals(groupTags(situation)))
                        .isPresent()
                && situation.bindings().stream().allMatch(PlannedBinding::isPresent);
        return may
                ? situation
                        .live()
                        .flatMap(Deployment::onlyVersion)
                        .filter(id -> Annotations.carries(worker.version(id).tag(), prepared.fingerprint()))
                : Optional.empty();
    }

    private Triggers triggers() {
        return new Triggers(config, api, listener, domains);
    }

    private List<String> triggers(Situation situation) {
        return triggers().publish(situation.isNew(), situation.replacing());
    }

    /** wrangler's conditions for uploading a version instead of the script. */
    private boolean takesVersionsPath(Prepared prepared) {
        Situation situation = prepared.situation();
        boolean script = prepared.bundle()
                .filter(b -> b.format() == WorkerFormat.SERVICE_WORKER)
                .isPresent();
        return !situation.isNew()
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
        List<String> tags = groupTags(situation);
        if (!situation.service().map(s -> s.tags().equals(tags)).orElse(tags.isEmpty())) {
            patch(Json.object().set("tags", Json.array(tags)));
        }
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
        return new UploadForm(
                        config,
                        prepared.bundle(),
                        kind,
                        PlannedBinding.complete(situation.bindings(), listener),
                        prepared.annotations(),
                        situation.migration().map(MigrationStep::metadata),
                        assets)
                .build();
    }

    private Optional<AssetManifest> scan() {
        return config.assets()
                .map(assets -> scanner.get().scan(request.assetsFolder().orElse(assets.directory()), assetIndex));
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

    /** Observability is always sent, so that leaving it out of the config switches it off. */
    private void patchSettings(Situation situation) {
        patch(settings(groupTags(situation)));
    }

    private ObjectNode settings(List<String> tags) {
        ObjectNode settings = Json.object();
        config.tailConsumers().ifPresent(c -> settings.set("tail_consumers", c));
        config.logpush().ifPresent(l -> settings.put("logpush", l));
        settings.set(
                "observability", config.observability().orElse(Json.object().put("enabled", false)));
        settings.set("tags", Json.array(tags));
        return settings;
    }

    private void patchTags(Situation situation) {
        List<String> tags = groupTags(situation);
        if (!situation.service().map(s -> s.tags().equals(tags)).orElse(true)) {
            patch(Json.object().set("tags", Json.array(tags)));
        }
    }

    /** The version is there by now, so a failure here is told and does not end the build. */
    private void patch(ObjectNode settings) {
        try {
            worker.patchSettings(settings);
        } catch (Failure failure) {
            listener.warning(
                    "the version was uploaded, but what belongs to no version was not set: " + failure.sentence());
        }
    }

    /** The labels by which the dashboard groups the environments of one Worker. */
    private List<String> groupTags(Situation situation) {
        List<String> tags = new ArrayList<>(situation
                .service()
                .map(s -> s.tags().stream()
                        .filter(t -> !t.startsWith("cf:service=") && !t.startsWith("cf:environment="))
                        .toList())
                .orElse(List.of()));
        if (config.environments().isEmpty()) {
            return tags;
        }
        config.topLevelName().ifPresent(name -> {
            tags.add("cf:service=" + name);
            config.environment().ifPresent(env -> tags.add("cf:environment=" + env));
        });
        return tags;
    }
}
