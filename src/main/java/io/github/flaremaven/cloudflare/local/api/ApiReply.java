package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Map;
import java.util.Optional;

/** What the API answers. */
record ApiReply(int status, String contentType, Map<String, String> headers, Bytes body) {

    static ApiReply ok(JsonNode result) {
        return envelope(200, true, result, Optional.empty());
    }

    static ApiReply ok() {
        return ok(NullNode.instance);
    }

    static ApiReply status(int status, JsonNode result) {
        return envelope(status, true, result, Optional.empty());
    }

    /** A list with {@code result_info}. */
    static ApiReply page(JsonNode result, ObjectNode info) {
        return envelope(200, true, result, Optional.of(info));
    }

    /** Content as it is, such as the value of a KV key. */
    static ApiReply raw(Bytes body, Map<String, String> headers) {
        return new ApiReply(200, "application/octet-stream", headers, body);
    }

    static ApiReply error(ApiError error) {
        ObjectNode envelope = Json.object();
        envelope.put("success", false);
        envelope.putArray("errors").addObject().put("code", error.code()).put("message", error.getMessage());
        envelope.putArray("messages");
        envelope.putNull("result");
        return new ApiReply(error.status(), "application/json", Map.of(), Bytes.of(Json.compact(envelope)));
    }

    private static ApiReply envelope(int status, boolean success, JsonNode result, Optional<ObjectNode> info) {
        ObjectNode envelope = Json.object();
        envelope.put("success", success);
        envelope.putArray("errors");
        envelope.putArray("messages");
        envelope.set("result", result);
        info.ifPresent(i -> envelope.set("result_info", i));
        return new ApiReply(status, "application/json", Map.of(), Bytes.of(Json.compact(envelope)));
    }
}
