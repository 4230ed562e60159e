package io.github.flaremaven.cloudflare.local.state;

import java.util.Optional;

/**
 * The name under which a user Worker of a dispatch namespace is kept and run. No other Worker can have such a name, since
 * it is no label of a host.
 */
public record DispatchName(String namespace, String worker) {
    private static final String BETWEEN = "~";

    /** Absent for a Worker in no namespace. */
    public static Optional<DispatchName> parse(String name) {
        int between = name.indexOf(BETWEEN);
        return between < 0
                ? Optional.empty()
                : Optional.of(new DispatchName(name.substring(0, between), name.substring(between + 1)));
    }

    @Override
    public String toString() {
        return namespace + BETWEEN + worker;
    }
}
