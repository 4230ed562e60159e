package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API answers.
 *
 * @param files what comes after the body
 */
record ApiReply(int status, String contentType, Map<String, String> headers, Bytes body, FileContent files) {
    private static final String JSON = "application/json";

    ApiReply(int status, String contentType, Map<String, String> headers, Bytes body) {
        this(status, contentType, headers, body, FileContent.none());
    }

    static ApiReply ok(JsonNode result) {
        return success(200, result, Optional.empty());
    }

    static ApiReply ok() {
        return ok(NullNode.instance);
    }

    static ApiReply status(int status, JsonNode result) {
        return success(status, result, Optional.empty());
    }

    /** A list that is a single page. */
    static ApiReply list(ArrayNode items) {
        return page(
                items,
                Json.object()
                        .put("page", 1)
                        .put("per_page", Math.max(1, items.size()))
                        .put("count", items.size())
                        .put("total_count", items.size())
                        .put("total_pages", 1));
    }

    /** A list with {@code result_info}. */
    static ApiReply page(JsonNode result, ObjectNode info) {
        return success(200, result, Optional.of(info));
    }

    /** Content as it is, such as the value of a KV key. */
    static ApiReply raw(Bytes body, Map<String, String> headers) {
        return new ApiReply(200, "application/octet-stream", headers, body);
    }

    /** JSON as it is, without an envelope. */
    static ApiReply plain(JsonNode body) {
        return new ApiReply(200, JSON, Map.of(), Bytes.of(Json.compact(body)));
    }

    /** Content from files. */
    static ApiReply files(String contentType, Map<String, String> headers, FileContent files) {
        return new ApiReply(200, contentType, headers, Bytes.of(""), files);
    }

    static ApiReply error(ApiError error) {
        ObjectNode envelope = Json.object();
        envelope.put("success", false);
        envelope.set("errors", reasons(error.reasons()));
        envelope.putArray("messages");
        envelope.putNull("result");
        return new ApiReply(error.status(), JSON, Map.of(), Bytes.of(Json.compact(envelope)));
    }

    /** Sets status and headers. */
    HttpServerResponse head(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("Content-Type", contentType);
        headers.forEach(response::putHeader);
        return response;
    }

    void send(Vertx vertx, HttpServerResponse response) {
        files.sendTo(vertx, head(response), body);
    }

    /** Lets go of it without sending it. */
    void discard() {
        files.done().run();
    }

    private static ArrayNode reasons(List<ApiError.Reason> reasons) {
        ArrayNode list = Json.array();
        for (ApiError.Reason reason : reasons) {
            ObjectNode entry = list.addObject().put("code", reason.code()).put("message", reason.message());
            if (!reason.chain().isEmpty()) {
                entry.set("error_chain", reasons(reason.chain()));
            }
        }
        return list;
    }

    private static ApiReply success(int status, JsonNode result, Optional<ObjectNode> info) {
        ObjectNode envelope = Json.object();
        envelope.put("success", true);
        envelope.putArray("errors");
        envelope.putArray("messages");
        envelope.set("result", result);
        info.ifPresent(i -> envelope.set("result_info", i));
        return new ApiReply(status, JSON, Map.of(), Bytes.of(Json.compact(envelope)));
    }
}
