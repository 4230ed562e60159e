package io.github.flaremaven.cloudflare.local.d1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The D1 databases of the account. SQLite holds what is in them; this holds their names, and forms answers as D1 does.
 * Ids that a config names belong to the real account: such a database is made, empty, when it is first spoken of.
 */
public final class D1Databases {
    /** Largest text or blob in a parameter, in bytes. */
    private static final int LARGEST_VALUE = 2_000_000;

    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z_-]{1,64}");
    private static final double NANOS_IN_MILLI = 1e6;

    private final Resources resources;
    private final SqlEngine data;
    private final Clock clock;
    private final Bookmarks bookmarks;

    /**
     * SQL with the values of its parameters: numbers, texts, nulls, and arrays of bytes.
     *
     * @param sql one statement or several; the last one gets the parameters
     */
    public record Query(String sql, ArrayNode parameters) {}

    /** What an import did, with the sums of its statements. */
    public record Imported(int statements, ObjectNode meta) {}

    /** Which parts of a database are wanted; all tables when none is named. */
    public record Extent(List<String> tables, boolean schema, boolean data) {}

    public D1Databases(Resources resources, SqlEngine data, Clock clock) {
        this.resources = resources;
        this.data = data;
        this.clock = clock;
        this.bookmarks = new Bookmarks(clock);
    }

    /** The records of all databases, by id. */
    public List<ObjectNode> all() {
        return resources.all(Kind.D1_DATABASE);
    }

    /** The record of a database. */
    public Optional<ObjectNode> find(String idOrName) {
        return resources.find(Kind.D1_DATABASE, idOrName).or(() -> resources.find(Kind.D1_DATABASE, "name", idOrName));
    }

    /**
     * Makes a database.
     *
     * @param more what the record says beside
     */
    public ObjectNode create(String name, ObjectNode more) {
        return put(UUID.randomUUID().toString(), name, more);
    }

    /**
     * The record of the database with an id, which is made when it was never spoken of.
     *
     * @param name for a new one, unless another one has it
     * @return absent when it was deleted, or the id is none
     */
    public synchronized Optional<ObjectNode> ensure(String id, String name) {
        Optional<ObjectNode> known = resources.find(Kind.D1_DATABASE, id);
        if (known.isPresent()
                || resources.find(Kind.DELETED_D1_DATABASE, id).isPresent()
                || !ID.matcher(id).matches()) {
            return known;
        }
        boolean taken = resources.find(Kind.D1_DATABASE, "name", name).isPresent();
        return Optional.of(put(id, taken ? name + " (" + id + ")" : name, Json.object()));
    }

    private ObjectNode put(String id, String name, ObjectNode more) {
        ObjectNode database = Json.object()
                .put("uuid", id)
                .put("name", name)
                .put("version", "production")
                .put("created_at", clock.instant().toString());
        database.setAll(more);
        return resources.put(Kind.D1_DATABASE, id, database);
    }

    /** Replaces the record of a database. */
    public void change(ObjectNode database) {
        resources.put(Kind.D1_DATABASE, database.path("uuid").asText(), database);
    }

    /** Deletes a database with all that is in it. Its id stays deleted. */
    public void delete(String id) {
        resources.put(Kind.DELETED_D1_DATABASE, id, Json.object());
        resources.remove(Kind.D1_DATABASE, id);
        if (data.isInUse()) {
            data.call(id, "remove", Json.object());
        }
    }

    /** The record of a database with the number of its tables and its size in bytes. */
    public ObjectNode described(ObjectNode database) {
        JsonNode content =
                data.isInUse() ? data.call(database.path("uuid").asText(), "describe", Json.object()) : Json.object();
        return database.put("num_tables", content.path("tables").asInt())
                .put("file_size", content.path("size").asLong());
    }

    /** The newest state of a database. */
    public String bookmark(String id) {
        return bookmarks.current(id);
    }

    /**
     * Runs all queries or none.
     *
     * @return for each statement {@code columns}, {@code rows} and {@code meta}
     */
    public List<ObjectNode> run(String id, List<Query> queries) throws SqlFailure {
        ArrayNode statements = statements(queries);
        long start = System.nanoTime();
        JsonNode answer = checked(data.call(id, "run", Json.object().set("statements", statements)));
        double took = (System.nanoTime() - start) / NANOS_IN_MILLI / statements.size();
        List<ObjectNode> results = new ArrayList<>();
        Json.items(answer, "results").map(ObjectNode.class::cast).forEach(result -> {
            result.set("meta", meta(result.path("meta"), took));
            results.add(result);
        });
        return results;
    }

    /** The rows of a result as objects. */
    public static ArrayNode objects(ObjectNode result) {
        List<String> columns = Json.texts(result, "columns");
        ArrayNode objects = Json.array();
        Json.items(result, "rows").forEach(row -> {
            ObjectNode object = objects.addObject();
            for (int i = 0; i < columns.size(); i++) {
                object.set(columns.get(i), row.path(i));
            }
        });
        return objects;
    }

    /** Runs a script, all of it or nothing. */
    public Imported load(String id, String script) throws SqlFailure {
        ArrayNode statements = statements(List.of(new Query(script, Json.array())));
        long start = System.nanoTime();
        JsonNode answer = checked(data.call(id, "import", Json.object().set("statements", statements)));
        double took = (System.nanoTime() - start) / NANOS_IN_MILLI;
        return new Imported(statements.size(), meta(answer.path("meta"), took));
    }

    /** The statements that make a database anew, one a line. */
    public String dump(String id, Extent extent) throws SqlFailure {
        ObjectNode asked = Json.object().put("schema", extent.schema()).put("data", extent.data());
        asked.set("tables", Json.array(extent.tables()));
        return String.join("\n", Json.texts(checked(data.call(id, "export", asked)), "lines")) + "\n";
    }

    private static ArrayNode statements(List<Query> queries) throws SqlFailure {
        ArrayNode statements = Json.array();
        for (Query query : queries) {
            for (JsonNode value : query.parameters()) {
                if (size(value) > LARGEST_VALUE) {
                    throw new SqlFailure("string or blob too big: SQLITE_TOOBIG");
                }
            }
            List<String> texts = SqlText.statements(query.sql());
            for (int i = 0; i < texts.size(); i++) {
                boolean last = i == texts.size() - 1;
                statements.addObject().put("sql", texts.get(i)).set("params", last ? query.parameters() : Json.array());
            }
        }
        if (statements.isEmpty()) {
            throw new SqlFailure("No SQL statements detected.");
        }
        return statements;
    }

    private static int size(JsonNode value) {
        if (value.isTextual() && value.textValue().length() > LARGEST_VALUE / 3) {
            return value.textValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return value.size();
    }

    private static JsonNode checked(JsonNode answer) throws SqlFailure {
        Optional<String> error = Json.text(answer, "error");
        if (error.isPresent()) {
            throw new SqlFailure(error.get());
        }
        if (!answer.isObject()) {
            throw new ToolFailure("workerd gave no answer for D1");
        }
        return answer;
    }

    /** The clock of workerd stands still while statements run, so a call's time is shared out among its statements. */
    private ObjectNode meta(JsonNode counted, double milliseconds) {
        if (counted.path("changed_db").asBoolean()) {
            bookmarks.changed();
        }
        ObjectNode meta = Json.object()
                .put("served_by", "local")
                .put("served_by_region", "WEUR")
                .put("served_by_primary", true)
                .put("duration", milliseconds)
                .put("total_attempts", 1);
        meta.putObject("timings").put("sql_duration_ms", milliseconds);
        meta.setAll((ObjectNode) counted);
        return meta;
    }
}
