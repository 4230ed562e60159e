package io.github.flaremaven.cloudflare.local.vectorize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The Vectorize indexes of the account. A change is seen by the next query; in production that takes a moment. */
public final class VectorIndexes {
    private static final int MOST_AT_ONCE = 5000;
    private static final int MOST_PROPERTIES = 10;

    private final Resources resources;
    private final VectorStore vectors;
    private final Clock clock;

    public VectorIndexes(Resources resources, VectorStore vectors, Clock clock) {
        this.resources = resources;
        this.vectors = vectors;
        this.clock = clock;
    }

    /** All indexes as the API shows them. */
    public List<ObjectNode> all() {
        return resources.all(Kind.VECTORIZE_INDEX).stream()
                .map(VectorIndexes::shown)
                .toList();
    }

    /**
     * An index as the API shows it.
     *
     * @throws VectorFailure when there is none
     */
    public ObjectNode show(String name) {
        return shown(require(name));
    }

    private static ObjectNode shown(ObjectNode index) {
        return index.deepCopy().retain("name", "description", "config", "created_on", "modified_on");
    }

    private ObjectNode require(String name) {
        return resources
                .find(Kind.VECTORIZE_INDEX, name)
                .orElseThrow(() -> new VectorFailure(
                        VectorFailure.UNKNOWN,
                        "the index " + name + " does not exist here; make it with its dimensions and metric, as with "
                                + "`wrangler vectorize create`"));
    }

    /** Makes an index from {@code name}, {@code description} and {@code config}. */
    public synchronized ObjectNode create(ObjectNode body) {
        String name = VectorRules.name(body);
        if (resources.find(Kind.VECTORIZE_INDEX, name).isPresent()) {
            throw new VectorFailure(VectorFailure.TAKEN, "an index with the name " + name + " already exists");
        }
        ObjectNode index = Json.object().put("name", name);
        Json.text(body, "description").ifPresent(d -> index.put("description", d));
        index.set("config", VectorRules.config(body.path("config")));
        index.put("created_on", clock.instant().toString());
        index.put("modified_on", clock.instant().toString());
        index.put("id", UUID.randomUUID().toString());
        index.put("mutations", 0);
        index.putObject("properties");
        resources.put(Kind.VECTORIZE_INDEX, name, index);
        return shown(index);
    }

    /** Deletes an index with its vectors. */
    public synchronized void delete(String name) {
        vectors.deleteAll(id(require(name)));
        resources.remove(Kind.VECTORIZE_INDEX, name);
    }

    private static String id(ObjectNode index) {
        return index.path("id").asText();
    }

    /**
     * Adds all vectors or none.
     *
     * @param replace what to do with those whose ids are there: replace them, or leave them as they are
     * @return the id of the mutation
     */
    public synchronized String put(String name, List<JsonNode> given, boolean replace) {
        ObjectNode index = require(name);
        if (given.size() > MOST_AT_ONCE) {
            throw new VectorFailure(
                    VectorFailure.INVALID_VECTOR, "at most " + MOST_AT_ONCE + " vectors go into one request");
        }
        int dimensions = index.at("/config/dimensions").asInt();
        long mutation = index.path("mutations").asLong() + 1;
        Map<String, StoredVector> read = new LinkedHashMap<>();
        for (JsonNode vector : given) {
            VectorRules.check(vector, dimensions);
            read.put(vector.path("id").asText(), StoredVector.read(vector, mutation));
        }
        vectors.put(id(index), read, replace);
        return mutated(index);
    }

    private String mutated(ObjectNode index) {
        String mutation = UUID.randomUUID().toString();
        index.put("mutations", index.path("mutations").asLong() + 1);
        index.put("processed_mutation", mutation);
        index.put("processed_at", clock.instant().toString());
        resources.put(Kind.VECTORIZE_INDEX, index.path("name").asText(), index);
        return mutation;
    }

    /** Deletes vectors; gives the id of the mutation. */
    public synchronized String remove(String name, List<String> ids) {
        ObjectNode index = require(name);
        vectors.delete(id(index), ids);
        return mutated(index);
    }

    /** The vectors that are there, in the order of the ids. */
    public ArrayNode get(String name, List<String> ids) {
        String index = id(require(name));
        ArrayNode found = Json.array();
        ids.forEach(id -> vectors.get(index, id).ifPresent(vector -> {
            ObjectNode json = found.addObject().put("id", id);
            if (!vector.namespace().isEmpty()) {
                json.put("namespace", vector.namespace());
            }
            vector.metadata().ifPresent(m -> json.set("metadata", m));
            json.set("values", vector.json());
        }));
        return found;
    }

    /** How many vectors there are, and the last mutation. */
    public ObjectNode info(String name) {
        ObjectNode index = require(name);
        ObjectNode info = Json.object()
                .put("vectorCount", vectors.count(id(index)))
                .put("dimensions", index.at("/config/dimensions").asInt());
        info.set("processedUpToDatetime", index.path("processed_at"));
        info.set("processedUpToMutation", index.path("processed_mutation"));
        return info;
    }

    /** A page of ids; {@code cursor} is the last one of the page before. */
    public ObjectNode list(String name, int most, Optional<String> cursor) {
        String index = id(require(name));
        List<String> ids = vectors.ids(index, cursor, most + 1);
        List<String> page = ids.subList(0, Math.min(most, ids.size()));
        ObjectNode list = Json.object();
        ArrayNode shown = list.putArray("vectors");
        page.forEach(id -> shown.addObject().put("id", id));
        list.put("count", page.size()).put("totalCount", vectors.count(index)).put("isTruncated", ids.size() > most);
        if (ids.size() > most) {
            list.put("nextCursor", page.get(page.size() - 1));
        }
        return list;
    }

    /** Answers a query as the API takes it. */
    public ObjectNode query(String name, JsonNode asked) {
        ObjectNode index = require(name);
        VectorQuery query = new VectorQuery(index, asked, id -> vectors.get(id(index), id));
        vectors.forEach(id(index), query::offer);
        return query.answer();
    }

    /** Indexes a property of the metadata of vectors that come from now on. */
    public synchronized String index(String name, String property, String type) {
        ObjectNode index = require(name);
        ObjectNode properties = index.withObject("/properties");
        if (!List.of("string", "number", "boolean").contains(type)) {
            throw new VectorFailure(VectorFailure.INVALID_INDEX, "\"indexType\" must be string, number or boolean");
        }
        if (properties.has(property)) {
            throw new VectorFailure(VectorFailure.TAKEN, "the property " + property + " is indexed already");
        }
        if (property.isEmpty() || properties.size() >= MOST_PROPERTIES) {
            throw new VectorFailure(
                    VectorFailure.INVALID_INDEX,
                    "\"propertyName\" is missing, or " + MOST_PROPERTIES + " properties are indexed");
        }
        properties
                .putObject(property)
                .put("type", type)
                .put("since", index.path("mutations").asLong());
        return mutated(index);
    }

    /** Stops indexing a property. */
    public synchronized String unindex(String name, String property) {
        ObjectNode index = require(name);
        if (index.withObject("/properties").remove(property) == null) {
            throw new VectorFailure(VectorFailure.UNKNOWN, "the property " + property + " is not indexed");
        }
        return mutated(index);
    }

    /** The properties that are indexed. */
    public ArrayNode indexed(String name) {
        ArrayNode list = Json.array();
        List<Map.Entry<String, JsonNode>> properties =
                new ArrayList<>(require(name).withObject("/properties").properties());
        properties.forEach(p -> list.addObject()
                .put("propertyName", p.getKey())
                .put("indexType", p.getValue().path("type").asText()));
        return list;
    }
}
