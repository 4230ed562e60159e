package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The values that a Worker gets when it runs on this machine, beside what its config says: from {@code .dev.vars} or,
 * without one, from {@code .env} files. They are never deployed.
 *
 * @param bindings to lay over the bindings of the config, see {@link #over}
 * @param files where the values come from, for a line of the log
 * @param missing required secrets that no file has
 */
public record LocalVars(List<Binding> bindings, List<Path> files, List<String> missing) {

    /** Where the values come from, and what they are. */
    private record Source(List<Path> files, DotEnv variables) {}

    public LocalVars {
        bindings = List.copyOf(bindings);
        files = List.copyOf(files);
        missing = List.copyOf(missing);
    }

    /**
     * Finds the values by wrangler's rules. The variables {@code CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV} and
     * {@code CLOUDFLARE_INCLUDE_PROCESS_ENV} count.
     *
     * @param folder where the files are looked for: the folder of the config
     * @param envFiles what the user names instead of {@code .dev.vars} and the usual {@code .env} files; relative to the
     *     folder
     * @param environment the variables of the tool, which a Worker with required secrets gets as well
     * @throws InputFailure when a file cannot be read, or variables refer to each other without end
     */
    public static LocalVars read(Path folder, WorkerConfig worker, List<Path> envFiles, ToolEnvironment environment) {
        List<String> required = worker.requiredSecrets();
        Source source = source(folder, worker.environment(), envFiles, environment, !required.isEmpty());
        Set<String> wanted = new HashSet<>(required);
        worker.bindings().stream()
                .filter(b -> b instanceof Binding.PlainText || b instanceof Binding.Json)
                .forEach(b -> wanted.add(b.name()));
        List<Binding> bindings = new ArrayList<>();
        source.variables().values().forEach((name, value) -> {
            if (required.isEmpty() || wanted.contains(name)) {
                bindings.add(new Binding.SecretText(name, value));
            }
        });
        List<String> missing = required.stream()
                .filter(name -> !source.variables().values().containsKey(name))
                .toList();
        return new LocalVars(bindings, source.files(), missing);
    }

    private static Source source(
            Path folder,
            Optional<String> environmentName,
            List<Path> envFiles,
            ToolEnvironment environment,
            boolean hasRequired) {
        Optional<Path> devVars = envFiles.isEmpty() ? devVars(folder, environmentName) : Optional.empty();
        if (devVars.isPresent()) {
            return new Source(List.of(devVars.get()), DotEnv.read(devVars.get()));
        }
        if (!environment.flag("CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV", true)) {
            return new Source(List.of(), DotEnv.NONE);
        }
        List<Path> files = EnvFiles.in(folder, environmentName, envFiles);
        boolean withProcess = hasRequired || environment.flag("CLOUDFLARE_INCLUDE_PROCESS_ENV", false);
        Map<String, Secret> process = withProcess ? environment.values() : Map.of();
        return new Source(files, new DotEnv(process).with(EnvFiles.read(files).expanded(process)));
    }

    /** The file for the environment, else the one for all; the two are never mixed. */
    private static Optional<Path> devVars(Path folder, Optional<String> environment) {
        return Stream.concat(environment.map(e -> ".dev.vars." + e).stream(), Stream.of(".dev.vars"))
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** {@code configured} with these values: one of a name that is there already takes its place. */
    public List<Binding> over(List<Binding> configured) {
        Map<String, Binding> all = new LinkedHashMap<>();
        configured.forEach(b -> all.put(b.name(), b));
        bindings.forEach(b -> all.put(b.name(), b));
        return List.copyOf(all.values());
    }
}
