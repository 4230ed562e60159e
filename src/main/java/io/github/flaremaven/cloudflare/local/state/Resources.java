package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an account has beside Workers and is only a record here: databases, queues, Workflows and the like. */
public final class Resources {
    private final Path file;
    private ObjectNode all;

    /** The kinds of records. */
    public enum Kind {
        D1_DATABASE,
        /** The id of one that is gone for ever. */
        DELETED_D1_DATABASE,
        HYPERDRIVE_CONFIG,
        /** Where the database of a Hyperdrive config is on this machine. */
        HYPERDRIVE_LOCAL,
        VECTORIZE_INDEX,
        QUEUE,
        WORKFLOW,
        DISPATCH_NAMESPACE,
        AI_SEARCH_NAMESPACE,
        AGENT_MEMORY_NAMESPACE,
        FLAGSHIP_APP,
        CONTAINER_APPLICATION,
        /** Of an application, named by {@code application_id}. */
        CONTAINER_ROLLOUT,
        EMAIL_RULE,
        SECRETS_STORE,
        /** Of a store, named by {@code store_id}; its value is in it. */
        STORE_SECRET,
        PIPELINE,
        PIPELINE_SINK,
        PIPELINE_STREAM;

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Resources(Path file) {
        this.file = file;
        try {
            this.all = Files.exists(file) ? (ObjectNode) Json.parse(Files.readString(file)) : Json.object();
        } catch (IOException | RuntimeException e) {
            throw new ToolFailure(
                    "the state file " + file + " is damaged: " + e.getMessage() + "; delete it to forget what it lists",
                    e);
        }
    }

    /** All of a kind, in the order of their ids. */
    public synchronized List<ObjectNode> all(Kind kind) {
        return byId(kind).properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> (ObjectNode) e.getValue().deepCopy())
                .toList();
    }

    public synchronized Optional<ObjectNode> find(Kind kind, String id) {
        return Optional.ofNullable(byId(kind).get(id)).map(node -> (ObjectNode) node.deepCopy());
    }

    /** The first one whose field has a value. */
    public Optional<ObjectNode> find(Kind kind, String field, String value) {
        return all(kind).stream()
                .filter(r -> r.path(field).asText().equals(value))
                .findFirst();
    }

    /** Adds it, or replaces the one with this id. */
    public synchronized ObjectNode put(Kind kind, String id, ObjectNode resource) {
        ObjectNode next = all.deepCopy();
        next.withObject("/" + kind.key()).set(id, resource.deepCopy());
        keep(next);
        return resource;
    }

    /** Whether there was one. */
    public synchronized boolean remove(Kind kind, String id) {
        ObjectNode next = all.deepCopy();
        JsonNode removed = next.withObject("/" + kind.key()).remove(id);
        keep(next);
        return removed != null;
    }

    /** A change is on disk before it is seen. */
    private void keep(ObjectNode next) {
        StateFolder.write(file, next);
        all = next;
    }

    private ObjectNode byId(Kind kind) {
        return Stream.of(all.path(kind.key()))
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseGet(Json::object);
    }
}
