package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which environment of the config the build means. */
public sealed interface EnvironmentChoice {

    /** Nobody named one. */
    record Unnamed() implements EnvironmentChoice {}

    /**
     * Named by {@code -Denv}, the POM or {@code CLOUDFLARE_ENV}.
     *
     * @param name as given; empty means the top level on purpose
     */
    record Named(String name) implements EnvironmentChoice {

        /** Whether a config that was made for {@code environment} is one for this choice; the top level rules none out. */
        boolean mayMean(String environment) {
            return name.isEmpty()
                    || name.equals(environment)
                    || SHORT_NAMES.getOrDefault(name, "").equals(environment);
        }
    }

    /** {@code -Denv=local}: the environment for trying things on the embedded Cloudflare. */
    record Local() implements EnvironmentChoice {}

    /** Short names for the usual environments, for where no environment of the exact name exists. */
    Map<String, String> SHORT_NAMES = Map.of("dev", "development", "stage", "staging", "prod", "production");

    /**
     * Finds the environment among those that the config defines.
     *
     * @return the environment's name, or absent for the top level. The name may be unknown only when the config defines
     *     no environments at all; then wrangler uses the top level under the name with the suffix, and so do we.
     * @throws InputFailure when the name is none of the defined ones, or none was named and there are some
     */
    default Optional<String> among(Collection<String> defined) {
        if (this instanceof Named named) {
            return find(named.name(), defined);
        }
        if (this instanceof Local) {
            return List.of("local", "development").stream()
                    .filter(defined::contains)
                    .findFirst();
        }
        if (!defined.isEmpty()) {
            throw new InputFailure("the config defines the environments " + Table.quoted(defined)
                    + " and the build names none: add -Denv=<name>, or -Denv= (empty) for the top level");
        }
        return Optional.empty();
    }

    private static Optional<String> find(String name, Collection<String> defined) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (defined.isEmpty() || defined.contains(name)) {
            return Optional.of(name);
        }
        String longName = SHORT_NAMES.getOrDefault(name, "");
        if (defined.contains(longName)) {
            return Optional.of(longName);
        }
        throw new InputFailure("the config has no environment \"" + name + "\"; it defines " + Table.quoted(defined)
                + Nearest.hint(name, defined));
    }
}
