package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.d1.D1Databases;
import io.github.flaremaven.cloudflare.local.d1.D1Databases.Query;
import io.github.flaremaven.cloudflare.local.d1.SqlFailure;
import java.util.ArrayList;
import java.util.List;

/** What a Worker does with {@code env.DB}. The requests are those that workerd's D1 binding makes. */
public final class D1Binding implements BackingServer.Handler {
    private static final String BOOKMARK = "x-cf-d1-session-commit-token";

    private final D1Databases databases;

    public D1Binding(D1Databases databases) {
        this.databases = databases;
    }

    @Override
    public Reply handle(Request request) {
        if (!request.path().equals("/query") && !request.path().equals("/execute")) {
            return error("D1 has no call " + request.path());
        }
        String id = request.id();
        if (databases.ensure(id, id).isEmpty()) {
            return error("The database " + id + " does not exist; it was deleted.");
        }
        JsonNode asked = Json.parse(request.body().text());
        List<Query> queries = new ArrayList<>();
        if (asked.isArray()) {
            asked.forEach(q -> queries.add(query(q)));
        } else {
            queries.add(query(asked));
        }
        boolean columns = String.valueOf(request.query().get("resultsFormat")).equals("ROWS_AND_COLUMNS");
        ArrayNode answers = Json.array();
        try {
            for (ObjectNode result : databases.run(id, queries)) {
                ObjectNode answer = answers.addObject().put("success", true);
                answer.set("meta", result.remove("meta"));
                answer.set("results", columns ? result : D1Databases.objects(result));
            }
        } catch (SqlFailure e) {
            return error(e.text());
        } catch (Failure e) {
            return error("Network connection lost. " + e.sentence()); // as in production when a database goes away
        }
        return json(answers).header(BOOKMARK, databases.bookmark(id));
    }

    private static Query query(JsonNode query) {
        return new Query(query.path("sql").asText(), query.path("params") instanceof ArrayNode p ? p : Json.array());
    }

    private static Reply error(String message) {
        return json(Json.object().put("success", false).put("error", message));
    }

    private static Reply json(JsonNode answer) {
        return Reply.ok(Bytes.of(Json.compact(answer))).header("Content-Type", "application/json");
    }
}
