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
import java.util.List;
import java.util.Optional;

/** Rewrites source maps for the upload: paths count from the project, not from where the map was made. */
final class SourceMaps {
    private static final String COMMENT = "//# sourceMappingURL=";
    /** What wrangler cuts from the front of a path, in its order; each as often as it is there. */
    private static final List<String> CUT = List.of("./", ".\\", "../", "..\\");

    private SourceMaps() {}

    /**
     * The map of a bundle.
     *
     * @param outputFolder the folder that esbuild's paths count from
     */
    static WorkerModule ofBundle(String mainName, Bytes map, Path outputFolder, Path projectRoot) {
        SourceMapText text = SourceMapText.split(map.text());
        ObjectNode head = text.head();
        if (head.has("sourceRoot")) {
            head.put("sourceRoot", "");
        }
        ArrayNode sources = Json.array();
        for (JsonNode source : head.path("sources")) {
            Path original = outputFolder.resolve(source.asText()).normalize();
            sources.add(Slashes.relative(projectRoot, original));
        }
        head.set("sources", sources);
        return module(mainName, text.with(Json.object().put("file", mainName)));
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
            return module(name, Json.compact(tree));
        } catch (IOException | UncheckedIOException | ClassCastException e) {
            throw new InputFailure("the source map " + map + " cannot be read: " + e.getMessage());
        }
    }

    private static WorkerModule module(String mapped, String json) {
        return new WorkerModule(mapped + ".map", ModuleType.SOURCE_MAP, Bytes.of(json));
    }

    private static Optional<String> mapUrl(WorkerModule module, Path file) {
        String text = module.content().text();
        for (int end = text.length(); end >= 0; ) {
            int start = text.lastIndexOf('\n', end - 1) + 1;
            String line = text.substring(start, end).strip();
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
            end = start - 1;
        }
        return Optional.empty();
    }

    private static String withoutDots(String path) {
        String rest = path;
        for (String prefix : CUT) {
            while (rest.startsWith(prefix)) {
                rest = rest.substring(prefix.length());
            }
        }
        return rest;
    }
}
