package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.local.state.Deployment.Share;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a new deployment asks for. */
final class Shares {
    private static final int MOST = 2;
    private static final double ROUNDING = 0.001;

    private Shares() {}

    /**
     * Reads which version gets how much.
     *
     * @throws ApiError 100146 for an unknown version, 10002 when the shares do not fit
     */
    static List<Share> read(Script script, ObjectNode body) {
        if (!body.path("strategy").asText().equals("percentage")) {
            throw ApiError.invalid("The strategy must be \"percentage\".");
        }
        List<Share> shares = new ArrayList<>();
        double sum = 0;
        for (JsonNode version : body.path("versions")) {
            String id = script.version(version.path("version_id").asText())
                    .orElseThrow(ApiError::versionNotFound)
                    .id();
            JsonNode percentage = version.path("percentage");
            if (!percentage.isNumber() || percentage.doubleValue() < 0 || percentage.doubleValue() > 100) {
                throw ApiError.invalid("The percentage of the version " + id + " must be a number from 0 to 100.");
            }
            if (shares.stream().anyMatch(s -> s.versionId().equals(id))) {
                throw ApiError.invalid("The version " + id + " is named twice.");
            }
            shares.add(new Share(id, percentage.doubleValue()));
            sum += percentage.doubleValue();
        }
        if (shares.isEmpty() || shares.size() > MOST) {
            throw ApiError.invalid("A deployment must have one or two versions, not " + shares.size() + ".");
        }
        if (Math.abs(sum - 100) > ROUNDING) {
            throw ApiError.invalid("The percentages must add up to 100, not to " + sum + ".");
        }
        return shares;
    }

    /**
     * Going back to a version from before a change of secrets would bring the old secrets back.
     *
     * @throws ApiError 10220 naming the secrets
     */
    static void refuseChangedSecrets(Script script, List<Share> shares) {
        Map<String, String> present =
                script.latestVersion().map(Version::secrets).orElse(Map.of());
        Set<String> changed = new TreeSet<>();
        for (Share share : shares) {
            Map<String, String> wanted =
                    script.version(share.versionId()).map(Version::secrets).orElse(Map.of());
            Set<String> names = new TreeSet<>(present.keySet());
            names.addAll(wanted.keySet());
            names.removeIf(n -> Objects.equals(wanted.get(n), present.get(n)));
            changed.addAll(names);
        }
        if (!changed.isEmpty()) {
            throw new ApiError(
                    400,
                    10220,
                    "A secret has changed since this version was active. If you are sure this is ok, add a ?force=true query "
                            + "parameter to allow the rollback. The following secrets have changed: "
                            + String.join(", ", changed));
        }
    }
}
