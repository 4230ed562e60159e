package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.HyperdriveApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import java.util.Optional;
import java.util.function.Function;

/**
 * The databases that Hyperdrive bindings lead to on this machine. The environment and the config of this build say where
 * they are, the embedded Cloudflare may run in another process, and an upload says nothing of them; so it is told.
 */
public final class StandInDatabases {
    private final Function<String, Optional<Secret>> environment;

    /** {@code environment} gives the values of variables. */
    public StandInDatabases(Function<String, Optional<Secret>> environment) {
        this.environment = environment;
    }

    /** Tells the embedded Cloudflare what it may need for a Worker. */
    public void tell(HyperdriveApi api, WorkerConfig config) {
        for (Binding binding : config.bindings()) {
            if (binding instanceof Binding.Hyperdrive hyperdrive) {
                database(hyperdrive).ifPresent(d -> api.standIn(hyperdrive.id(), d));
            }
        }
    }

    /** As wrangler: a variable takes the place of what the config says. */
    private Optional<Secret> database(Binding.Hyperdrive binding) {
        return HyperdriveConfigs.VARIABLES.stream()
                .flatMap(v -> environment.apply(v + binding.name()).stream())
                .filter(s -> !s.isBlank())
                .findFirst()
                .or(binding::localConnectionString);
    }
}
