package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LocalVars;
import io.github.flaremaven.cloudflare.config.ToolEnvironment;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The values that a Worker gets in tests, beside what its config says: those of {@code .dev.vars} or {@code .env}. */
public final class LocalSecrets {
    private final Map<String, String> environment;

    /** {@code environment} are the variables of the process. */
    public LocalSecrets(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Values that join the bindings of the config and take the place of variables of their names.
     *
     * @throws InputFailure when a required secret has none
     */
    List<Binding.SecretText> of(WorkerConfig config) {
        Path folder = folder(config);
        LocalVars vars = LocalVars.read(folder, config, List.of(), variables(config));
        if (!vars.missing().isEmpty()) {
            throw new InputFailure("the Worker " + config.name() + " needs secrets that have no value here: "
                    + String.join(", ", vars.missing()) + "; write NAME=value lines for tests to "
                    + folder.resolve(".dev.vars"));
        }
        return vars.bindings().stream()
                .filter(Binding.SecretText.class::isInstance)
                .map(Binding.SecretText.class::cast)
                .toList();
    }

    /** The variables of the process, and those of the {@code .env} files beside the config. */
    ToolEnvironment variables(WorkerConfig config) {
        return ToolEnvironment.of(folder(config), config.environment(), List.of(), environment);
    }

    private static Path folder(WorkerConfig config) {
        return config.file().map(file -> file.resolveSibling("")).orElse(config.projectRoot());
    }
}
