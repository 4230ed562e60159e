package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Version.AssetEntry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Uploads of static assets: a list of all files, then the contents that are not here yet, then a token that stands for
 * the whole set.
 */
final class AssetSessions {
    private static final int MOST_FILES = 100_000;
    private static final long LARGEST_FILE = 25 << 20;
    private static final long BUCKET_BYTES = 40 << 20;
    private static final int BUCKET_FILES = 500;
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

    private final BlobStore store;
    private final Clock clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    /** What a content was uploaded as; a version that shares a content with an earlier one has no other source. */
    private final Map<String, String> contentTypes = new ConcurrentHashMap<>();

    private record Session(Map<String, String> files, Set<String> missing, Instant end) {}

    AssetSessions(BlobStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** {@code POST …/assets-upload-session}. */
    ApiReply start(ApiCall call) {
        JsonNode manifest = call.jsonObject().path("manifest");
        if (!manifest.isObject()) {
            throw new ApiError(400, 10002, "The request must have a manifest.");
        }
        if (manifest.size() > MOST_FILES) {
            throw new ApiError(
                    413,
                    10411,
                    "The manifest has " + manifest.size() + " files; at most " + MOST_FILES + " are allowed.");
        }
        Map<String, String> files = new TreeMap<>();
        Map<String, Long> sizes = new LinkedHashMap<>();
        manifest.properties().forEach(e -> {
            String hash = e.getValue().path("hash").asText();
            long size = e.getValue().path("size").asLong();
            if (!HASH.matcher(hash).matches()
                    || size > LARGEST_FILE
                    || !e.getKey().startsWith("/")) {
                throw new ApiError(400, 10002, "The manifest's entry " + e.getKey() + " is not valid.");
            }
            files.put(e.getKey(), hash);
            sizes.putIfAbsent(hash, size);
        });
        Set<String> missing = new LinkedHashSet<>();
        sizes.keySet().stream().filter(hash -> !store.has(hash)).forEach(missing::add);
        String token = token();
        sessions.put(
                token,
                new Session(
                        files, ConcurrentHashMap.newKeySet(), clock.instant().plus(LIFE)));
        sessions.get(token).missing().addAll(missing);
        ObjectNode result = Json.object().put("jwt", token);
        result.set("buckets", buckets(missing, sizes));
        return ApiReply.ok(result);
    }

    private static ArrayNode buckets(Set<String> missing, Map<String, Long> sizes) {
        ArrayNode buckets = Json.array();
        List<String> bucket = new ArrayList<>();
        long bytes = 0;
        for (String hash : missing) {
            long size = sizes.getOrDefault(hash, 0L);
            if (!bucket.isEmpty() && (bytes + size > BUCKET_BYTES || bucket.size() == BUCKET_FILES)) {
                buckets.add(Json.array(bucket));
                bucket = new ArrayList<>();
                bytes = 0;
            }
            bucket.add(hash);
            bytes += size;
        }
        if (!bucket.isEmpty()) {
            buckets.add(Json.array(bucket));
        }
        return buckets;
    }

    /** {@code POST …/workers/assets/upload?base64=true}: the token of the session authorises. */
    ApiReply upload(ApiCall call) {
        String token = call.header("authorization").orElse("").replaceFirst("^Bearer ", "");
        Session session = session(token);
        for (ApiCall.Part part : call.parts()) {
            if (!HASH.matcher(part.name()).matches()) {
                throw new ApiError(400, 10002, "The part " + part.name() + " is not named by a hash.");
            }
            byte[] content;
            try {
                content = call.queryValue("base64").filter("true"::equals).isPresent()
                        ? Base64.getDecoder().decode(part.content().toByteArray())
                        : part.content().toByteArray();
            } catch (IllegalArgumentException e) {
                throw new ApiError(400, 10002, "The part " + part.name() + " is not base64.");
            }
            store.put(part.name(), Bytes.of(content));
            part.contentType()
                    .filter(t -> !t.equals("application/null"))
                    .ifPresent(t -> contentTypes.put(part.name(), t));
            session.missing().remove(part.name());
        }
        boolean complete = session.missing().isEmpty();
        return ApiReply.status(complete ? 201 : 202, complete ? Json.object().put("jwt", token) : Json.object());
    }

    /**
     * The files that a completion token stands for.
     *
     * @throws ApiError when the token is unknown, expired, or files are still missing
     */
    Map<String, AssetEntry> complete(String token) {
        Session session = session(token);
        if (!session.missing().isEmpty()) {
            throw ApiError.invalidUpload(session.missing().size() + " assets were not uploaded yet.");
        }
        Map<String, AssetEntry> files = new TreeMap<>();
        session.files()
                .forEach((path, hash) ->
                        files.put(path, new AssetEntry(hash, Optional.ofNullable(contentTypes.get(hash)))));
        return files;
    }

    /** What a content of an earlier version was served as, so that a version that shares it serves it the same. */
    void remember(AssetEntry entry) {
        entry.contentType().ifPresent(t -> contentTypes.putIfAbsent(entry.hash(), t));
    }

    private Session session(String token) {
        Session session = sessions.get(token);
        if (session == null || clock.instant().isAfter(session.end())) {
            throw new ApiError(401, 10000, "Authentication error: the assets token is invalid or has expired.");
        }
        return session;
    }

    /** Clients read the payload of the token: when it ends. */
    private String token() {
        ObjectNode payload = Json.object()
                .put("session", Platform.newTag())
                .put("exp", clock.instant().plus(LIFE).getEpochSecond());
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(Json.compact(payload).getBytes(StandardCharsets.UTF_8)) + "."
                + Platform.newTag();
    }
}
