package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Buckets;
import io.github.flaremaven.cloudflare.local.state.Buckets.Bucket;
import java.util.regex.Pattern;

/** The names of R2 buckets, which wrangler looks up, and makes where they are missing, before it uploads a Worker. */
final class BucketHandlers {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    private final Platform platform;
    private final Buckets buckets;

    BucketHandlers(Platform platform) {
        this.platform = platform;
        this.buckets = platform.buckets();
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/r2/buckets";
        String one = all + "/{bucket}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, c -> ApiReply.ok(json(bucket(c))));
        routes.add("DELETE", one, this::delete);
    }

    private Bucket bucket(ApiCall call) {
        return buckets.find(call.parameter("bucket"))
                .orElseThrow(() -> new ApiError(404, 10006, "The specified bucket does not exist."));
    }

    private static ObjectNode json(Bucket bucket) {
        return Json.object()
                .put("name", bucket.name())
                .put("creation_date", bucket.created().toString())
                .put("location", "WEUR")
                .put("storage_class", "Standard")
                .put("jurisdiction", "default");
    }

    private ApiReply list(ApiCall call) {
        ArrayNode result = Json.array();
        buckets.all().forEach(b -> result.add(json(b)));
        return ApiReply.ok(Json.object().set("buckets", result));
    }

    private ApiReply create(ApiCall call) {
        String name = Json.text(call.jsonObject(), "name")
                .filter(n -> NAME.matcher(n).matches())
                .orElseThrow(() -> new ApiError(400, 10005, "The specified bucket name is not valid."));
        if (buckets.find(name).isPresent()) {
            throw new ApiError(409, 10004, "The bucket you tried to create already exists, and you own it.");
        }
        return ApiReply.ok(json(buckets.create(name, platform.now())));
    }

    private ApiReply delete(ApiCall call) {
        buckets.delete(bucket(call).name());
        return ApiReply.ok();
    }
}
