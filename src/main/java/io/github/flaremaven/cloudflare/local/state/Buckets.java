package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The names of the R2 buckets. */
public final class Buckets {
    private final Path file;
    private final TreeMap<String, Instant> byName = new TreeMap<>();

    /**
     * A bucket.
     *
     * @param name 3 to 63 characters
     */
    public record Bucket(String name, Instant created) {}

    public Buckets(Path file) {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        try {
            Json.parse(Files.readString(file))
                    .properties()
                    .forEach(e ->
                            byName.put(e.getKey(), Instant.parse(e.getValue().asText())));
        } catch (IOException | RuntimeException e) {
            throw new ToolFailure(
                    "the state file " + file + " is damaged: " + e.getMessage() + "; delete it to forget the buckets",
                    e);
        }
    }

    public synchronized List<Bucket> all() {
        return byName.entrySet().stream()
                .map(e -> new Bucket(e.getKey(), e.getValue()))
                .toList();
    }

    public Optional<Bucket> find(String name) {
        return all().stream().filter(b -> b.name().equals(name)).findFirst();
    }

    /** Makes one that does not exist. */
    public synchronized Bucket create(String name, Instant now) {
        byName.put(name, now);
        write();
        return new Bucket(name, now);
    }

    public synchronized void delete(String name) {
        byName.remove(name);
        write();
    }

    private void write() {
        ObjectNode json = Json.object();
        byName.forEach((name, created) -> json.put(name, created.toString()));
        StateFolder.write(file, json);
    }
}
