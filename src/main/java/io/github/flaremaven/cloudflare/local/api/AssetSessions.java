package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Scripts;
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
import java.util.stream.Collectors;

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

    /**
     * An upload under way.
     *
     * @param files hashes by path
     * @param missing hashes of what was not here and has not come yet
     */
    private record Session(Map<String, String> files, Set<String> missing, Instant end) {}

    AssetSessions(Scripts scripts, BlobStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        scripts.all().stream()
                .flatMap(s -> s.versions().stream())
                .flatMap(v -> v.assets().stream())
                .flatMap(a -> a.files().values().stream())
                .forEach(this::remember);
    }

    void register(ApiRoutes routes) {
        routes.add("POST", "/accounts/{account}/workers/scripts/{script}/assets-upload-session", this::start);
        routes.add(
                "POST",
                "/accounts/{account}/workers/dispatch/namespaces/{namespace}/scripts/{script}/assets-upload-session",
                this::start);
        routes.add("POST", "/accounts/{account}/workers/assets/upload", this::upload);
    }

    /** Hashes that open sessions count on. */
    Set<String> awaited() {
        return sessions.values().stream()
                .filter(s -> !isOver(s))
                .flatMap(s -> s.files().values().stream())
                .collect(Collectors.toSet());
    }

    /** {@code POST …/assets-upload-session}. */
    private ApiReply start(ApiCall call) {
        JsonNode manifest = call.jsonObject().path("manifest");
        if (!manifest.isObject()) {
            throw ApiError.invalid("The request must have a manifest.");
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
                throw ApiError.invalid("The manifest's entry " + e.getKey() + " is not valid.");
            }
            files.put(e.getKey(), hash);
            sizes.putIfAbsent(hash, size);
        });
        Set<String> missing = new LinkedHashSet<>();
        sizes.keySet().stream().filter(hash -> !store.has(hash)).forEach(missing::add);
        sessions.values().removeIf(this::isOver);
        Set<String> left = ConcurrentHashMap.newKeySet();
        left.addAll(missing);
        String token = token();
        sessions.put(token, new Session(files, left, clock.instant().plus(LIFE)));
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
    private ApiReply upload(ApiCall call) {
        String token = call.header("authorization").orElse("").replaceFirst("^Bearer ", "");
        Session session = session(token);
        Set<String> expected = Set.copyOf(session.files().values());
        for (ApiCall.Part part : call.parts()) {
            if (!expected.contains(part.name())) {
                throw ApiError.invalid("The part " + part.name() + " is not named by a hash of the manifest.");
            }
            Bytes content = content(part, call.isTrue("base64"));
            if (content.size() > LARGEST_FILE) {
                throw new ApiError(413, 10002, "The file " + part.name() + " is larger than 25 MiB.");
            }
            store.put(part.name(), content);
            part.contentType()
                    .filter(t -> !t.equals("application/null"))
                    .ifPresent(t -> contentTypes.put(part.name(), t));
            session.missing().remove(part.name());
        }
        boolean complete = session.missing().isEmpty();
        return ApiReply.status(complete ? 201 : 202, complete ? Json.object().put("jwt", token) : Json.object());
    }

    private static Bytes content(ApiCall.Part part, boolean base64) {
        try {
            return base64 ? Bytes.of(Base64.getDecoder().decode(part.content().toByteArray())) : part.content();
        } catch (IllegalArgumentException e) {
            throw ApiError.invalid("The part " + part.name() + " is not base64.");
        }
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
    private void remember(AssetEntry entry) {
        entry.contentType().ifPresent(t -> contentTypes.putIfAbsent(entry.hash(), t));
    }

    private Session session(String token) {
        Session session = sessions.get(token);
        if (session == null || isOver(session)) {
            throw new ApiError(401, 10000, "Authentication error: the assets token is invalid or has expired.");
        }
        return session;
    }

    private boolean isOver(Session session) {
        return !clock.instant().isBefore(session.end());
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
