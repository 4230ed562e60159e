package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that a build takes out as modules of their own, named by the SHA-1 of their content or, on request, by the text of
 * their import. Imports come from several threads.
 */
final class CollectedModules {
    private final boolean preserveFileNames;
    private final Path root;
    private final Map<String, Collected> collected = new ConcurrentHashMap<>();
    private final Set<String> warnings = ConcurrentHashMap.newKeySet();

    /** A module and where it comes from. */
    private record Collected(WorkerModule module, Path file) {}

    CollectedModules(WorkerConfig config) {
        this.preserveFileNames = config.bundling().preserveFileNames();
        this.root = config.projectRoot();
    }

    /**
     * Adds a file.
     *
     * @param path the text of the import, without a query
     * @return the module's name
     * @throws InputFailure when the file cannot be read
     */
    String add(ModuleType type, String path, Path file) {
        Bytes content = read(path, file);
        String name = name(path, content);
        collected.merge(name, new Collected(new WorkerModule(name, type, content), file), this::keepOne);
        return name;
    }

    /** In the order of their names: builds visit files in an order of their own. */
    List<WorkerModule> modules() {
        return new TreeMap<>(collected).values().stream().map(Collected::module).toList();
    }

    /** What the modules contribute to the upload. */
    List<WorkerBundle.Input> inputs() {
        return collected.values().stream()
                .map(c -> new WorkerBundle.Input(
                        Slashes.relative(root, c.file()), c.module().content().size()))
                .toList();
    }

    /** What is to be said about the names. */
    List<String> warnings() {
        return warnings.stream().sorted().toList();
    }

    /** With {@code preserve_file_names} two files may have one name. */
    private Collected keepOne(Collected one, Collected other) {
        if (one.module().content().equals(other.module().content())) {
            return one;
        }
        Collected kept = one.file().compareTo(other.file()) <= 0 ? one : other;
        Collected lost = kept.equals(one) ? other : one;
        warnings.add(
                "two files are imported as \"" + kept.module().name() + "\", and preserve_file_names lets only one "
                        + "have the name: " + Slashes.relative(root, kept.file()) + " is uploaded, "
                        + Slashes.relative(root, lost.file()) + " is not; rename one of them");
        return kept;
    }

    private String name(String path, Bytes content) {
        String base = path.substring(path.lastIndexOf('/') + 1);
        if (!preserveFileNames) {
            return "./" + content.digest("SHA-1") + "-" + base;
        }
        return Path.of(path).isAbsolute() ? "./" + content.digest("SHA-1") + "/" + base : path;
    }

    private static Bytes read(String path, Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("Could not resolve \"" + path + "\": " + file
                    + (Files.exists(file) ? " cannot be read: " + e.getMessage() : " does not exist"));
        }
    }
}
