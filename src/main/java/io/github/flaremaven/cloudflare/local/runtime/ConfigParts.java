package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.binding.BackingServer;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.hyperdrive.Origin;
import io.github.flaremaven.cloudflare.local.state.Certificates;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the bindings of several versions share in one config: services that lead back here, and secrets. */
final class ConfigParts {
    private static final String SECRET = "LOCAL_SECRET_";

    private final BackingServer.Access backing;
    private final HyperdriveConfigs databases;
    private final Set<String> externals = new LinkedHashSet<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    ConfigParts(BackingServer.Access backing, HyperdriveConfigs databases) {
        this.backing = backing;
        this.databases = databases;
    }

    /** The name of a service that leads back here; headers say what it is for, and that the request is genuine. */
    String external(String kind, String id) {
        return external(kind, id, "");
    }

    /** Like {@link #external}, but a request's line has the whole address that the Worker asks for. */
    String proxy(String kind, String id) {
        return external(kind, id, "style = proxy, ");
    }

    private String external(String kind, String id, String style) {
        String name = kind + ":" + id;
        externals.add("(name = " + Capnp.text(name) + ", external = (address = \"127.0.0.1:" + backing.port()
                + "\", http = (" + style + "injectRequestHeaders = [" + header(BackingServer.KIND, kind) + ", "
                + header(BackingServer.ID, id) + ", " + header(BackingServer.KEY, backing.key()) + "])))");
        return name;
    }

    /**
     * The name of a service that reaches any host with a client certificate.
     *
     * @param authorities PEM of authorities that are trusted besides those that browsers know
     */
    String network(Certificates.Certificate client, List<String> authorities) {
        String name = "mtls:" + client.id();
        externals.add("(name = " + Capnp.text(name)
                + ", network = (allow = [\"public\", \"private\"], tlsOptions = (trustBrowserCas = true, "
                + "trustedCertificates = " + Capnp.texts(authorities) + ", keypair = (privateKey = "
                + Capnp.text(client.key()) + ", certificateChain = " + Capnp.text(client.chain()) + "))))");
        return name;
    }

    /** The name of a service that answers as the version does to requests from outside: its assets, its code, or both. */
    String entrance(ServedVersion served) {
        String ref = served.ref().toString();
        if (!served.version().hasCode()) {
            return external("assets", ref);
        }
        return served.version().assets().isPresent() ? assetsFirst(ref) : ref;
    }

    private String assetsFirst(String version) {
        String name = "assets-first-service:" + version;
        String assets = external("assets-first", version);
        externals.add("(name = " + Capnp.text(name)
                + ", worker = (modules = [(name = \"assets-first.js\", esModule = embed \"assets-first.js\")], "
                + "compatibilityDate = \"2026-01-01\", bindings = [(name = \"ASSETS\", service = " + Capnp.text(assets)
                + "), (name = \"WORKER\", service = " + Capnp.text(version) + ")]))");
        return name;
    }

    /** The database that a Hyperdrive binding leads to. */
    Optional<Origin> database(String binding, String id) {
        return databases.origin(binding, id);
    }

    /** The name of a service that leads to a database. */
    String database(Origin origin) {
        String address = origin.host() + ":" + origin.port();
        String name = "database:" + address;
        externals.add(
                "(name = " + Capnp.text(name) + ", external = (address = " + Capnp.text(address) + ", tcp = ()))");
        return name;
    }

    private static String header(String name, String value) {
        return "(name = " + Capnp.text(name) + ", value = " + Capnp.text(value) + ")";
    }

    /**
     * The name of the environment variable that carries a value which must be in no file. The same value has the same name
     * in every config of this process, so that configs can be compared.
     */
    String secret(String value) {
        String variable = SECRET + Bytes.of(backing.key() + value).digest("SHA-256");
        secrets.put(variable, value);
        return variable;
    }

    List<String> externals() {
        return List.copyOf(externals);
    }

    /** Values by the names of their variables. */
    Map<String, String> secrets() {
        return Map.copyOf(secrets);
    }
}
