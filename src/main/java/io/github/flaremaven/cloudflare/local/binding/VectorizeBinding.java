package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.vectorize.VectorFailure;
import io.github.flaremaven.cloudflare.local.vectorize.VectorIndexes;
import java.util.List;
import java.util.Map;

/** What a Worker does with a Vectorize index. The requests are those that workerd's binding makes. */
public final class VectorizeBinding implements BackingServer.Handler {
    private final VectorIndexes indexes;

    public VectorizeBinding(VectorIndexes indexes) {
        this.indexes = indexes;
    }

    @Override
    public Reply handle(Request request) {
        try {
            return json(200, answer(request.id(), request.path(), request.body().text()));
        } catch (VectorFailure e) {
            return json(400, Json.object().put("code", e.code()).put("error", e.text()));
        }
    }

    private JsonNode answer(String index, String path, String body) {
        return switch (path) {
            case "/info" -> indexes.info(index);
            case "/query" -> indexes.query(index, Json.parse(body));
            case "/insert" -> mutation(indexes.put(index, lines(body), false));
            case "/upsert" -> mutation(indexes.put(index, lines(body), true));
            case "/getByIds" -> indexes.get(index, Json.texts(Json.parse(body), "ids"));
            case "/deleteByIds" -> mutation(indexes.remove(index, Json.texts(Json.parse(body), "ids")));
            default -> throw new IllegalArgumentException("Vectorize has no call " + path);
        };
    }

    private static List<JsonNode> lines(String body) {
        return body.lines().filter(line -> !line.isBlank()).map(Json::parse).toList();
    }

    private static JsonNode mutation(String id) {
        return Json.object().put("mutationId", id);
    }

    private static Reply json(int status, JsonNode answer) {
        return new Reply(
                status,
                status == 200 ? "OK" : "Bad Request",
                Map.of("Content-Type", "application/json"),
                Bytes.of(Json.compact(answer)));
    }
}
