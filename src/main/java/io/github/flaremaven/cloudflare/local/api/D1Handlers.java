package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.d1.D1Databases;
import io.github.flaremaven.cloudflare.local.d1.D1Databases.Query;
import io.github.flaremaven.cloudflare.local.d1.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** D1 databases: their records, and statements that run in them. */
final class D1Handlers {
    private static final int MOST_ON_PAGE = 10_000;
    private static final int ON_PAGE = 100;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Platform platform;
    private final D1Databases databases;

    D1Handlers(Platform platform) {
        this.platform = platform;
        this.databases = platform.d1();
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/d1/database";
        String one = all + "/{id}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, c -> ApiReply.ok(shown(require(c))));
        routes.add("PUT", one, this::change);
        routes.add("PATCH", one, this::change);
        routes.add("DELETE", one, this::delete);
        routes.add("POST", one + "/query", c -> run(c, D1Databases::objects));
        routes.add("POST", one + "/raw", c -> run(c, result -> result.deepCopy().retain("columns", "rows")));
        routes.add("GET", one + "/time_travel/bookmark", c -> timeTravel());
        routes.add("POST", one + "/time_travel/restore", c -> timeTravel());
        new D1Transfers(platform, this::require).register(routes, one);
    }

    private static ApiReply timeTravel() {
        throw new ApiError(
                400,
                7400,
                "The embedded Cloudflare keeps only the present state of a D1 database, so there is no time travel; "
                        + "export the database to keep a state.");
    }

    /**
     * By id, or by name. An id that was never spoken of is one of the real account, and gets an empty database.
     *
     * @throws ApiError 7404
     */
    private ObjectNode require(ApiCall call) {
        String id = call.parameter("id");
        return databases
                .find(id)
                .or(() -> UUID.matcher(id.toLowerCase(Locale.ROOT)).matches()
                        ? databases.ensure(id, id)
                        : Optional.empty())
                .orElseThrow(D1Handlers::unknown);
    }

    private static ApiError unknown() {
        return new ApiError(404, 7404, "The database could not be found.");
    }

    private ObjectNode shown(ObjectNode database) {
        ObjectNode shown = Json.object();
        shown.putObject("read_replication").put("mode", "disabled");
        shown.put("running_in_region", "WEUR");
        shown.setAll(databases.described(database));
        return shown;
    }

    private ApiReply list(ApiCall call) {
        String name = call.queryValue("name").orElse("");
        List<ObjectNode> all = databases.all().stream()
                .filter(d -> d.path("name").asText().contains(name))
                .toList();
        return Paging.of(call, ON_PAGE, MOST_ON_PAGE).reply(all, databases::described);
    }

    private ApiReply create(ApiCall call) {
        ObjectNode body = call.jsonObject();
        String name = Json.text(body, "name")
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The request must have \"name\"."));
        body.remove(List.of("name", "uuid"));
        return platform.exclusively(() -> {
            if (databases.find(name).isPresent()) {
                throw new ApiError(400, 7502, "A database with that name already exists.");
            }
            return ApiReply.ok(shown(databases.create(name, body)));
        });
    }

    private ApiReply change(ApiCall call) {
        ObjectNode database = require(call);
        JsonNode replication = call.jsonObject().path("read_replication");
        if (!List.of("auto", "disabled").contains(replication.path("mode").asText())) {
            throw new ApiError(400, 7400, "\"read_replication.mode\" must be \"auto\" or \"disabled\".");
        }
        database.set("read_replication", replication);
        databases.change(database);
        return ApiReply.ok(shown(database));
    }

    private ApiReply delete(ApiCall call) {
        ObjectNode database = databases.find(call.parameter("id")).orElseThrow(D1Handlers::unknown);
        databases.delete(database.path("uuid").asText());
        return ApiReply.ok();
    }

    /** {@code form} makes the {@code results} of a statement. */
    private ApiReply run(ApiCall call, Function<ObjectNode, JsonNode> form) {
        String id = require(call).path("uuid").asText();
        ObjectNode body = call.jsonObject();
        List<Query> queries = new ArrayList<>();
        if (body.has("batch")) {
            Json.items(body, "batch").forEach(q -> queries.add(query(q)));
        } else {
            queries.add(query(body));
        }
        ArrayNode answers = Json.array();
        try {
            for (ObjectNode result : databases.run(id, queries)) {
                ObjectNode answer = answers.addObject();
                answer.set("results", form.apply(result));
                answer.put("success", true).set("meta", result.path("meta"));
            }
        } catch (SqlFailure e) {
            throw new ApiError(400, 7500, e.text());
        }
        return ApiReply.ok(answers);
    }

    private static Query query(JsonNode query) {
        String sql =
                Json.text(query, "sql").orElseThrow(() -> new ApiError(400, 7400, "The request must have \"sql\"."));
        ArrayNode parameters = Json.array();
        for (JsonNode value : query.path("params")) {
            if (value.isObject()) {
                throw new ApiError(400, 7400, "Parameters must be texts, numbers, nulls or arrays of bytes.");
            }
            if (value.isBoolean()) {
                parameters.add(value.booleanValue() ? 1 : 0); // as the binding does
            } else {
                parameters.add(value);
            }
        }
        return new Query(sql, parameters);
    }
}
