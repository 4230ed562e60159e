package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A session in which assets are uploaded.
 *
 * @param token authorises the uploads; with nothing missing it is already the completion token
 * @param buckets hashes of the missing files, each list to be sent in one request
 * @param end when the token is no good any more
 * @param oneByOne whether every file is to be sent in a request of its own, as it is
 * @param parallel how many of those requests may run at once
 */
public record UploadSession(
        Secret token, List<List<String>> buckets, Optional<Instant> end, boolean oneByOne, int parallel) {
    /** wrangler's figure where the token has none. */
    private static final int PARALLEL_SINGLE = 50;

    private static final int MOST_PARALLEL = 100;

    public UploadSession {
        buckets = buckets.stream().map(List::copyOf).toList();
    }

    /** The API's words for the last three stand in the token's payload, which is not signed for us. */
    static UploadSession of(String jwt, List<List<String>> buckets) {
        JsonNode payload = payload(jwt);
        JsonNode end = payload.path("exp");
        double parallel = payload.path("edge_kv_upload_concurrency").asDouble();
        return new UploadSession(
                new Secret(jwt),
                buckets,
                end.isNumber() ? Optional.of(Instant.ofEpochSecond(end.asLong())) : Optional.empty(),
                payload.path("wrangler_single_asset_uploads").asBoolean(),
                parallel >= 1 ? (int) Math.min(parallel, MOST_PARALLEL) : PARALLEL_SINGLE);
    }

    /** How many files are missing. */
    public int missing() {
        return buckets.stream().mapToInt(List::size).sum();
    }

    private static JsonNode payload(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        try {
            return parts.length < 2
                    ? Json.object()
                    : Json.parse(new String(
                            Base64.getDecoder()
                                    .decode(parts[1].replace('-', '+').replace('_', '/')),
                            StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return Json.object();
        }
    }
}
