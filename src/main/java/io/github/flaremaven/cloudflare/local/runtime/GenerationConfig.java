package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The config of one workerd process: a service and a socket for each version, the services that lead its bindings back
 * to this process, and the values of its secrets, which travel in the environment rather than in a file.
 */
final class GenerationConfig {
    /** Name of the socket to the control Worker. */
    static final String CONTROL = "control";

    private final List<ServedVersion> versions;
    private final BackingAddress backing;
    private final LocalDate newestDate;
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Set<String> externals = new LinkedHashSet<>();
    private final Set<String> disks = new LinkedHashSet<>();
    private final List<String> services = new ArrayList<>();
    private final StringBuilder workers = new StringBuilder();
    private final String text;

    /**
     * Where bindings lead.
     *
     * @param port of the backing server on 127.0.0.1
     * @param key shared secret that every request to it carries
     */
    record BackingAddress(int port, String key) {}

    /**
     * Writes the config.
     *
     * @param newestDate the newest compatibility date that the binary knows
     */
    GenerationConfig(List<ServedVersion> versions, BackingAddress backing, LocalDate newestDate) {
        this.versions = List.copyOf(versions);
        this.backing = backing;
        this.newestDate = newestDate;
        this.text = write();
    }

    /** The config file's content; modules are beside it by their hash under {@code ../../blobs}. */
    String text() {
        return text;
    }

    Map<String, String> secrets() {
        return Map.copyOf(secrets);
    }

    /** Folders below {@code objects/} that must exist. */
    Set<String> disks() {
        return Set.copyOf(disks);
    }

    /** Two configs with the same fingerprint run the same. */
    String fingerprint() {
        return Bytes.of(text + secrets).digest("SHA-256");
    }

    /** The name of the socket of the n-th version. */
    static String socket(int n) {
        return "v" + n;
    }

    private String write() {
        List<String> sockets = new ArrayList<>();
        List<String> controlled = new ArrayList<>();
        for (int n = 0; n < versions.size(); n++) {
            ServedVersion served = versions.get(n);
            services.add("(name = " + Capnp.text(served.id()) + ", worker = .worker" + n + ")");
            sockets.add("(name = " + Capnp.text(socket(n)) + ", address = \"127.0.0.1:0\", http = (cfBlobHeader = "
                    + Capnp.text(FrontHeaders.CF) + ", forwardedProtoHeader = " + Capnp.text(FrontHeaders.PROTO)
                    + "), service = " + Capnp.text(served.id()) + ")");
            controlled.add("(name = " + Capnp.text(socket(n)) + ", service = " + Capnp.text(served.id()) + ")");
            worker(n, served);
        }
        sockets.add("(name = " + Capnp.text(CONTROL)
                + ", address = \"127.0.0.1:0\", http = (), service = \"local:control\")");
        services.add("(name = \"local:control\", worker = .control)");
        services.add("(name = \"local:tail\", worker = .tail)");
        services.add("(name = \"internet\", network = (allow = [\"public\", \"private\"], "
                + "tlsOptions = (trustBrowserCas = true)))");
        external("tail", "");
        external("cache", "");
        List<String> all = new ArrayList<>(services);
        all.addAll(externals);
        disks.forEach(d -> all.add("(name = " + Capnp.text("objects:" + d) + ", disk = (path = "
                + Capnp.text("../../objects/" + d) + ", writable = true))"));
        return """
                using Workerd = import "/workerd/workerd.capnp";

                const config :Workerd.Config = (
                  logging = (structuredLogging = true),
                  services = %s,
                  extensions = [(modules = [
                    (name = "local:unavailable", esModule = embed "unavailable.js", internal = true)])],
                  sockets = %s,
                );

                const tail :Workerd.Worker = (
                  modules = [(name = "tail.js", esModule = embed "tail.js")],
                  compatibilityDate = "2026-01-01",
                  bindings = [(name = "SINK", service = "tail:")],
                );

                const control :Workerd.Worker = (
                  modules = [(name = "control.js", esModule = embed "control.js")],
                  compatibilityDate = "2026-01-01",
                  compatibilityFlags = ["service_binding_extra_handlers"],
                  bindings = %s,
                );
                %s""".formatted(lines(all), lines(sockets), lines(controlled), workers);
    }

    private static String lines(List<String> items) {
        return "[\n    " + String.join(",\n    ", items) + "]";
    }

    private void worker(int n, ServedVersion served) {
        Version version = served.version();
        workers.append("\nconst worker").append(n).append(" :Workerd.Worker = (\n");
        workers.append("  ").append(code(version)).append(",\n");
        workers.append("  compatibilityDate = ")
                .append(Capnp.text(date(version)))
                .append(",\n");
        if (!version.compatibilityFlags().isEmpty()) {
            workers.append("  compatibilityFlags = ")
                    .append(Capnp.texts(version.compatibilityFlags()))
                    .append(",\n");
        }
        List<String> bindings = new ArrayList<>();
        version.bindings().forEach(b -> bindings.add(binding(served, b)));
        workers.append("  bindings = ").append(lines(bindings)).append(",\n");
        objects(served);
        workers.append("  globalOutbound = \"internet\",\n");
        workers.append("  cacheApiOutbound = \"cache:\",\n");
        workers.append("  tails = [(name = \"local:tail\", entrypoint = \"Tail\", props = (json = ")
                .append(Capnp.text(Json.compact(Json.object().put("id", served.id()))))
                .append("))],\n);\n");
    }

    /** workerd refuses dates it does not know yet; the newest it knows is the nearest to what production does. */
    private String date(Version version) {
        String wanted = version.compatibilityDate().orElse("2021-11-02");
        return wanted.compareTo(newestDate.toString()) > 0 ? newestDate.toString() : wanted;
    }

