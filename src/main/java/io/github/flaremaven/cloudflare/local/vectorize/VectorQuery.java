package io.github.flaremaven.cloudflare.local.vectorize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/** Looks at every vector of an index and keeps the best. */
final class VectorQuery {
    private static final int USUAL = 5;
    private static final int MOST = 100;
    /** With all that belongs to the vectors. */
    private static final int MOST_WITH_ALL = 20;

    private final ObjectNode index;
    private final Metric metric;
    private final float[] vector;
    private final int most;
    private final boolean withValues;
    private final String metadata;
    private final String namespace;
    private final VectorFilter filter;
    private final boolean filtered;
    /** The worst first. */
    private final PriorityQueue<Match> best;

    private record Match(String id, double score, StoredVector vector) {}

    /**
     * A query as the API takes it.
     *
     * @param stored finds a vector by its id
     * @throws VectorFailure when it is none
     */
    VectorQuery(ObjectNode index, JsonNode asked, Function<String, Optional<StoredVector>> stored) {
        this.index = index;
        this.metric = Metric.of(index.at("/config/metric").asText()).orElseThrow();
        this.vector = vector(asked, stored);
        int dimensions = index.at("/config/dimensions").asInt();
        if (vector.length != dimensions) {
            throw new VectorFailure(
                    VectorFailure.INVALID_QUERY,
                    "invalid query vector, expected " + dimensions + " dimensions, and got " + vector.length
                            + " dimensions");
        }
        this.withValues = asked.path("returnValues").asBoolean();
        this.metadata = level(asked.path("returnMetadata"));
        this.most = asked.path("topK").asInt(USUAL);
        int limit = withValues || metadata.equals("all") ? MOST_WITH_ALL : MOST;
        if (most < 1 || most > limit) {
            throw new VectorFailure(
                    VectorFailure.TOO_MANY_WANTED,
                    "topK must be between 1 and " + limit
                            + (limit == MOST ? "" : " when values or all metadata are returned"));
        }
        this.namespace = asked.path("namespace").asText("");
        this.filter = new VectorFilter(asked.path("filter"));
        this.filtered = !asked.path("filter").isEmpty();
        Comparator<Match> byScore = Comparator.comparingDouble(Match::score);
        this.best = new PriorityQueue<>((metric.largestFirst() ? byScore : byScore.reversed())
                .thenComparing(Match::id, Comparator.reverseOrder()));
    }

    private static float[] vector(JsonNode asked, Function<String, Optional<StoredVector>> stored) {
        Optional<String> id = Json.text(asked, "vectorId");
        if (id.isPresent()) {
            return stored.apply(id.get())
                    .orElseThrow(() -> new VectorFailure(
                            VectorFailure.INVALID_QUERY, "there is no vector with the id " + id.get()))
                    .values();
        }
        return StoredVector.floats(asked.path("vector"));
    }

    private static String level(JsonNode asked) {
        if (asked.isBoolean()) {
            return asked.booleanValue() ? "all" : "none";
        }
        String level = asked.asText("none");
        if (!level.equals("none") && !level.equals("indexed") && !level.equals("all")) {
            throw new VectorFailure(VectorFailure.INVALID_QUERY, "returnMetadata must be none, indexed or all");
        }
        return level;
    }

    /** Looks at a vector of the index. */
    void offer(String id, StoredVector candidate) {
        if (!namespace.isEmpty() && !namespace.equals(candidate.namespace())) {
            return;
        }
        if (filtered && !filter.matches(indexed(candidate))) {
            return;
        }
        best.add(new Match(id, metric.score(vector, candidate.values()), candidate));
        if (best.size() > most) {
            best.poll();
        }
    }

    /** What an index of a property knows: vectors that came before it are not in it. */
    private ObjectNode indexed(StoredVector candidate) {
        ObjectNode known = Json.object();
        ObjectNode given = candidate.metadata().orElse(Json.object());
        for (Map.Entry<String, JsonNode> property : index.path("properties").properties()) {
            if (candidate.mutation() > property.getValue().path("since").asLong()) {
                VectorFilter.property(given, property.getKey()).ifPresent(v -> known.set(property.getKey(), v));
            }
        }
        return known;
    }

    /** The best, the most alike first. */
    ObjectNode answer() {
        ArrayNode matches = Json.array();
        Stream.generate(best::poll).limit(best.size()).map(this::json).toList().forEach(m -> matches.insert(0, m));
        ObjectNode answer = Json.object().put("count", matches.size());
        answer.set("matches", matches);
        return answer;
    }

    private ObjectNode json(Match match) {
        ObjectNode json = Json.object().put("id", match.id()).put("score", match.score());
        if (!match.vector().namespace().isEmpty()) {
            json.put("namespace", match.vector().namespace());
        }
        if (withValues) {
            json.set("values", match.vector().json());
        }
        if (metadata.equals("all")) {
            match.vector().metadata().ifPresent(m -> json.set("metadata", m));
        } else if (metadata.equals("indexed")) {
            json.set("metadata", indexed(match.vector()));
        }
        return json;
    }
}
