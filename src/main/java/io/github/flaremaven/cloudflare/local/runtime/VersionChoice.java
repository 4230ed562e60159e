package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses the version for a request, as Cloudflare does: by the client's wish, its key, or by chance. */
final class VersionChoice {
    private static final Pattern OVERRIDE = Pattern.compile("\\s*([^=,\\s]+)\\s*=\\s*\"?([^\",\\s]+)\"?\\s*(?:,|$)");

    private final DoubleSupplier chance;

    /**
     * Uses a source of chance.
     *
     * @param chance gives numbers from 0 (inclusive) to 1 (exclusive)
     */
    VersionChoice(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * The version's id, absent for a Worker without a deployment.
     *
     * @param overrides the header {@code Cloudflare-Workers-Version-Overrides}
     * @param key the header {@code Cloudflare-Workers-Version-Key}
     */
    Optional<String> choose(Script script, Optional<String> overrides, Optional<String> key) {
        Optional<Deployment> current = script.current();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Deployment deployment = current.get();
        Optional<String> wished = overrides
                .flatMap(header -> wish(header, script.name()))
                .filter(id ->
                        deployment.shares().stream().anyMatch(s -> s.versionId().equals(id)));
        if (wished.isPresent()) {
            return wished;
        }
        double point = key.map(VersionChoice::point).orElseGet(() -> chance.getAsDouble() * 100);
        return Optional.of(Routing.choose(deployment, point));
    }

    private static Optional<String> wish(String header, String script) {
        Matcher matcher = OVERRIDE.matcher(header);
        while (matcher.find()) {
            if (matcher.group(1).equals(script)) {
                return Optional.of(matcher.group(2));
            }
        }
        return Optional.empty();
    }

    /** Spreads keys evenly over 0 to 100; the same key always lands on the same point. */
    private static double point(String key) {
        long bits = Long.parseLong(Bytes.of(key).digest("SHA-256").substring(0, 12), 16);
        return bits * 100.0 / (1L << 48);
    }
}
