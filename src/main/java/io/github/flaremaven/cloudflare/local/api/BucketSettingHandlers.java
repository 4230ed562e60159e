package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.r2.R2Buckets;

/** Settings documents of R2 buckets. The store holds to the locks; the others are kept and shown, and nothing acts on them. */
final class BucketSettingHandlers {
    private static final String CORS = "cors";
    private static final String LIFECYCLE = "lifecycle";
    private static final String LOCK = "lock";
    /** What every new bucket has. */
    private static final String DEFAULT_LIFECYCLE = """
            {"rules": [{"id": "Default Multipart Abort Rule", "enabled": true, "conditions": {"prefix": ""},
              "abortMultipartUploadsTransition": {"condition": {"type": "Age", "maxAge": 604800}}}]}""";

    private final Platform platform;
    private final R2Buckets buckets;

    BucketSettingHandlers(Platform platform) {
        this.platform = platform;
        this.buckets = platform.r2().buckets();
    }

    void register(ApiRoutes routes) {
        String one = BucketHandlers.BUCKETS + "/{bucket}/";
        routes.add("GET", one + CORS, this::cors);
        routes.add("PUT", one + CORS, c -> set(c, CORS, BucketRules.cors(c.jsonObject())));
        routes.add("DELETE", one + CORS, this::deleteCors);
        routes.add("GET", one + LIFECYCLE, c -> get(c, LIFECYCLE, DEFAULT_LIFECYCLE));
        routes.add("PUT", one + LIFECYCLE, c -> set(c, LIFECYCLE, BucketRules.lifecycle(c.jsonObject())));
        routes.add("GET", one + LOCK, c -> get(c, LOCK, "{\"rules\": []}"));
        routes.add("PUT", one + LOCK, c -> set(c, LOCK, BucketRules.lock(c.jsonObject())));
    }

    private ApiReply cors(ApiCall call) {
        JsonNode document = buckets.setting(
                        BucketHandlers.bucket(platform, call).id(), CORS)
                .orElseThrow(() -> new ApiError(404, 10059, "The CORS configuration does not exist."));
        return ApiReply.ok(document);
    }

    private ApiReply get(ApiCall call, String name, String otherwise) {
        return ApiReply.ok(buckets.setting(BucketHandlers.bucket(platform, call).id(), name)
                .orElseGet(() -> Json.parse(otherwise)));
    }

    private ApiReply set(ApiCall call, String name, ObjectNode document) {
        buckets.set(BucketHandlers.bucket(platform, call).id(), name, document);
        return ApiReply.ok(Json.object());
    }

    private ApiReply deleteCors(ApiCall call) {
        buckets.unset(BucketHandlers.bucket(platform, call).id(), CORS);
        return ApiReply.ok(Json.object());
    }
}
