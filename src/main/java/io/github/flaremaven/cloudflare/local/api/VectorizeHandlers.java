package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.vectorize.VectorFailure;
import io.github.flaremaven.cloudflare.local.vectorize.VectorIndexes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Vectorize indexes, version 2 of their API. */
final class VectorizeHandlers {
    private static final int MOST_ON_PAGE = 1000;
    private static final int ON_PAGE = 100;

    private final VectorIndexes indexes;

    private interface Work {
        JsonNode on(String index, ApiCall call);
    }

    VectorizeHandlers(Platform platform) {
        this.indexes = platform.vectorize();
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/vectorize/v2/indexes";
        String one = all + "/{index}";
        routes.add("GET", all, c -> {
            var list = Json.array();
            indexes.all().forEach(list::add);
            return ApiReply.list(list);
        });
        add(routes, "POST", all, (name, c) -> indexes.create(c.jsonObject()));
        add(routes, "GET", one, (name, c) -> indexes.show(name));
        add(routes, "DELETE", one, (name, c) -> {
            indexes.delete(name);
            return Json.object().nullNode();
        });
        add(routes, "GET", one + "/info", (name, c) -> indexes.info(name));
        add(routes, "GET", one + "/list", this::list);
        add(routes, "POST", one + "/insert", (name, c) -> mutation(indexes.put(name, vectors(c), false)));
        add(routes, "POST", one + "/upsert", (name, c) -> mutation(indexes.put(name, vectors(c), true)));
        add(routes, "POST", one + "/query", (name, c) -> indexes.query(name, c.jsonObject()));
        add(routes, "POST", one + "/get_by_ids", (name, c) -> indexes.get(name, ids(c)));
        add(routes, "POST", one + "/delete_by_ids", (name, c) -> mutation(indexes.remove(name, ids(c))));
        String properties = one + "/metadata_index";
        add(
                routes,
                "GET",
                properties + "/list",
                (name, c) -> Json.object().set("metadataIndexes", indexes.indexed(name)));
        add(routes, "POST", properties + "/create", (name, c) -> {
            ObjectNode body = c.jsonObject();
            return mutation(
                    indexes.index(name, property(body), body.path("indexType").asText()));
        });
        add(
                routes,
                "POST",
                properties + "/delete",
                (name, c) -> mutation(indexes.unindex(name, property(c.jsonObject()))));
    }

    private static void add(ApiRoutes routes, String method, String pattern, Work work) {
        routes.add(method, pattern, call -> {
            try {
                return ApiReply.ok(work.on(call.parameter("index"), call));
            } catch (VectorFailure e) {
                int status = e.code() == VectorFailure.UNKNOWN ? 404 : e.code() == VectorFailure.TAKEN ? 409 : 400;
                throw new ApiError(status, e.code(), e.text());
            }
        });
    }

    private static ObjectNode mutation(String id) {
        return Json.object().put("mutationId", id);
    }

    private static String property(ObjectNode body) {
        return body.path("propertyName").asText();
    }

    private static List<String> ids(ApiCall call) {
        return Json.texts(call.jsonObject(), "ids");
    }

    private JsonNode list(String name, ApiCall call) {
        Optional<String> cursor = call.queryValue("cursor").map(c -> {
            try {
                return new String(Base64.getUrlDecoder().decode(c), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw ApiError.invalid("The cursor is none.");
            }
        });
        ObjectNode list = indexes.list(name, call.number("count", ON_PAGE, 1, MOST_ON_PAGE), cursor);
        Json.text(list, "nextCursor")
                .ifPresent(next -> list.put(
                        "nextCursor", Base64.getUrlEncoder().encodeToString(next.getBytes(StandardCharsets.UTF_8))));
        return list;
    }

    /** One vector a line, as the body or in the part {@code vectors} of a form. */
    private static List<JsonNode> vectors(ApiCall call) {
        String text = call.parts().stream()
                .filter(p -> p.name().equals("vectors"))
                .findFirst()
                .map(p -> p.content().text())
                .orElseGet(() -> call.body().text());
        boolean discard =
                call.queryValue("unparsable-behavior").filter("discard"::equals).isPresent();
        List<JsonNode> vectors = new ArrayList<>();
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            Optional<JsonNode> vector = StrictJson.parse(line).filter(JsonNode::isObject);
            if (vector.isPresent()) {
                vectors.add(vector.get());
            } else if (!discard) {
                throw new ApiError(
                        400,
                        40012,
                        "the line " + line.substring(0, Math.min(40, line.length())) + " is no vector in JSON");
            }
        }
        return vectors;
    }
}
