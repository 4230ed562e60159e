package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables that the tool itself goes by, such as {@code CLOUDFLARE_API_TOKEN} and
 * {@code CLOUDFLARE_ENV}: those of the process, over those of the {@code .env} files of a folder. As in wrangler an empty
 * variable of the process does not hide one of a file.
 */
public final class ToolEnvironment {
    private final Map<String, Secret> values;

    private ToolEnvironment(Map<String, Secret> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads the files and lays the process over them.
     *
     * @param folder where the {@code .env} files are looked for
     * @param environment the environment that the user names, which has files of its own; not the one that
     *     {@code CLOUDFLARE_ENV} names, since that may stand in these files
     * @param files what the user names instead of the usual files; relative to the folder
     * @param process the variables of the process
     * @throws InputFailure when a file cannot be read, or variables refer to each other without end
     */
    public static ToolEnvironment of(
            Path folder, Optional<String> environment, List<Path> files, Map<String, String> process) {
        Map<String, Secret> values = new LinkedHashMap<>();
        process.forEach((name, value) -> values.put(name, new Secret(value)));
        values.putAll(EnvFiles.read(EnvFiles.in(folder, environment, files))
                .expanded(values)
                .values());
        return new ToolEnvironment(values);
    }

    /** A variable; absent when it is not set. It may be empty. */
    public Optional<Secret> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * A variable that says yes or no.
     *
     * @throws InputFailure when it says neither {@code true} nor {@code false}
     */
    public boolean flag(String name, boolean otherwise) {
        Optional<String> value = get(name).map(v -> v.reveal().toLowerCase(Locale.ROOT));
        if (value.isPresent() && !value.get().equals("true") && !value.get().equals("false")) {
            throw new InputFailure("the environment variable " + name + " must be true or false");
        }
        return value.map(v -> v.equals("true")).orElse(otherwise);
    }

    /** All variables by name. */
    public Map<String, Secret> values() {
        return values;
    }
}
