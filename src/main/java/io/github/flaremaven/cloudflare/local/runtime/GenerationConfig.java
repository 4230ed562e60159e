package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.state.Certificates;
import io.github.flaremaven.cloudflare.local.state.Script.ObjectClass;
import io.github.flaremaven.cloudflare.local.state.Version;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The config of one workerd process: a service and a socket for each version, the services that lead its bindings back
 * to this process, and the values of its secrets, which travel in the environment rather than in a file.
 */
final class GenerationConfig {
    /** Name of the socket to the control Worker. */
    static final String CONTROL = "control";
    /** Name of the disk service that holds Durable Objects; {@code --directory-path} can lead it elsewhere. */
    static final String OBJECTS = "objects";
    /** Modules that bindings are made of, with their files in the jar. */
    private static final Map<String, String> EXTENSIONS = new TreeMap<>(Map.of(
            "local:unavailable", "unavailable.js",
            "local:canned", "canned.js",
            "local:dispatch", "dispatch.js",
            "local:email", "email.js",
            "local:images", "images.js",
            "local:pipeline", "pipeline.js",
            "local:ratelimit", "ratelimit.js",
            "local:secret", "secret.js",
            "cloudflare-internal:email", "email-message.js"));
    /** Files of the jar that the config embeds. */
    static final List<String> FILES = Stream.concat(
                    Stream.of("tail.js", "control.js", "assets-first.js"), EXTENSIONS.values().stream())
            .toList();

    /** Where Cloudflare starts counting when a Worker names no date. */
    private static final String OLDEST_DATE = "2021-11-02";

    private final List<ServedVersion> versions;
    private final List<ServedVersion> running;
    private final LocalDate newestDate;
    private final WorkflowConfig workflows;
    private final ConfigParts parts;
    private final ProductConfig products;
    private final String key;
    /** What is written about each version that has a service. */
    private final Map<VersionRef, String> workers = new LinkedHashMap<>();

    private final String text;

    /**
     * Writes the config.
     *
     * @param versions all that can be reached; those without code get no service
     * @param workflows those that their hosts run
     * @param databases where Hyperdrive bindings lead
     * @param newestDate the newest compatibility date that the binary knows
     */
    GenerationConfig(
            List<ServedVersion> versions,
            WorkflowConfig workflows,
            BackingServer.Access backing,
            Certificates certificates,
            HyperdriveConfigs databases,
            LocalDate newestDate) {
        this.versions = List.copyOf(versions);
        this.running = versions.stream().filter(v -> v.version().hasCode()).toList();
        this.workflows = workflows;
        this.newestDate = newestDate;
        this.parts = new ConfigParts(backing, databases);
        this.products = new ProductConfig(this.versions, parts, certificates);
        this.key = parts.secret(backing.key());
        this.text = write();
    }

    /** The config file's content; modules are beside it by their hash under {@code ../../blobs}. */
    String text() {
        return text;
    }

    /** The versions that have a service, in the order of their sockets. */
    List<ServedVersion> running() {
        return running;
    }

    Map<String, String> secrets() {
        return parts.secrets();
    }

    /** Keys of the Durable Object classes and the Workflows that the process owns. */
    Set<String> objects() {
        return Stream.concat(
                        workflows.keys().stream(),
                        running.stream()
                                .filter(ServedVersion::owner)
                                .flatMap(v -> v.script().objectClasses().values().stream())
                                .map(ObjectClass::uniqueKey))
                .collect(Collectors.toSet());
    }

    WorkflowConfig workflows() {
        return workflows;
    }

    /** Whether a process that was started with this one runs all that the other one asks for, in the same way. */
    boolean covers(GenerationConfig other) {
        return objects().equals(other.objects())
                && workflows.worker().equals(other.workflows.worker())
                && workers.entrySet().containsAll(other.workers.entrySet());
    }

    /** The name of the socket of the n-th version. */
    static String socket(int n) {
        return "v" + n;
    }

    /** The path of a module's content, as the config sees it. */
    static String blob(String sha256) {
        return "../../blobs/" + sha256;
    }

