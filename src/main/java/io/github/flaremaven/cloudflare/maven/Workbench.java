package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.BundleSettings;
import io.github.flaremaven.cloudflare.bundle.Bundler;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.DotEnv;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.ToolEnvironment;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.console.Findings;
import io.github.flaremaven.cloudflare.console.ReleaseReporter;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.observe.TailFilters;
import io.github.flaremaven.cloudflare.observe.TailSession;
import io.github.flaremaven.cloudflare.release.Annotations;
import io.github.flaremaven.cloudflare.release.Release;
import io.github.flaremaven.cloudflare.release.ReleaseRequest;
import io.github.flaremaven.cloudflare.secret.SecretSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What goals work with: the config, the target, the bundle, the console, all for one project and one environment. */
public final class Workbench {
    private static final String LOCAL = "local";

    private final Surroundings surroundings;
    private final Parameters parameters;
    private final Console console;
    private final SessionStore store;
    private final Tools tools;
    private final ToolEnvironment environment;

    public Workbench(Surroundings surroundings, Parameters parameters) {
        this.surroundings = surroundings;
        this.parameters = parameters;
        this.console = surroundings.console();
        this.store = new SessionStore(surroundings.session());
        this.tools = new Tools(surroundings, parameters, console);
        this.environment = ToolEnvironment.of(
                surroundings.folder(), namedEnvironment().filter(e -> !e.isEmpty()), List.of(), System.getenv());
        ForbiddenToken.check(surroundings);
        UnknownParameters.warn(surroundings);
    }

    /** The same with another config file. */
    Workbench withConfig(Path file) {
        return new Workbench(surroundings, parameters.withConfig(file));
    }

    public Console console() {
        return console;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public boolean isDryRun() {
        return parameters.dryRun();
    }

    /** Whether the project has a config; one without is none of ours. */
    public boolean hasConfig() {
        return ConfigLoader.hasFile(request(choice(), false));
    }

    /** The environments of the config. */
    public List<String> environments() {
        return ConfigLoader.environments(request(choice(), false));
    }

    /**
     * Reads the config for the chosen environment. Its warnings are printed once it is said what the goal works on.
     *
     * @param forDeployment see {@link ConfigRequest}
     */
    public LoadedConfig config(boolean forDeployment) {
        return ConfigLoader.load(request(choice(), forDeployment));
    }

    /** Reads the config for tests: where nobody names an environment, the one that fits the embedded Cloudflare. */
    LoadedConfig configForTests(boolean forDeployment) {
        return ConfigLoader.load(request(choiceForTests(), forDeployment));
    }

    /** See {@link #configForTests}. */
    EnvironmentChoice choiceForTests() {
        EnvironmentChoice choice = choice();
        return choice instanceof EnvironmentChoice.Unnamed ? new EnvironmentChoice.Local() : choice;
    }

    /** Reads the config for an environment by name; empty means the top level. */
    public LoadedConfig configOf(String environmentName) {
        return ConfigLoader.load(request(new EnvironmentChoice.Named(environmentName), false));
    }

    private ConfigRequest request(EnvironmentChoice choice, boolean forDeployment) {
        return new ConfigRequest(
                surroundings.folder(), parameters.config(), choice, parameters.overrides(), forDeployment);
    }

    /** Command line, POM, {@code CLOUDFLARE_ENV}: the first one that says anything, if only the empty word. */
    private EnvironmentChoice choice() {
        Optional<String> name =
                namedEnvironment().or(() -> environment.get("CLOUDFLARE_ENV").map(Secret::reveal));
        if (name.isEmpty()) {
            return new EnvironmentChoice.Unnamed();
        }
        return isShortForLocal() ? new EnvironmentChoice.Local() : new EnvironmentChoice.Named(name.get());
    }

    private Optional<String> namedEnvironment() {
        return surroundings
                .userProperty("cloudflare.env")
                .or(() -> surroundings.userProperty("env"))
                .or(parameters::environment);
    }

    /** {@code -Denv=local} means the embedded Cloudflare and the environment that fits it. */
    private boolean isShortForLocal() {
        return namedEnvironment().equals(Optional.of(LOCAL));
    }

    public boolean isLocal() {
        return parameters.local() || isShortForLocal();
    }

    /** Opens the target and says, as the goal's first line, what it works on. Then come the config's warnings. */
    public Target open(LoadedConfig config) {
        try {
            Target target = opener().open(isLocal(), Optional.of(config.worker()));
            console.info(Headline.of(config.worker()) + " on " + target.description());
            return target;
        } finally {
            Findings.warn(config.warnings(), console);
        }
    }

    /** Opens the target without a Worker. */
    public Target open() {
        Target target = opener().open(isLocal(), Optional.empty());
        console.info("Account on " + target.description());
        return target;
    }

    /** The first line of a goal that stays on this machine, and the config's warnings. */
    public void announce(LoadedConfig config) {
        console.info(Headline.of(config.worker()) + ", nothing leaves this machine");
        Findings.warn(config.warnings(), console);
    }

    /** The first line of a goal whose work is done later in the build, and the config's warnings. */
    void announceLater(LoadedConfig config) {
        console.info(Headline.of(config.worker()) + ", is made ready and released with the last module");
        Findings.warn(config.warnings(), console);
    }

    /** Keeps the embedded Cloudflare, where it is the target, running until it is let go. */
    Hold hold() {
        return isLocal() ? localCloudflare().open() : () -> {};
    }

    private TargetOpener opener() {
        return new TargetOpener(surroundings, parameters, environment, console, localCloudflare());
    }

    ToolEnvironment environment() {
        return environment;
    }

    /** The project as a development loop sees it; {@code envFiles} are named instead of {@code .dev.vars} and the like. */
    public DevModule devModule(List<Path> envFiles) {
        return new DevModule(this, tools, envFiles);
    }

    /** The folder of tools that are installed once for all builds. */
    Path cache() {
        return tools.cache();
    }

    LocalCloudflare localCloudflare() {
        return new LocalCloudflare(surroundings, parameters, tools.cache(), store);
    }

    /** Bundles, or takes what an earlier goal of this build bundled for the same environment. */
    public Optional<WorkerBundle> bundle(WorkerConfig config, String purpose) {
        BundleSlot slot = store.get(BundleSlot.class, key(config), BundleSlot::new);
        return slot.get(() -> {
            BundleSettings settings = new BundleSettings(
                    tools.esbuild(),
                    tools.polyfills(),
                    tools.npmPackages(),
                    System.getenv(),
                    purpose,
                    line -> console.info("build: " + line));
            Optional<WorkerBundle> bundle = new Bundler(config, settings).bundle();
            bundle.ifPresent(b -> Findings.warn(b.warnings(), console));
            return bundle;
        });
    }

    /** The folder for what is made for an environment. */
    public Path bundleFolder(WorkerConfig config) {
        return surroundings.output().resolve(config.environment().orElse("top-level"));
    }

    /** A release of this project to the target. */
    public Release release(ReleaseRequest request, Target target) {
        return new Release(
                request,
                target.api(),
                new ReleaseReporter(console),
                () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()),
                Optional.of(surroundings.output().resolve("assets.index")));
    }

