package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** All Workers, in memory and on disk. A change is on disk before it is seen. Safe for use by several threads. */
public final class Scripts {
    private final Path folder;
    private final Map<String, Script> byName = new ConcurrentSkipListMap<>();

    /**
     * Reads them.
     *
     * @throws ToolFailure naming the file that cannot be read
     */
    public Scripts(Path folder) {
        this.folder = folder;
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> f.toString().endsWith(".json")).forEach(file -> {
                Script script = read(file);
                byName.put(script.name(), script);
            });
        } catch (IOException e) {
            throw new ToolFailure("the Workers of the embedded Cloudflare cannot be read from " + folder + ": " + e, e);
        }
    }

    private static Script read(Path file) {
        try {
            return Script.fromJson(Json.parse(Files.readString(file)));
        } catch (IOException | RuntimeException e) {
            throw new ToolFailure(
                    "the state file " + file
                            + " is damaged; delete it to forget this Worker, its versions and deployments",
                    e);
        }
    }

    public List<Script> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Script> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Keeps a Worker in the place of the one of its name. */
    public void put(Script script) {
        StateFolder.write(folder.resolve(script.name() + ".json"), script.toJson());
        byName.put(script.name(), script);
    }

    public void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + ".json"));
        } catch (IOException e) {
            throw new ToolFailure("the state of the Worker " + name + " cannot be deleted: " + e, e);
        }
        byName.remove(name);
    }
}
