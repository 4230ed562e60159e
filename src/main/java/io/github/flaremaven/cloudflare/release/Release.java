package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Pause;
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
        Permission permission = new Permission(request.allowed(), listener);
        this.domains = new CustomDomains(config, worker, permission);
        this.preflight = new Preflight(request, api, domains, permission, listener);
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
     * @param targets what leads to it, addresses first
     */
    public record Deployed(String worker, String versionId, boolean created, List<String> targets) {
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
        Situation situation = preflight.beforeUpload();
        if (situation.isNew()) {
            throw new InputFailure("the Worker " + worker.name()
                    + " does not exist yet, so it can have no version beside a live one; run cloudflare:deploy first");
        }
        if (situation.migration().isPresent()) {
            throw new InputFailure("the config has Durable Object migrations that are not applied yet ("
                    + config.lifecycle().lastTag().orElse("")
                    + "), which only a deployment can do; run cloudflare:deploy");
        }
        Version version = uploadVersion(situation, UploadForm.Kind.UPLOAD_VERSION);
        patchTags(situation);
        Optional<String> preview =
                version.hasPreview() ? worker.subdomain().previewUrl(version.id()) : Optional.empty();
        return new Uploaded(worker.name(), version.id(), preview);
    }

    /** Uploads and deploys at 100 %, then sets the triggers. */
    public Deployed deploy() {
        Situation situation = preflight.beforeDeployment();
        String versionId;
        if (takesVersionsPath(situation)) {
            versionId = uploadVersion(situation, UploadForm.Kind.DEPLOY_VERSION).id();
            giveAllTraffic(versionId);
            patchSettings(situation);
        } else {
            versionId = uploadDirectly(situation);
        }
        listener.deployed(worker.name(), versionId);
        return new Deployed(worker.name(), versionId, situation.isNew(), triggers(situation));
    }

    /** Deploys a version that was uploaded before, at 100 %, then sets the triggers. */
    public Deployed deploy(String versionId) {
        Situation situation = preflight.beforeDeployment();
        giveAllTraffic(versionId);
        patchSettings(situation);
        listener.deployed(worker.name(), versionId);
        return new Deployed(worker.name(), versionId, false, triggers(situation));
    }

    private List<String> triggers(Situation situation) {
        return new Triggers(config, api, listener, domains).publish(situation.isNew(), situation.replacing());
    }

    /** wrangler's conditions for uploading a version instead of the script. */
    private boolean takesVersionsPath(Situation situation) {
        boolean script = request.bundle()
                .filter(b -> b.format() == WorkerFormat.SERVICE_WORKER)
                .isPresent();
        return !situation.isNew()
                && !script
                && situation.migration().isEmpty()
                && !config.lifecycle().hasDurableObjectExports()
                && !config.firstPartyWorker()
                && config.containers().filter(c -> !c.isEmpty()).isEmpty();
    }

    private Version uploadVersion(Situation situation, UploadForm.Kind kind) {
        Body.Multipart form = form(situation, kind);
        long start = System.nanoTime();
        Version version = worker.uploadVersion(form, UploadForm.apiDate(config));
        listener.versionUploaded(worker.name(), version.id(), form.size(), Duration.ofNanos(System.nanoTime() - start));
        return version;
    }

    private String uploadDirectly(Situation situation) {
        Body.Multipart form = form(situation, UploadForm.Kind.DEPLOY_DIRECTLY);
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

    private Body.Multipart form(Situation situation, UploadForm.Kind kind) {
        request.secrets().forEach(s -> api.mask(s.value()));
        return new UploadForm(
                        config,
                        request.bundle(),
                        kind,
                        situation.bindings(),
                        request.annotations(),
                        situation.migration().map(MigrationStep::metadata),
                        assets())
                .build();
    }

    private Optional<ObjectNode> assets() {
        return config.assets().map(assets -> {
            AssetManifest manifest = scanner.get().scan(request.assetsFolder().orElse(assets.directory()), assetIndex);
            return new AssetUpload(worker.assets(), listener, pause, clock).run(assets, manifest);
        });
    }

    private void giveAllTraffic(String versionId) {
        Traffic traffic = new Traffic(worker, config);
        if (traffic.giveAll(versionId, request.annotations().message(), false) == Traffic.Confirmation.READ_BACK) {
            listener.warning("the connection broke while the deployment was made; the account says that it was made");
        }
    }

    /** Observability is always sent, so that leaving it out of the config switches it off. */
    private void patchSettings(Situation situation) {
        ObjectNode settings = Json.object();
        config.tailConsumers().ifPresent(c -> settings.set("tail_consumers", c));
        config.logpush().ifPresent(l -> settings.put("logpush", l));
        settings.set(
                "observability", config.observability().orElse(Json.object().put("enabled", false)));
        settings.set("tags", Json.array(groupTags(situation)));
        patch(settings);
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
        if (config.topLevelName().isEmpty()) {
            listener.warning(
                    "the config has environments and no name at the top level, so the dashboard cannot show them "
                            + "as one Worker; set \"name\" there");
        }
        config.topLevelName().ifPresent(name -> {
            tags.add("cf:service=" + name);
            config.environment().ifPresent(env -> tags.add("cf:environment=" + env));
        });
        return tags;
    }
}