    /** A tail of the Worker. */
    public TailSession tail(WorkerConfig config, Target target, TailFilters filters, TailSession.Limits limits) {
        return new TailSession(
                target.api().worker(config.name()).tails(),
                filters,
                limits,
                target.http().get(),
                TargetOpener.userAgent(),
                Clock.systemUTC(),
                wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()));
    }

    /** Where secret values come from. */
    public SecretSource secretSource() {
        return new SecretSource(
                System.getenv(), System.in, text -> DotEnv.parse(text).values());
    }

    /** A version that {@code upload-version} uploaded in this build. */
    public UploadedVersion uploadedVersion(WorkerConfig config) {
        return store.get(UploadedVersion.class, key(config), UploadedVersion::new);
    }

    /** What the reactor is going to release. */
    public ReactorRelease reactorRelease() {
        return ReactorRelease.of(surroundings);
    }

    private String key(WorkerConfig config) {
        return surroundings.projectId() + ":" + config.environment().orElse("") + ":" + config.name();
    }

    /** Tag and message of a version: as given, or the commit that is checked out, with the project's version. */
    public Annotations annotations(Optional<String> tag, Optional<String> message) {
        if (tag.isPresent() && message.isPresent()) {
            return new Annotations(tag, message, Optional.empty());
        }
        String version = String.valueOf(surroundings.project().getVersion());
        Optional<GitCommit> commit = GitCommit.of(surroundings.folder());
        return new Annotations(
                tag.or(() ->
                        Optional.of(version + commit.map(c -> "-" + c.hash()).orElse(""))),
                message.or(() -> Optional.of(commit.map(c -> c.subject() + " (" + version + ")")
                        .orElse(surroundings.project().getArtifactId() + " " + version))),
                Optional.empty(),
                tag.isEmpty());
    }

    /** How to look at what was released, and how to go back. */
    void sayWhatIsNext(WorkerConfig config, Target target) {
        String where = config.environment()
                        .map(e -> " -Denv=" + e)
                        .orElse(config.environments().isEmpty() ? "" : " -Denv=")
                + (target.isLocal() ? " -Dcloudflare.local" : "");
        console.info("  Logs:     mvn cloudflare:tail" + where);
        console.info("  Go back:  mvn cloudflare:rollback" + where);
        if (target.endsWithBuild()) {
            console.info("  The embedded Cloudflare ends with this build; mvn cloudflare:local keeps it running");
        }
    }

    /** Writes what the goal found or did. */
    public void result(ObjectNode result) {
        if (surroundings.project().getFile() != null) {
            ResultFile.write(surroundings.output(), result);
        }
    }
}