    private String write() {
        List<String> services = new ArrayList<>();
        List<String> sockets = new ArrayList<>();
        List<String> controlled = new ArrayList<>();
        StringBuilder constants = new StringBuilder();
        for (int n = 0; n < running.size(); n++) {
            ServedVersion served = running.get(n);
            String name = Capnp.text(served.ref().toString());
            services.add("(name = " + name + ", worker = .worker" + n + ")");
            sockets.add("(name = " + Capnp.text(socket(n)) + ", address = \"127.0.0.1:0\", http = (cfBlobHeader = "
                    + Capnp.text(WorkerHeaders.CF) + ", forwardedProtoHeader = " + Capnp.text(WorkerHeaders.PROTO)
                    + "), service = " + name + ")");
            controlled.add("(name = " + Capnp.text(socket(n)) + ", service = " + name + ")");
            String worker = worker(served);
            workers.put(served.ref(), worker);
            constants
                    .append("\nconst worker")
                    .append(n)
                    .append(" :Workerd.Worker = ")
                    .append(worker)
                    .append(";\n");
        }
        sockets.add("(name = " + Capnp.text(CONTROL)
                + ", address = \"127.0.0.1:0\", http = (), service = \"local:control\")");
        controlled.addAll(workflows.controlled());
        controlled.add("(name = \"KEY\", fromEnvironment = " + Capnp.text(key) + ")");
        services.add("(name = \"local:control\", worker = .control)");
        services.add("(name = \"local:tail\", worker = .tail)");
        services.add("(name = \"internet\", network = (allow = [\"public\", \"private\"], "
                + "tlsOptions = (trustBrowserCas = true)))");
        services.add("(name = " + Capnp.text(OBJECTS) + ", disk = (path = \"../../objects\", writable = true))");
        services.addAll(workflows.services());
        String tail = parts.external("tail", "");
        parts.proxy("cache", "");
        services.addAll(parts.externals());
        return """
                using Workerd = import "/workerd/workerd.capnp";

                const config :Workerd.Config = (
                  logging = (structuredLogging = true),
                  services = %s,
                  extensions = [(modules = %s)],
                  sockets = %s,
                );

                const tail :Workerd.Worker = (
                  modules = [(name = "tail.js", esModule = embed "tail.js")],
                  compatibilityDate = "2026-01-01",
                  bindings = [(name = "SINK", service = %s)],
                );

                const control :Workerd.Worker = (
                  modules = [(name = "control.js", esModule = embed "control.js")],
                  compatibilityDate = "2026-01-01",
                  compatibilityFlags = ["service_binding_extra_handlers"],
                  bindings = %s,
                );
                %s""".formatted(
                        lines(services),
                        lines(extensions()),
                        lines(sockets),
                        Capnp.text(tail),
                        lines(controlled),
                        constants + workflows.worker());
    }

    private static List<String> extensions() {
        return EXTENSIONS.entrySet().stream()
                .map(e -> "(name = " + Capnp.text(e.getKey()) + ", esModule = embed " + Capnp.text(e.getValue())
                        + ", internal = true)")
                .toList();
    }

    private static String lines(List<String> items) {
        return "[\n    " + String.join(",\n    ", items) + "]";
    }

    private String worker(ServedVersion served) {
        Version version = served.version();
        StringBuilder worker = new StringBuilder("(\n  ");
        worker.append(code(version)).append(",\n  compatibilityDate = ");
        worker.append(Capnp.text(date(version))).append(",\n");
        if (!version.compatibilityFlags().isEmpty()) {
            worker.append("  compatibilityFlags = ")
                    .append(Capnp.texts(version.compatibilityFlags()))
                    .append(",\n");
        }
        worker.append("  bindings = ")
                .append(lines(new BindingConfig(served, versions, workflows, parts, products).lines()))
                .append(",\n")
                .append(objects(served))
                .append(workflows.field(served));
        worker.append("  globalOutbound = \"internet\",\n  cacheApiOutbound = \"cache:\",\n");
        worker.append("  tails = [(name = \"local:tail\", entrypoint = \"Tail\", props = (json = ")
                .append(Capnp.text(
                        Json.compact(Json.object().put("id", served.ref().toString()))))
                .append("))],\n)");
        return worker.toString();
    }

    /** workerd refuses dates it does not know yet; the newest it knows is the nearest to what production does. */
    private String date(Version version) {
        String wanted = version.compatibilityDate().orElse(OLDEST_DATE);
        return wanted.compareTo(newestDate.toString()) > 0 ? newestDate.toString() : wanted;
    }

    private static String code(Version version) {
        if (version.script()) {
            return "serviceWorkerScript = embed "
                    + Capnp.text(blob(version.modules().get(0).sha256()));
        }
        List<String> modules = new ArrayList<>();
        for (Version.Module module : version.modules()) {
            field(module.type())
                    .ifPresent(f -> modules.add("(name = " + Capnp.text(plain(module.name())) + ", " + f + " = embed "
                            + Capnp.text(blob(module.sha256())) + ")"));
        }
        return "modules = " + lines(modules);
    }

    private static Optional<String> field(ModuleType type) {
        return switch (type) {
            case ES_MODULE -> Optional.of("esModule");
            case COMMON_JS -> Optional.of("commonJsModule");
            case COMPILED_WASM -> Optional.of("wasm");
            case TEXT -> Optional.of("text");
            case DATA -> Optional.of("data");
            case PYTHON -> Optional.of("pythonModule");
            case PYTHON_REQUIREMENT -> Optional.of("pythonRequirement");
            case SOURCE_MAP -> Optional.empty();
        };
    }

    /** Imports are resolved against the names, so {@code ./a.wasm} in a part's name is {@code a.wasm}. */
    private static String plain(String moduleName) {
        return moduleName.startsWith("./") ? moduleName.substring(2) : moduleName;
    }

    private static String objects(ServedVersion served) {
        Map<String, ObjectClass> classes = served.script().objectClasses();
        if (!served.owner() || classes.isEmpty()) {
            return "";
        }
        List<String> namespaces = classes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> "(className = " + Capnp.text(e.getKey()) + ", uniqueKey = "
                        + Capnp.text(e.getValue().uniqueKey())
                        + (e.getValue().sqlite() ? ", enableSql = true" : "") + ")")
                .toList();
        return "  durableObjectNamespaces = " + lines(namespaces) + ",\n  durableObjectStorage = (localDisk = "
                + Capnp.text(OBJECTS) + "),\n";
    }
}
