package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder under {@code src/it/conformance}. Its {@code conformance.json} says what it is about and what is done to it.
 *
 * @param crosses rows of the coverage table that cannot be seen in requests and config
 * @param workers Workers that the account has beforehand
 * @param setup calls made to both accounts beforehand
 */
record ConformanceProject(
        String name,
        Path folder,
        String about,
        List<String> crosses,
        List<String> workers,
        List<SetupCall> setup,
        List<Step> steps) {
    private static final String FILE = "conformance.json";

    /** {@code path} is below the account. */
    record SetupCall(String method, String path, JsonNode body) {}

    @Override
    public String toString() {
        return name;
    }

    /** All projects, by name. */
    static List<ConformanceProject> all(Path folder) {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(f -> Files.exists(f.resolve(FILE)))
                    .sorted()
                    .map(ConformanceProject::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConformanceProject read(Path folder) {
        JsonNode json = Json.parse(text(folder.resolve(FILE)));
        List<SetupCall> setup = new ArrayList<>();
        json.path("setup")
                .forEach(c -> setup.add(new SetupCall(
                        c.path("method").asText("POST"), c.path("path").asText(), c.path("body"))));
        List<Step> steps = new ArrayList<>();
        json.path("steps").forEach(s -> steps.add(Step.read(s)));
        if (steps.isEmpty()) {
            steps.add(Step.read(Json.object()));
        }
        return new ConformanceProject(
                String.valueOf(folder.getFileName()),
                folder,
                json.path("about").asText(),
                Json.texts(json, "crosses"),
                Json.texts(json, "workers"),
                List.copyOf(setup),
                List.copyOf(steps));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies it. */
    void copyTo(Path target) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys that its config files have, at the top level or in an environment; one level down as {@code key.inner}. */
    Set<String> configKeys() {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".toml")) {
                    addKeys((ObjectNode) new TomlMapper().readTree(file.toFile()), keys);
                } else if (name.matches("wrangler.*\\.jsonc?")) {
                    addKeys((ObjectNode) Json.parse(text(file)), keys);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private static void addKeys(ObjectNode config, Set<String> keys) {
        for (Map.Entry<String, JsonNode> entry : config.properties()) {
            keys.add(entry.getKey());
            entry.getValue().properties().forEach(inner -> keys.add(entry.getKey() + "." + inner.getKey()));
            if (entry.getKey().equals("env")) {
                entry.getValue().forEach(env -> addKeys((ObjectNode) env, keys));
            }
        }
    }
}
