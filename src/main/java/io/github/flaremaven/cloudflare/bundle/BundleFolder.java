package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A bundle on disk: the modules under {@code modules/} and a manifest, {@code bundle.json}, that says what each is. The
 * same bundle always gives the same files.
 */
public final class BundleFolder {
    /** Version of the manifest's schema. */
    public static final int SCHEMA = 1;

    static final String MANIFEST = "bundle.json";
    private static final String MODULES = "modules";

    private BundleFolder() {}

    /**
     * Replaces what is in the folder.
     *
     * @return what the upload weighs
     * @throws InputFailure when a module's name would lead out of the folder
     */
    public static BundleSize write(WorkerBundle bundle, Path folder) {
        try {
            delete(folder);
            Path modules = Files.createDirectories(folder.resolve(MODULES));
            Set<Path> written = new HashSet<>();
            ArrayNode described = Json.array();
            for (WorkerModule module : bundle.parts().toList()) {
                Path file = inside(modules, module.name());
                if (!written.add(file)) {
                    throw new InputFailure("two modules of the Worker are called " + module.name());
                }
                Files.createDirectories(file.resolveSibling(""));
                try (var out = Files.newOutputStream(file)) {
                    module.content().writeTo(out);
                }
                described.add(describe(module, folder, file));
            }
            BundleSize size = bundle.size();
            Files.writeString(folder.resolve(MANIFEST), Json.pretty(manifest(bundle, size, described)) + "\n");
            return size;
        } catch (IOException e) {
            throw new ToolFailure("the bundle cannot be written to " + folder + ": " + e, e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws InputFailure when the folder holds no bundle, or its files are not those of the manifest
     */
    public static WorkerBundle read(Path folder) {
        try {
            JsonNode manifest = Json.parse(Files.readString(folder.resolve(MANIFEST)));
            int schema = manifest.path("schema").asInt();
            if (schema != SCHEMA) {
                throw new InputFailure("the bundle in " + folder + " has the format " + schema
                        + ", and this plugin reads " + SCHEMA + "; use the plugin version that made it");
            }
            List<WorkerModule> parts = new ArrayList<>();
            for (JsonNode described : manifest.path("modules")) {
                parts.add(module(described, folder));
            }
            if (parts.isEmpty()) {
                throw new InputFailure("the bundle in " + folder + " has no modules");
            }
            List<WorkerModule> maps = parts.stream()
                    .filter(m -> m.type() == ModuleType.SOURCE_MAP)
                    .toList();
            return new WorkerBundle(
                    WorkerFormat.ofLabel(manifest.path("format").asText()),
                    parts.get(0),
                    parts.subList(1, parts.size() - maps.size()),
                    maps,
                    Json.texts(manifest, "exports"),
                    List.of(),
                    List.of());
        } catch (IOException | UncheckedIOException e) {
            throw new InputFailure("there is no bundle in " + folder + ": " + e.getMessage());
        }
    }

    /** Deletes a folder and everything in it; what is not there is fine. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path dir, @org.jspecify.annotations.Nullable IOException exception) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * The file below {@code root} for a name with slashes.
     *
     * @throws InputFailure when it would lie elsewhere
     */
    static Path inside(Path root, String name) {
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new InputFailure("the name \"" + name + "\" leads out of " + root
                    + "; with preserve_file_names, import only files beside or below the entry module");
        }
        return file;
    }

    private static ObjectNode describe(WorkerModule module, Path folder, Path file) {
        ObjectNode node = Json.object();
        node.put("name", module.name());
        node.put("type", module.type().label());
        node.put("file", folder.relativize(file).toString().replace('\\', '/'));
        node.put("size", module.content().size());
        node.put("sha256", module.content().digest("SHA-256"));
        return node;
    }

    private static ObjectNode manifest(WorkerBundle bundle, BundleSize size, ArrayNode modules) {
        ObjectNode manifest = Json.object();
        manifest.put("schema", SCHEMA);
        manifest.put("format", bundle.format().label());
        manifest.put("main", bundle.main().name());
        manifest.set("exports", Json.array(bundle.exports()));
        manifest.put("rawBytes", size.raw());
        manifest.put("gzipBytes", size.gzip());
        manifest.set("modules", modules);
        return manifest;
    }

    private static WorkerModule module(JsonNode described, Path folder) throws IOException {
        Path file = inside(folder, described.path("file").asText());
        Bytes content = Bytes.of(Files.readAllBytes(file));
        if (!content.digest("SHA-256").equals(described.path("sha256").asText())) {
            throw new InputFailure("the file " + file + " is not the one that was bundled: its SHA-256 differs");
        }
        ModuleType type = ModuleType.ofLabel(described.path("type").asText())
                .orElseThrow(() -> new InputFailure("the module " + file + " has an unknown type"));
        return new WorkerModule(described.path("name").asText(), type, content);
    }
}
