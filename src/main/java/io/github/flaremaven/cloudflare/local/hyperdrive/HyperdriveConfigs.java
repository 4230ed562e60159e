package io.github.flaremaven.cloudflare.local.hyperdrive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Hyperdrive configs of the account, and databases that stand in for theirs here. The first of these counts: the
 * connection string that a deploying build told for the config, the one in this process's environment, the origin of the
 * config itself.
 */
public final class HyperdriveConfigs {
    /** Variables that hold a connection string, to be followed by the name of a binding; as wrangler has them. */
    public static final List<String> VARIABLES =
            List.of("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_", "WRANGLER_HYPERDRIVE_LOCAL_CONNECTION_STRING_");

    private static final String CONNECTION = "connection_string";

    private final Resources resources;
    private final Function<String, Optional<String>> environment;

    /** {@code environment} gives the values of variables. */
    public HyperdriveConfigs(Resources resources, Function<String, Optional<String>> environment) {
        this.resources = resources;
        this.environment = environment;
    }

    /** All configs with their passwords. */
    public List<ObjectNode> all() {
        return resources.all(Kind.HYPERDRIVE_CONFIG);
    }

    /** A config with its password. */
    public Optional<ObjectNode> find(String id) {
        return resources.find(Kind.HYPERDRIVE_CONFIG, id);
    }

    /** Adds a config, or replaces the one with its id. */
    public void put(ObjectNode config) {
        resources.put(Kind.HYPERDRIVE_CONFIG, config.path("id").asText(), config);
    }

    /** Deletes a config, with what was told of it. */
    public void delete(String id) {
        resources.remove(Kind.HYPERDRIVE_CONFIG, id);
        resources.remove(Kind.HYPERDRIVE_LOCAL, id);
    }

    /**
     * Says where the database of a config is here.
     *
     * @return whether that is something new
     */
    public boolean tell(String id, String connectionString) {
        ObjectNode told = Json.object().put(CONNECTION, connectionString);
        if (resources.find(Kind.HYPERDRIVE_LOCAL, id).filter(told::equals).isPresent()) {
            return false;
        }
        resources.put(Kind.HYPERDRIVE_LOCAL, id, told);
        return true;
    }

    /** The database that a binding leads to. */
    public Optional<Origin> origin(String binding, String id) {
        Optional<String> told = resources.find(Kind.HYPERDRIVE_LOCAL, id).flatMap(t -> Json.text(t, CONNECTION));
        Stream<Origin> variables = VARIABLES.stream()
                .flatMap(v -> environment.apply(v + binding).stream())
                .flatMap(c -> Origin.parse(c).stream());
        return told.flatMap(Origin::parse)
                .or(variables::findFirst)
                .or(() -> find(id).flatMap(c -> Origin.of(c.path("origin"))));
    }
}