    private static String code(Version version) {
        if (version.modules().isEmpty()) {
            // A Worker that is only assets is never asked; workerd wants a module all the same.
            return "modules = [(name = \"assets.js\", esModule = \"export default { fetch() { return new Response(null, "
                    + "{ status: 404 }) } }\")]";
        }
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

    /** workerd resolves {@code ./x} beside {@code index.js} to {@code x}, so that is what the module must be called. */
    private static String plain(String moduleName) {
        return moduleName.startsWith("./") ? moduleName.substring(2) : moduleName;
    }

    private static String blob(String sha256) {
        return "../../blobs/" + sha256;
    }

    private String binding(ServedVersion served, JsonNode b) {
        String name = b.path("name").asText();
        return "(name = " + Capnp.text(name) + ", " + value(served, name, b) + ")";
    }

    private String value(ServedVersion served, String name, JsonNode b) {
        String type = b.path("type").asText();
        return switch (type) {
            case "plain_text" -> "text = " + Capnp.text(b.path("text").asText());
            case "secret_text" ->
                "fromEnvironment = " + Capnp.text(secret(b.path("text").asText()));
            case "json" -> "json = " + Capnp.text(Json.compact(b.path("json")));
            case "kv_namespace" ->
                "kvNamespace = "
                        + Capnp.text(external("kv", b.path("namespace_id").asText()));
            case "assets" -> "service = " + Capnp.text(external("assets", served.id()));
            case "version_metadata" -> "json = " + Capnp.text(versionMetadata(served.version()));
            case "service" -> service(b);
            case "durable_object_namespace" -> objectNamespace(served, b);
            case "wasm_module" -> "wasmModule = embed " + Capnp.text(part(served, b));
            case "text_blob" -> "text = embed " + Capnp.text(part(served, b));
            case "data_blob" -> "data = embed " + Capnp.text(part(served, b));
            default ->
                "wrapped = (moduleName = \"local:unavailable\", innerBindings = [(name = \"message\", text = "
                        + Capnp.text(
                                "the binding " + name + " (" + type + ") does not exist in the embedded Cloudflare yet")
                        + ")])";
        };
    }

    private static String part(ServedVersion served, JsonNode binding) {
        String part = binding.path("part").asText();
        return served.version().modules().stream()
                .filter(m -> m.name().equals(part))
                .map(m -> blob(m.sha256()))
                .findFirst()
                .orElse("missing-part");
    }

    private String secret(String value) {
        String variable = "LOCAL_SECRET_" + secrets.size();
        secrets.put(variable, value);
        return variable;
    }

    private static String versionMetadata(Version version) {
        return Json.compact(Json.object()
                .put("id", version.id())
                .put("tag", version.annotations().path("workers/tag").asText())
                .put("timestamp", version.createdOn().toString()));
    }

    private String service(JsonNode b) {
        String target = versions.stream()
                .filter(v -> v.script().name().equals(b.path("service").asText()))
                .filter(v -> v.script()
                        .leadingVersion()
                        .filter(l -> l.id().equals(v.version().id()))
                        .isPresent())
                .map(ServedVersion::id)
                .findFirst()
                .orElse("");
        StringBuilder designator = new StringBuilder("service = (name = ").append(Capnp.text(target));
        Json.text(b, "entrypoint")
                .ifPresent(e -> designator.append(", entrypoint = ").append(Capnp.text(e)));
        if (b.has("props")) {
            designator
                    .append(", props = (json = ")
                    .append(Capnp.text(Json.compact(b.get("props"))))
                    .append(')');
        }
        return designator.append(')').toString();
    }

    private String objectNamespace(ServedVersion served, JsonNode b) {
        String script = Json.text(b, "script_name").orElse(served.script().name());
        String className = b.path("class_name").asText();
        if (script.equals(served.script().name()) && served.owner()) {
            return "durableObjectNamespace = " + Capnp.text(className);
        }
        String owner = versions.stream()
                .filter(v -> v.owner() && v.script().name().equals(script))
                .map(ServedVersion::id)
                .findFirst()
                .orElse("");
        return "durableObjectNamespace = (className = " + Capnp.text(className) + ", serviceName = " + Capnp.text(owner)
                + ")";
    }

    private void objects(ServedVersion served) {
        Script script = served.script();
        if (!served.owner() || script.objectClasses().isEmpty()) {
            return;
        }
        List<String> namespaces = new ArrayList<>();
        script.objectClasses().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> namespaces.add("(className = " + Capnp.text(e.getKey()) + ", uniqueKey = "
                        + Capnp.text(e.getValue().uniqueKey())
                        + (e.getValue().sqlite() ? ", enableSql = true" : "") + ")"));
        disks.add(script.tag());
        workers.append("  durableObjectNamespaces = ").append(lines(namespaces)).append(",\n");
        workers.append("  durableObjectStorage = (localDisk = ")
                .append(Capnp.text("objects:" + script.tag()))
                .append("),\n");
    }

    /** A service that leads back here; the headers say what it is for, and that the request is genuine. */
    private String external(String kind, String id) {
        String name = kind + ":" + id;
        externals.add("(name = " + Capnp.text(name) + ", external = (address = \"127.0.0.1:" + backing.port()
                + "\", http = (injectRequestHeaders = [(name = \"" + BackingServer.KIND + "\", value = "
                + Capnp.text(kind)
                + "), (name = \"" + BackingServer.ID + "\", value = " + Capnp.text(id) + "), (name = \""
                + BackingServer.KEY + "\", value = " + Capnp.text(backing.key()) + ")])))");
        return name;
    }
}
