package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Position;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the config of a project for one environment. */
public final class ConfigLoader {
    private final ConfigRequest request;
    private final Findings findings = new Findings();

    private ConfigLoader(ConfigRequest request) {
        this.request = request;
    }

    /**
     * Reads, resolves and judges.
     *
     * @return the config with its warnings; with no file, one that has only what the build says
     * @throws InputFailure with every error and warning that was found
     */
    public static LoadedConfig load(ConfigRequest request) {
        ConfigLoader loader = new ConfigLoader(request);
        Optional<ConfigFinder.Found> found = loader.find();
        return loader.load(found, found.map(f -> loader.document(f.file(), TextFile.read(f.file()))));
    }

    /** Reads {@code text} as if {@code file} held it. */
    static LoadedConfig load(ConfigRequest request, Path file, String text) {
        ConfigLoader loader = new ConfigLoader(request);
        ConfigFinder.Found found = new ConfigFinder.Found(file, Optional.of(file), Optional.empty());
        return loader.load(Optional.of(found), Optional.of(loader.document(file, text)));
    }

    /** Whether there is a config file to load, without reading it. */
    public static boolean hasFile(ConfigRequest request) {
        return request.file().isPresent()
                || ConfigFinder.find(request.directory()).isPresent();
    }

    /**
     * The environments a project's config defines, in the order of the file.
     *
     * @throws InputFailure on a syntax error
     */
    public static List<String> environments(ConfigRequest request) {
        ConfigLoader loader = new ConfigLoader(request);
        return loader.find()
                .map(found -> loader.document(found.file(), TextFile.read(found.file())))
                .map(document -> EnvironmentResolver.defined(document.tree()))
                .orElse(List.of());
    }

    private LoadedConfig load(Optional<ConfigFinder.Found> found, Optional<ConfigDocument> document) {
        ObjectNode top = document.map(ConfigDocument::tree).orElseGet(Json::object);
        boolean redirected = found.filter(ConfigFinder.Found::isRedirected).isPresent();
        if (redirected) {
            top = checkedRedirect(top.deepCopy(), found.orElseThrow());
        }
        Optional<String> environment = redirected
                ? Json.text(top, "targetEnvironment")
                : request.environment().among(EnvironmentResolver.defined(top));
        EnvironmentResolver resolver = new EnvironmentResolver(top, findings);
        EffectiveConfig topLevel = resolver.topLevel();
        Optional<String> suffix = redirected ? Optional.empty() : environment;
        EffectiveConfig effective =
                suffix.map(resolver::environment).orElse(topLevel).with(request.overrides());
        WorkerReader.Frame frame = frame(found, top, environment);
        if (suffix.isPresent()) {
            // The top level is judged as well, whichever environment is chosen: wrangler does, and inherits from it.
            new WorkerReader(topLevel, frame.asTopLevel(), findings).read(Optional.empty());
        }
        WorkerReader reader = new WorkerReader(effective, frame, findings);
        WorkerConfig worker = reader.read(nameFromBuild());
        reader.checkUse(worker);
        if (request.forDeployment()) {
            new DeploymentNeeds(worker, effective, findings).check();
        }
        List<Diagnostic> diagnostics = locate(document);
        if (findings.hasErrors()) {
            throw failure(found, diagnostics);
        }
        return new LoadedConfig(worker, diagnostics, effective, document);
    }

    private Optional<ConfigFinder.Found> find() {
        if (request.file().isEmpty()) {
            return ConfigFinder.find(request.directory());
        }
        Path file = request.directory().resolve(request.file().get()).normalize();
        if (!Files.isRegularFile(file)) {
            throw new InputFailure("the config file " + file + (Files.exists(file) ? " is no file" : " does not exist")
                    + " (given as cloudflare.config)");
        }
        return Optional.of(new ConfigFinder.Found(file, Optional.of(file), Optional.empty()));
    }

    private ConfigDocument document(Path file, String text) {
        String name = file.getFileName().toString();
        if (name.endsWith(".toml")) {
            return TomlReader.read(file, text, shown(file));
        }
        if (name.endsWith(".json") || name.endsWith(".jsonc")) {
            return JsoncReader.read(file, text, shown(file));
        }
        throw new InputFailure(
                "the config file " + shown(file) + " must end in .toml, .json or .jsonc, so that its format is known");
    }

    /** A generated config has been resolved already; what is left of environments in it would be resolved twice. */
    private ObjectNode checkedRedirect(ObjectNode top, ConfigFinder.Found found) {
        List<String> environments = EnvironmentResolver.defined(top);
        if (!environments.isEmpty()) {
            throw new InputFailure(shown(found.file())
                    + " is a generated config, and must not define environments; it has " + Table.quoted(environments));
        }
        Optional<String> target = Json.text(top, "targetEnvironment");
        if (target.isPresent()
                && request.environment() instanceof EnvironmentChoice.Named named
                && !named.mayMean(target.get())) {
            throw new InputFailure(shown(found.file()) + " was generated for the environment \"" + target.get()
                    + "\", and the build names \"" + named.name() + "\"; build again for that environment");
        }
        top.remove("legacy_env");
        return top;
    }

    private WorkerReader.Frame frame(Optional<ConfigFinder.Found> found, ObjectNode top, Optional<String> environment) {
        Path here = request.directory().toAbsolutePath().normalize();
        Path root = found.flatMap(ConfigFinder.Found::user)
                .map(file -> file.toAbsolutePath().getParent())
                .orElse(here);
        Path base = found.map(f -> f.file().toAbsolutePath().getParent()).orElse(here);
        boolean generated = found.filter(ConfigFinder.Found::isRedirected).isPresent();
        Optional<String> topLevelName = generated ? Json.text(top, "topLevelName") : Optional.empty();
        return new WorkerReader.Frame(
                found.map(ConfigFinder.Found::file),
                root,
                base,
                topLevelName.or(() -> Json.text(top, "name")).filter(n -> !n.isEmpty()),
                environment,
                generated ? Json.texts(top, "definedEnvironments") : EnvironmentResolver.defined(top));
    }

    private Optional<String> nameFromBuild() {
        return request.overrides().stream()
                .filter(o -> o.key().equals("name"))
                .map(o -> o.value().asText())
                .reduce((earlier, later) -> later);
    }

    private List<Diagnostic> locate(Optional<ConfigDocument> document) {
        List<Diagnostic> located = new ArrayList<>(document.map(d -> d.locate(findings.all(), shown(d.file())))
                .orElseGet(() -> findings.all().stream()
                        .map(f -> new Diagnostic(f.severity(), "", Optional.empty(), f.message(), ""))
                        .toList()));
        located.sort(Comparator.comparing(d -> d.position().orElse(new Position(0, 0))));
        return located;
    }

    private InputFailure failure(Optional<ConfigFinder.Found> found, List<Diagnostic> diagnostics) {
        long errors =
                diagnostics.stream().filter(d -> d.severity() == Severity.ERROR).count();
        String what = found.map(f -> shown(f.file())).orElse("the configuration");
        return new InputFailure(what + " has " + (errors == 1 ? "an error" : errors + " errors"), diagnostics);
    }

    private String shown(Path file) {
        Path base = request.directory().toAbsolutePath().normalize();
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(base) ? base.relativize(absolute).toString() : absolute.toString();
    }
}
