package io.github.flaremaven.cloudflare.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.Nearest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a deployed Worker is bound to and a test can read and write: for each kind the ids or names by binding. */
public final class BoundResources {
    private final String worker;
    private final Map<Kind, Map<String, String>> resources = new EnumMap<>(Kind.class);

    /** The kinds that tests read and write. */
    public enum Kind {
        KV("kv", "KV namespace", "kv_namespace", "namespace_id"),
        R2("r2", "R2 bucket", "r2_bucket", "bucket_name"),
        D1("d1", "D1 database", "d1", "id database_id"),
        QUEUE("queue", "queue", "queue", "queue_name");

        private final String word;
        private final String label;
        private final String type;
        private final String fields;

        Kind(String word, String label, String type, String fields) {
            this.word = word;
            this.label = label;
            this.type = type;
            this.fields = fields;
        }

        /** Under which a binding says what it leads to. */
        private List<String> fields() {
            return List.of(fields.split(" ", -1));
        }

        /** The word in names of folders and properties. */
        public String word() {
            return word;
        }

        /** How people call one. */
        String one() {
            return (this == R2 ? "an " : "a ") + label;
        }
    }

    /** {@code bindings} are those of the Worker's settings in the API. */
    public BoundResources(String worker, List<JsonNode> bindings) {
        this.worker = worker;
        for (Kind kind : Kind.values()) {
            Map<String, String> found = new TreeMap<>();
            bindings.stream()
                    .filter(b -> b.path("type").asText().equals(kind.type))
                    .forEach(b -> kind.fields().stream()
                            .flatMap(field -> Json.text(b, field).stream())
                            .findFirst()
                            .ifPresent(id -> found.put(b.path("name").asText(), id)));
            resources.put(kind, found);
        }
    }

    /** Of one kind: the binding's name, and the id of the namespace or database, or the name of the bucket or queue. */
    public Map<String, String> of(Kind kind) {
        return Map.copyOf(resources.getOrDefault(kind, Map.of()));
    }

    /** The one of a name, absent when no binding of the kind has it. */
    public Optional<String> find(Kind kind, String binding) {
        return Optional.ofNullable(of(kind).get(binding));
    }

    /**
     * The one of a name; without a name the only one of its kind.
     *
     * @throws InputFailure when there is none, or when several are there and none is named
     */
    public String require(Kind kind, Optional<String> binding) {
        Map<String, String> all = new TreeMap<>(of(kind));
        if (binding.isPresent()) {
            return find(kind, binding.get()).orElseThrow(() -> unknown(kind, binding.get(), all));
        }
        if (all.size() == 1) {
            return all.values().iterator().next();
        }
        throw new InputFailure(
                all.isEmpty()
                        ? "the Worker " + worker + " is bound to no " + kind.label
                        : "the Worker " + worker + " is bound to several of the kind " + kind.label + " ("
                                + String.join(", ", all.keySet()) + "); say which one with @Binding");
    }

    private InputFailure unknown(Kind kind, String binding, Map<String, String> all) {
        return new InputFailure("the Worker " + worker + " has no binding \"" + binding + "\" to " + kind.one()
                + (all.isEmpty() ? "" : "; it has " + String.join(", ", all.keySet()))
                + Nearest.hint(binding, all.keySet()));
    }
}
