package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rewrites source maps for the upload: paths count from the project, not from where the map was made. */
final class SourceMaps {
    private static final String COMMENT = "//# sourceMappingURL=";
    private static final Pattern LEADING_DOTS = Pattern.compile("^(?:\\.\\.?[/\\\\])+");

    private SourceMaps() {}

    /**
     * The map of a bundle.
     *
     * @param outputFolder the folder that esbuild's paths count from
     */
    static WorkerModule ofBundle(String mainName, Bytes map, Path outputFolder, Path projectRoot) {
        ObjectNode tree = (ObjectNode) Json.parse(map.text());
        tree.put("file", mainName);
        if (tree.has("sourceRoot")) {
            tree.put("sourceRoot", "");
        }
        ArrayNode sources = Json.array();
        for (JsonNode source : tree.path("sources")) {
            Path original = outputFolder.resolve(source.asText()).normalize();
            sources.add(projectRoot.relativize(original).toString().replace('\\', '/'));
        }
        tree.set("sources", sources);
        return new WorkerModule(mainName + ".map", ModuleType.SOURCE_MAP, Bytes.of(Json.compact(tree)));
    }

    /**
     * The map that a module which was not bundled names in its last comment.
     *
     * @param file where the module lies
     * @param strict whether a map that is missing or inline is an error rather than passed over
     */
    static Optional<WorkerModule> ofModule(WorkerModule module, Path file, boolean strict) {
        try {
            return mapUrl(module, file).map(url -> {
                Path map = file.resolveSibling(url);
                if (!Files.isRegularFile(map)) {
                    throw new InputFailure("the source map " + map + " that " + file + " names does not exist");
                }
                return relocated(module.name(), map);
            });
        } catch (InputFailure e) {
            if (strict) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static WorkerModule relocated(String name, Path map) {
        try {
            ObjectNode tree = (ObjectNode) Json.parse(Files.readString(map));
            tree.put("file", name);
            if (!tree.path("sourceRoot").asText().isEmpty()) {
                tree.put("sourceRoot", withoutDots(tree.path("sourceRoot").asText()));
            }
            ArrayNode sources = Json.array();
            tree.path("sources").forEach(s -> sources.add(withoutDots(s.asText())));
            tree.set("sources", sources);
            return new WorkerModule(name + ".map", ModuleType.SOURCE_MAP, Bytes.of(Json.compact(tree)));
        } catch (IOException | UncheckedIOException | ClassCastException e) {
            throw new InputFailure("the source map " + map + " cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> mapUrl(WorkerModule module, Path file) {
        String[] lines = module.content().text().split("\n", -1);
        for (int i = lines.length - 1; i >= 0; i--) {
            String line = lines[i].strip();
            if (line.startsWith(COMMENT)) {
                String url = line.substring(COMMENT.length()).strip();
                if (url.startsWith("data:")) {
                    throw new InputFailure("the source map of " + file + " is inline; write it to a file");
                }
                return Optional.of(url);
            }
            if (!line.isEmpty() && !line.startsWith("//#") && !line.startsWith("//@")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String withoutDots(String path) {
        return LEADING_DOTS.matcher(path).replaceFirst("");
    }
}
