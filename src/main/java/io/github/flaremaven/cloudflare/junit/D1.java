package io.github.flaremaven.cloudflare.junit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.testbed.DataApi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A D1 database that the Worker is bound to. */
public final class D1 {
    private final DataApi data;
    private final String id;

    D1(DataApi data, String id) {
        this.data = data;
        this.id = id;
    }

    /** The database's id. */
    public String id() {
        return id;
    }

    /**
     * Runs a statement.
     *
     * @param parameters for {@code ?} in order: texts, numbers, booleans or null
     * @return the rows, each with its columns in order; values are {@code Long}, {@code Double}, {@code String}, or null. Of several
     *     statements those of the last one
     * @throws io.github.flaremaven.cloudflare.base.ApiFailure when SQLite says no, with its message
     */
    public List<Map<String, @Nullable Object>> query(String sql, @Nullable Object... parameters) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        JsonNode last = Json.object();
        for (JsonNode result : run(sql, parameters)) {
            last = result;
        }
        Json.items(last, "results").forEach(row -> rows.add(row(row)));
        return Collections.unmodifiableList(rows);
    }

    /** Runs statements; gives how many rows they changed. */
    public long execute(String sql, @Nullable Object... parameters) {
        long changes = 0;
        for (JsonNode result : run(sql, parameters)) {
            changes += result.path("meta").path("changes").asLong();
        }
        return changes;
    }

    private JsonNode run(String sql, @Nullable Object... parameters) {
        ObjectNode body = Json.object().put("sql", sql);
        ArrayNode list = body.putArray("params");
        for (Object parameter : parameters) {
            add(list, parameter);
        }
        return data.send("query the D1 database", "POST", "/d1/database/" + Urls.encode(id) + "/query", body);
    }

    private static void add(ArrayNode list, @Nullable Object parameter) {
        if (parameter == null) {
            list.addNull();
        } else if (parameter instanceof Boolean flag) {
            list.add(flag ? 1 : 0);
        } else if (parameter instanceof Integer || parameter instanceof Long || parameter instanceof Short) {
            list.add(((Number) parameter).longValue());
        } else if (parameter instanceof Number number) {
            list.add(number.doubleValue());
        } else {
            list.add(parameter.toString());
        }
    }

    private static Map<String, @Nullable Object> row(JsonNode row) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        row.properties().forEach(column -> columns.put(column.getKey(), value(column.getValue())));
        return Collections.unmodifiableMap(columns);
    }

    private static @Nullable Object value(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isIntegralNumber()) {
            return value.longValue();
        }
        return value.isNumber() ? value.doubleValue() : value.isTextual() ? value.textValue() : Json.compact(value);
    }
}
