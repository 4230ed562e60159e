package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.net.HttpDate;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.r2.Bucket;
import io.github.flaremaven.cloudflare.local.r2.Condition;
import io.github.flaremaven.cloudflare.local.r2.HttpFields;
import io.github.flaremaven.cloudflare.local.r2.Metadata;
import io.github.flaremaven.cloudflare.local.r2.R2Limits;
import io.github.flaremaven.cloudflare.local.r2.R2Listing;
import io.github.flaremaven.cloudflare.local.r2.R2Object;
import io.github.flaremaven.cloudflare.local.r2.R2Objects;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects in R2 buckets. */
final class BucketObjectHandlers {
    /** Largest object that this API takes, in bytes; larger ones go through S3 in production. */
    private static final long LARGEST = 300L << 20;

    private final Platform platform;
    private final R2Objects objects;

    BucketObjectHandlers(Platform platform) {
        this.platform = platform;
        this.objects = platform.r2().objects();
    }

    void register(ApiRoutes routes) {
        String all = BucketHandlers.BUCKETS + "/{bucket}/objects";
        String one = all + "/{key*}";
        routes.add("GET", all, this::list);
        routes.add("GET", one, this::get);
        routes.addUpload("PUT", one, platform.r2().inbox(), this::put);
        routes.add("DELETE", one, this::delete);
    }

    private Bucket bucket(ApiCall call) {
        return BucketHandlers.bucket(platform, call);
    }

    private ApiReply list(ApiCall call) {
        Bucket bucket = bucket(call);
        int perPage = call.number("per_page", R2Limits.MOST_AT_ONCE, 1, R2Limits.MOST_AT_ONCE);
        R2Listing.Page page = objects.list(
                bucket.id(),
                new R2Listing.Query(
                        call.queryValue("prefix").orElse(""),
                        call.queryValue("delimiter").orElse(""),
                        call.queryValue("start_after").orElse(""),
                        call.queryValue("cursor").filter(c -> !c.isEmpty()),
                        perPage));
        ArrayNode result = Json.array();
        page.objects().forEach(o -> result.add(listed(o)));
        ObjectNode info = Json.object()
                .put("per_page", perPage)
                .put("is_truncated", page.cursor().isPresent())
                .put("cursor", page.cursor().orElse(""));
        info.set("delimited", Json.array(page.prefixes()));
        return ApiReply.page(result, info);
    }

    private static ObjectNode listed(R2Object object) {
        ObjectNode json = Json.object()
                .put("key", object.key())
                .put("etag", object.etag())
                .put("last_modified", object.uploaded().toString())
                .put("size", object.size())
                .put("storage_class", object.metadata().storageClass());
        ObjectNode http = object.metadata().http().json();
        object.metadata().http().cacheExpiry().ifPresent(e -> http.put("cacheExpiry", e.toString()));
        json.set("http_metadata", http);
        ObjectNode custom = json.putObject("custom_metadata");
        object.metadata().custom().forEach(custom::put);
        return json;
    }

    private ApiReply get(ApiCall call) {
        R2Objects.Opened opened =
                objects.get(bucket(call).id(), call.parameter("key"), Condition.none(), ByteRange.all());
        R2Object object = opened.object();
        HttpFields http = object.metadata().http();
        Map<String, String> headers = new TreeMap<>();
        headers.put("etag", '"' + object.etag() + '"');
        headers.put("last-modified", HttpDate.format(object.uploaded()));
        http.contentLanguage().ifPresent(v -> headers.put("content-language", v));
        http.contentDisposition().ifPresent(v -> headers.put("content-disposition", v));
        http.contentEncoding().ifPresent(v -> headers.put("content-encoding", v));
        http.cacheControl().ifPresent(v -> headers.put("cache-control", v));
        http.cacheExpiry().ifPresent(v -> headers.put("expires", HttpDate.format(v)));
        return ApiReply.files(http.contentType().orElse("application/octet-stream"), headers, opened.content());
    }

    private ApiReply put(ApiCall call) {
        Bucket bucket = bucket(call);
        Spool.Received upload = call.upload().orElseThrow();
        if (upload.size() > LARGEST) {
            throw R2Limits.tooLarge(413);
        }
        R2Object object = objects.put(
                bucket.id(),
                call.parameter("key"),
                new Metadata(
                        http(call), Map.of(), call.header("cf-r2-storage-class").orElse(bucket.storageClass())),
                Condition.none(),
                Map.of(),
                upload);
        return ApiReply.ok(Json.object()
                .put("key", object.key())
                .put("etag", object.etag())
                .put("size", Long.toString(object.size()))
                .put("storage_class", object.metadata().storageClass())
                .put("uploaded", object.uploaded().toString())
                .put("version", object.version()));
    }

    private static HttpFields http(ApiCall call) {
        return new HttpFields(
                call.header("content-type"),
                call.header("content-language"),
                call.header("content-disposition"),
                call.header("content-encoding"),
                call.header("cache-control"),
                call.header("expires").map(BucketObjectHandlers::time));
    }

    /** As HTTP has it or, as wrangler sends it, in ISO 8601. */
    private static Instant time(String text) {
        return HttpDate.parse(text).orElseGet(() -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw ApiError.invalid("The header expires is no date: " + text);
            }
        });
    }

    private ApiReply delete(ApiCall call) {
        String key = call.parameter("key");
        objects.delete(bucket(call).id(), List.of(key));
        return ApiReply.ok(Json.object().put("key", key));
    }
}
