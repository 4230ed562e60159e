package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.WorkerModule;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.release.DevelopmentRelease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One Worker in development: what its project says, what was made of it, and what runs. */
final class DevWorker implements AutoCloseable {
    private static final int SERVER_ERROR = 500;
    /** The API's code for what the runtime says. */
    private static final int NOT_RUNNING = 10021;

    private final DevProject project;
    private final CloudflareApi api;
    private final Supplier<AssetScanner> scanner;
    private final DevListener listener;
    private final WatchedProject watched;
    private final DevBundle bundle;
    /** What has to be done again; what fails stays in it. */
    private final Set<Part> pending = EnumSet.allOf(Part.class);

    private final Set<Path> changed = new TreeSet<>();
    private String name = "";
    private Optional<Plan> plan = Optional.empty();
    private Optional<AssetManifest> files = Optional.empty();
    private Optional<Content> live = Optional.empty();
    private List<Diagnostic> told = List.of();
    /** Whether the last attempt failed. */
    private boolean broken;

    /** What a valid config says. */
    private record Plan(WorkerConfig config, DevelopmentRelease release) {}

    /** What runs, to tell whether an upload would change it. */
    private record Content(WorkerConfig config, List<WorkerModule> modules, Optional<AssetManifest> files) {}

    DevWorker(DevProject project, CloudflareApi api, Supplier<AssetScanner> scanner, DevListener listener) {
        this.project = project;
        this.api = api;
        this.scanner = scanner;
        this.listener = listener;
        this.watched = new WatchedProject(project);
        this.bundle = new DevBundle(project, watched);
    }

    /** Looks whether something changed, and if so makes it run. */
    void look(long since) {
        watched.changes().forEach((part, paths) -> {
            pending.add(part);
            changed.addAll(paths);
        });
        if (!changed.isEmpty()) {
            cycle(since);
        }
    }

    /** Does everything again. */
    void rebuild(long since) {
        watched.changes();
        pending.addAll(EnumSet.allOf(Part.class));
        cycle(since);
    }

    /**
     * Does what is to be done. A failure is told and leaves what runs as it is.
     *
     * @return whether it went well
     */
    boolean cycle(long since) {
        try {
            run(since);
            pending.clear();
            broken = false;
            return true;
        } catch (RuntimeException e) {
            broken = true;
            listener.failed(name, e, live.isPresent());
            return false;
        } finally {
            changed.clear();
        }
    }

    private void run(long since) {
        if (pending.contains(Part.SETTINGS)) {
            configure();
        }
        WorkerConfig config = plan.orElseThrow().config();
        long start = System.nanoTime();
        if (!pending.equals(EnumSet.of(Part.ASSETS))) {
            bundle(config);
        }
        if (pending.contains(Part.ASSETS)) {
            files = config.assets().map(a -> scanner.get().scan(a.directory(), project.assetIndex()));
        }
        Duration bundling = Duration.ofNanos(System.nanoTime() - start);
        Content content = new Content(config, bundle.code(), files);
        // The files of Workers Sites lie in KV; which of them changed, only uploading tells.
        boolean site = config.site().isPresent() && pending.contains(Part.ASSETS) && !changed.isEmpty();
        if (live.equals(Optional.of(content)) && !site) {
            tellPlaces();
            if (broken || changed.isEmpty()) { // somebody waits for an answer
                listener.unchanged(name);
            }
            return;
        }
        swap(content, since, bundling);
    }

    /** Reads the config; where it says the same as before, what was found out about the account still holds. */
    void configure() {
        LoadedConfig loaded = project.config();
        LocalVars vars = project.vars(loaded.worker());
        WorkerConfig config =
                loaded.worker().withBindings(vars.over(loaded.worker().bindings()));
        name = config.name();
        if (plan.filter(p -> p.config().equals(config)).isEmpty()) {
            plan = Optional.of(new Plan(config, new DevelopmentRelease(config, api, new DevResources(listener))));
        }
        watched.configured(config);
        pending.addAll(EnumSet.allOf(Part.class));
        pending.remove(Part.SETTINGS);
        listener.configured(new DevListener.Settings(
                name,
                loaded.warnings(),
                vars.bindings().stream().map(Binding::name).toList(),
                vars.files(),
                vars.missing()));
    }

    private void bundle(WorkerConfig config) {
        bundle.make(config, pending.contains(Part.BUILD));
        List<Diagnostic> warnings = bundle.warnings();
        if (!warnings.equals(told)) {
            told = warnings;
            listener.warnings(warnings);
        }
    }

    private void tellPlaces() {
        listener.places(
                name, bundle.places().<UnaryOperator<String>>map(p -> p::remap).orElse(UnaryOperator.identity()));
    }

    private void swap(Content content, long since, Duration bundling) {
        DevelopmentRelease release = plan.orElseThrow().release();
        release.prepare();
        boolean settings = live.filter(l -> l.config().equals(content.config())).isEmpty();
        long start = System.nanoTime();
        String version = upload(release);
        long end = System.nanoTime();
        DevListener.Reload reload = new DevListener.Reload(
                name,
                content.config().projectRoot(),
                changed,
                Duration.ofNanos(end - since),
                bundling,
                Duration.ofNanos(end - start),
                live.isEmpty());
        live = Optional.of(content);
        tellPlaces();
        listener.reloaded(reload);
        if (settings) {
            release.publish(version);
        }
    }

    /** What the runtime objects to is told without the call that it answers, and with places in the sources. */
    private String upload(DevelopmentRelease release) {
        try {
            return release.replace(bundle.bundle(), files);
        } catch (ApiFailure refused) {
            if (refused.reasons().isEmpty() || refused.status() >= SERVER_ERROR) {
                throw refused;
            }
            String reasons =
                    refused.reasons().stream().map(ApiFailure.Reason::message).collect(Collectors.joining("; "));
            throw new InputFailure(
                    (refused.hasCode(NOT_RUNNING) ? "the Worker cannot run: " : "the Worker is refused: ")
                            + bundle.remap(reasons));
        }
    }

    /** Where events are to be expected. */
    Set<Path> folders() {
        return watched.folders();
    }

    @Override
    public void close() {
        bundle.close();
    }
}
