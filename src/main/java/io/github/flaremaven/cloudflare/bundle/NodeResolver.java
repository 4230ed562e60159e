package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The way of Node.js from an import's text to a file. wrangler asks it, and not the bundler, for the targets of aliases
 * and for the files of collected modules.
 */
final class NodeResolver {
    private static final List<String> EXTENSIONS = List.of("", ".js", ".json", ".node");
    /** The conditions of {@code require} in the Node.js that wrangler needs. */
    private static final Set<String> CONDITIONS = Set.of("node", "require", "module-sync", "node-addons", "default");

    private NodeResolver() {}

    /** What {@code require.resolve} finds from a folder; a package's {@code exports} decide about its files. */
    static Optional<Path> require(String specifier, Path folder) {
        if (isPath(specifier)) {
            return fileOrFolder(folder.resolve(specifier).normalize()).map(NodeResolver::real);
        }
        int split = specifier.indexOf('/', specifier.startsWith("@") ? specifier.indexOf('/') + 1 : 0);
        String name = split < 0 ? specifier : specifier.substring(0, split);
        String inside = split < 0 ? "." : "." + specifier.substring(split);
        return packages(folder)
                .map(modules -> modules.resolve(name))
                .filter(Files::isDirectory)
                .map(found -> inPackage(found, inside))
                .flatMap(Optional::stream)
                .map(NodeResolver::real)
                .findFirst();
    }

    /** The file that lies where the text says, beside the importer or in a package, whatever the package exports. */
    static Optional<Path> plainFile(String specifier, Path folder) {
        Stream<Path> places = isPath(specifier) ? Stream.of(folder) : packages(folder);
        return places.map(place -> place.resolve(specifier).normalize())
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static boolean isPath(String specifier) {
        return specifier.startsWith("./")
                || specifier.startsWith("../")
                || specifier.equals(".")
                || specifier.equals("..")
                || Path.of(specifier).isAbsolute();
    }

    private static Stream<Path> packages(Path folder) {
        return Stream.iterate(Optional.of(folder), Optional::isPresent, f -> f.map(Path::getParent))
                .flatMap(Optional::stream)
                .map(f -> f.resolve("node_modules"));
    }

    private static Optional<Path> inPackage(Path folder, String inside) {
        JsonNode exports = description(folder).path("exports");
        if (exports.isMissingNode() || exports.isNull()) {
            return fileOrFolder(folder.resolve(inside).normalize());
        }
        boolean bySubpath = exports.isObject()
                && exports.properties().stream().anyMatch(e -> e.getKey().startsWith("."));
        Optional<String> target =
                bySubpath ? subpath(exports, inside) : inside.equals(".") ? target(exports, "") : Optional.empty();
        return target.filter(t -> t.startsWith("./"))
                .map(t -> folder.resolve(t).normalize())
                .filter(Files::isRegularFile);
    }

    /** The exact key, or else the pattern with the longest text before its star. */
    private static Optional<String> subpath(JsonNode exports, String inside) {
        if (exports.has(inside) && !inside.contains("*")) {
            return target(exports.path(inside), "");
        }
        String best = "";
        String matched = "";
        for (Map.Entry<String, JsonNode> entry : exports.properties()) {
            String key = entry.getKey();
            int star = key.indexOf('*');
            if (star > best.indexOf('*')
                    && inside.length() >= key.length()
                    && inside.startsWith(key.substring(0, star))
                    && inside.endsWith(key.substring(star + 1))) {
                best = key;
                matched = inside.substring(star, inside.length() - (key.length() - star - 1));
            }
        }
        return best.isEmpty() ? Optional.empty() : target(exports.path(best), matched);
    }

    private static Optional<String> target(JsonNode value, String matched) {
        if (value.isTextual()) {
            return Optional.of(value.textValue().replace("*", matched));
        }
        Stream<JsonNode> choices = value.isObject()
                ? value.properties().stream()
                        .filter(e -> CONDITIONS.contains(e.getKey()))
                        .map(Map.Entry::getValue)
                : value.valueStream();
        return choices.map(choice -> target(choice, matched))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Path> fileOrFolder(Path path) {
        return file(path)
                .or(() -> Json.text(description(path), "main")
                        .map(main -> path.resolve(main).normalize())
                        .flatMap(main -> file(main).or(() -> file(main.resolve("index"))))
                        .or(() -> file(path.resolve("index"))));
    }

    private static Optional<Path> file(Path path) {
        return EXTENSIONS.stream()
                .map(extension -> Path.of(path + extension))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The package.json of a folder; an empty object when there is none that can be read. */
    private static JsonNode description(Path folder) {
        Path file = folder.resolve("package.json");
        try {
            return Files.isRegularFile(file) ? Json.parse(Files.readString(file)) : Json.object();
        } catch (IOException | UncheckedIOException e) {
            return Json.object();
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }
}
