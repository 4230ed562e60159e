package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Streams, sinks and pipelines as records: what Workers send to a stream is kept, and no SQL runs over it. Credentials of
 * sinks go in and never come out.
 */
final class PipelineHandlers {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");
    private static final Pattern INTO =
            Pattern.compile("(?is)^\\s*INSERT\\s+INTO\\s+([a-z_][a-z0-9_]*)\\s+(?:SELECT|WITH)\\b.*");
    private static final Pattern FROM = Pattern.compile("(?i)\\b(?:FROM|JOIN)\\s+([a-z_][a-z0-9_]*)");
    private static final int NOT_FOUND = 1002;

    private final Platform platform;

    PipelineHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String base = "/accounts/{account}/pipelines/v1";
        register(routes, base + "/streams", Kind.PIPELINE_STREAM);
        register(routes, base + "/sinks", Kind.PIPELINE_SINK);
        register(routes, base + "/pipelines", Kind.PIPELINE);
        routes.add("PATCH", base + "/streams/{id}", this::patchStream);
        routes.add("POST", base + "/validate_sql", c -> ApiReply.ok(validated(c)));
    }

    private void register(ApiRoutes routes, String path, Kind kind) {
        routes.add("GET", path, c -> list(c, kind));
        routes.add("POST", path, c -> create(c, kind));
        routes.add("GET", path + "/{id}", c -> ApiReply.ok(shown(require(c, kind))));
        routes.add("DELETE", path + "/{id}", c -> delete(c, kind));
    }

    private ObjectNode require(ApiCall call, Kind kind) {
        return platform.resources()
                .find(kind, call.parameter("id"))
                .orElseThrow(() -> new ApiError(404, NOT_FOUND, "It could not be found."));
    }

    private ApiReply list(ApiCall call, Kind kind) {
        Optional<String> name = call.queryValue("name");
        List<ObjectNode> all = platform.resources().all(kind).stream()
                .filter(r ->
                        name.filter(n -> !n.equals(r.path("name").asText())).isEmpty())
                .toList();
        return Paging.of(call, 20, 100).reply(all, PipelineHandlers::shown);
    }

    private ApiReply create(ApiCall call, Kind kind) {
        ObjectNode body = call.jsonObject();
        String name = Json.text(body, "name")
                .filter(n -> NAME.matcher(n).matches())
                .orElseThrow(() -> ApiError.invalid(
                        "The \"name\" must begin with a letter and have letters, digits and underscores only."));
        return platform.exclusively(() -> {
            if (platform.resources().find(kind, "name", name).isPresent()) {
                throw new ApiError(409, 1003, "\"" + name + "\" exists already.");
            }
            String now = platform.now().toString();
            ObjectNode made = Json.object().put("id", Platform.newTag());
            made.setAll(body);
            made.put("created_at", now).put("modified_at", now);
            if (kind == Kind.PIPELINE) {
                made.put("status", "running").set("tables", tables(body));
            } else {
                made.put("version", 1);
            }
            return ApiReply.ok(
                    shown(platform.resources().put(kind, made.path("id").asText(), made)));
        });
    }

    private ApiReply patchStream(ApiCall call) {
        ObjectNode body = call.jsonObject();
        ObjectNode stream = require(call, Kind.PIPELINE_STREAM);
        for (String field : List.of("http", "worker_binding")) {
            if (body.has(field)) {
                stream.set(field, body.get(field));
            }
        }
        stream.put("modified_at", platform.now().toString());
        return ApiReply.ok(
                platform.resources().put(Kind.PIPELINE_STREAM, stream.path("id").asText(), stream));
    }

    private ApiReply delete(ApiCall call, Kind kind) {
        ObjectNode gone = require(call, kind);
        String id = gone.path("id").asText();
        if (kind != Kind.PIPELINE && !call.isTrue("force")) {
            platform.resources().all(Kind.PIPELINE).stream()
                    .filter(p -> p.path("tables").findValuesAsText("id").contains(id))
                    .findFirst()
                    .ifPresent(p -> {
                        throw new ApiError(
                                409,
                                1004,
                                "\"" + gone.path("name").asText() + "\" is used by the pipeline \""
                                        + p.path("name").asText() + "\".");
                    });
        }
        platform.resources().remove(kind, id);
        return ApiReply.ok();
    }

    private ObjectNode validated(ApiCall call) {
        ObjectNode result = Json.object();
        ObjectNode tables = result.putObject("tables");
        tables(call.jsonObject()).forEach(t -> tables.set(t.path("name").asText(), t));
        return result;
    }

    /** The sink and the streams that a statement names; what it does with them is not looked at. */
    private ArrayNode tables(ObjectNode body) {
        String sql = body.path("sql").asText();
        Matcher into = INTO.matcher(sql);
        if (!into.matches()) {
            throw new ApiError(400, 1001, "The SQL must have the form INSERT INTO <sink> SELECT … FROM <stream>.");
        }
        List<ObjectNode> tables = new ArrayList<>();
        tables.add(table(Kind.PIPELINE_SINK, "sink", into.group(1)));
        Matcher from = FROM.matcher(sql);
        while (from.find()) {
            tables.add(table(Kind.PIPELINE_STREAM, "stream", from.group(1)));
        }
        ArrayNode all = Json.array();
        tables.forEach(all::add);
        return all;
    }

    private ObjectNode table(Kind kind, String type, String name) {
        ObjectNode found = platform.resources()
                .find(kind, "name", name)
                .orElseThrow(() -> new ApiError(400, 1001, "There is no " + type + " named \"" + name + "\"."));
        return Json.object()
                .put("id", found.path("id").asText())
                .put("name", name)
                .put("type", type)
                .put("version", 1);
    }

    private static ObjectNode shown(ObjectNode resource) {
        ObjectNode copy = resource.deepCopy();
        if (copy.path("config") instanceof ObjectNode config) {
            config.remove(List.of("credentials", "token"));
        }
        return copy;
    }
}
