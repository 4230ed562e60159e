package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.r2.Bucket;
import io.github.flaremaven.cloudflare.local.r2.R2Buckets;
import io.github.flaremaven.cloudflare.local.r2.R2Failure;
import io.github.flaremaven.cloudflare.local.r2.R2Limits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** R2 buckets, and how much is in them. */
final class BucketHandlers {
    /** Where all buckets are. */
    static final String BUCKETS = "/accounts/{account}/r2/buckets";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final Set<String> LOCATIONS = Set.of("apac", "eeur", "enam", "weur", "wnam", "oc");
    private static final Set<String> JURISDICTIONS = Set.of("default", "eu", "fedramp");
    private static final int LISTED = 20;
    private static final int MOST_LISTED = 1000;

    private final Platform platform;
    private final R2Buckets buckets;

    BucketHandlers(Platform platform) {
        this.platform = platform;
        this.buckets = platform.r2().buckets();
    }

    void register(ApiRoutes routes) {
        String one = BUCKETS + "/{bucket}";
        routes.add("GET", BUCKETS, this::list);
        routes.add("POST", BUCKETS, this::create);
        routes.add("GET", one, c -> ApiReply.ok(json(bucket(platform, c))));
        routes.add("PATCH", one, this::change);
        routes.add("DELETE", one, this::delete);
        routes.add("POST", "/graphql", this::usage);
    }

    /**
     * The bucket that a path names.
     *
     * @throws ApiError 10006
     */
    static Bucket bucket(Platform platform, ApiCall call) {
        return platform.r2()
                .buckets()
                .find(new Bucket.Id(jurisdiction(call), call.parameter("bucket")))
                .orElseThrow(R2Failure::noSuchBucket);
    }

    private static String jurisdiction(ApiCall call) {
        String jurisdiction = call.header("cf-r2-jurisdiction").orElse("default");
        if (!JURISDICTIONS.contains(jurisdiction)) {
            throw new ApiError(400, 10040, "The jurisdiction " + jurisdiction + " does not exist.");
        }
        return jurisdiction;
    }

    private static ObjectNode json(Bucket bucket) {
        return Json.object()
                .put("name", bucket.id().name())
                .put("creation_date", bucket.created().toString())
                .put("location", bucket.location())
                .put("storage_class", bucket.storageClass())
                .put("jurisdiction", bucket.id().jurisdiction());
    }

    private ApiReply list(ApiCall call) {
        int perPage = call.number("per_page", LISTED, 1, MOST_LISTED);
        String part = call.queryValue("name_contains").orElse("");
        boolean descending = call.queryValue("direction").filter("desc"::equals).isPresent();
        String after = call.queryValue("cursor")
                .filter(c -> !c.isEmpty())
                .map(BucketHandlers::position)
                .or(() -> call.queryValue("start_after"))
                .orElse("");
        List<Bucket> found = buckets.all(jurisdiction(call)).stream()
                .filter(b -> b.id().name().contains(part))
                .sorted((a, b) -> descending
                        ? b.id().name().compareTo(a.id().name())
                        : a.id().name().compareTo(b.id().name()))
                .filter(b -> after.isEmpty()
                        || (descending
                                ? b.id().name().compareTo(after) < 0
                                : b.id().name().compareTo(after) > 0))
                .toList();
        ArrayNode shown = Json.array();
        found.stream().limit(perPage).forEach(b -> shown.add(json(b)));
        String last = shown.path(shown.size() - 1).path("name").asText();
        return ApiReply.page(
                Json.object().set("buckets", shown),
                Json.object().put("per_page", perPage).put("cursor", found.size() > perPage ? cursor(last) : ""));
    }

    private static String cursor(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String position(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiError.invalid("The cursor is not valid.");
        }
    }

    private ApiReply create(ApiCall call) {
        ObjectNode body = call.jsonObject();
        String name = Json.text(body, "name")
                .filter(n -> NAME.matcher(n).matches())
                .orElseThrow(() -> new ApiError(400, 10005, "The specified bucket name is not valid."));
        String location =
                Json.text(body, "locationHint").orElse(R2Buckets.LOCATION).toLowerCase(Locale.ROOT);
        if (!LOCATIONS.contains(location)) {
            throw ApiError.invalid("The location hint " + location + " does not exist.");
        }
        Bucket bucket = new Bucket(
                new Bucket.Id(jurisdiction(call), name),
                platform.now(),
                location.toUpperCase(Locale.ROOT),
                Json.text(body, "storageClass").orElse(R2Limits.STANDARD));
        return platform.exclusively(() -> {
            if (buckets.find(bucket.id()).isPresent()) {
                throw new ApiError(409, 10004, "The bucket you tried to create already exists, and you own it.");
            }
            buckets.put(bucket);
            return ApiReply.ok(json(bucket));
        });
    }

    /** Only the storage class of objects to come can be changed. */
    private ApiReply change(ApiCall call) {
        String storageClass = call.header("cf-r2-storage-class")
                .orElseThrow(() -> ApiError.invalid("The header cf-r2-storage-class is missing."));
        return platform.exclusively(() -> {
            Bucket old = bucket(platform, call);
            Bucket bucket = new Bucket(old.id(), old.created(), old.location(), storageClass);
            buckets.put(bucket);
            return ApiReply.ok(json(bucket));
        });
    }

    private ApiReply delete(ApiCall call) {
        return platform.exclusively(() -> {
            buckets.delete(bucket(platform, call).id());
            return ApiReply.ok(Json.object());
        });
    }

    /** The one question of the analytics API that wrangler asks about a bucket. */
    private ApiReply usage(ApiCall call) {
        ObjectNode body = call.jsonObject();
        if (!body.path("query").asText().contains("r2StorageAdaptiveGroups")) {
            throw ApiError.invalid("The embedded Cloudflare has no analytics but the usage of R2 buckets.");
        }
        String full = body.path("variables").path("filter").path("bucketName").asText();
        int underscore = full.indexOf('_');
        Bucket.Id id = underscore < 0
                ? new Bucket.Id("default", full)
                : new Bucket.Id(full.substring(0, underscore), full.substring(underscore + 1));
        Optional<R2Buckets.Usage> usage = buckets.find(id).map(b -> buckets.usage(b.id()));
        ObjectNode answer = Json.object();
        ArrayNode groups = answer.putObject("data")
                .putObject("viewer")
                .putArray("accounts")
                .addObject()
                .putArray("r2StorageAdaptiveGroups");
        usage.ifPresent(u -> {
            ObjectNode group = groups.addObject();
            group.putObject("max")
                    .put("objectCount", u.objects())
                    .put("payloadSize", u.bytes())
                    .put("metadataSize", 0);
            group.putObject("dimensions").put("datetime", platform.now().toString());
        });
        answer.putNull("errors");
        return ApiReply.plain(answer);
    }
}
