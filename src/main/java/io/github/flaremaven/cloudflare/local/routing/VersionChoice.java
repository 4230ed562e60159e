package io.github.flaremaven.cloudflare.local.routing;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses the version for a request, as Cloudflare does: by the client's wish, its key, or by chance. */
public final class VersionChoice {
    /** Header {@code worker="version", …}: the client's wish, honoured for versions of the present deployment. */
    public static final String OVERRIDES = "Cloudflare-Workers-Version-Overrides";
    /** Header by which a client stays with a version: the same text leads to the same one. */
    public static final String AFFINITY = "Cloudflare-Workers-Version-Key";

    private static final Pattern OVERRIDE = Pattern.compile("\\s*([^=,\\s]+)\\s*=\\s*\"?([^\",\\s]+)\"?\\s*(?:,|$)");

    private final DoubleSupplier chance;

    /**
     * Uses a source of chance.
     *
     * @param chance gives numbers from 0 (inclusive) to 1 (exclusive)
     */
    public VersionChoice(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * The version, absent for a Worker without a deployment.
     *
     * @param overrides the header {@link #OVERRIDES}
     * @param key the header {@link #AFFINITY}
     */
    public Optional<Version> choose(Script script, Optional<String> overrides, Optional<String> key) {
        return script.current().flatMap(deployment -> {
            Optional<String> wished = overrides
                    .flatMap(header -> wish(header, script.name()))
                    .filter(id -> deployment.shares().stream()
                            .anyMatch(s -> s.versionId().equals(id)));
            return script.version(wished.orElseGet(() -> byShare(
                    script, deployment, key.map(VersionChoice::point).orElseGet(() -> chance.getAsDouble() * 100))));
        });
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

    /** Newer versions come first, so that a key that got the new version keeps it while its share grows. */
    private static String byShare(Script script, Deployment deployment, double point) {
        List<Deployment.Share> shares = deployment.shares().stream()
                .sorted(Comparator.comparingLong((Deployment.Share s) -> script.version(s.versionId())
                                .map(Version::number)
                                .orElse(0L))
                        .reversed())
                .toList();
        double sum = 0;
        for (Deployment.Share share : shares) {
            sum += share.percentage();
            if (point < sum) {
                return share.versionId();
            }
        }
        return shares.get(shares.size() - 1).versionId(); // shares add up to 100 but for rounding
    }

    /** Spreads keys evenly over 0 to 100; the same key always lands on the same point. */
    private static double point(String key) {
        long bits = Long.parseLong(Bytes.of(key).digest("SHA-256").substring(0, 12), 16);
        return bits * 100.0 / (1L << 48);
    }
}
