package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds modules on disk: everything below the module root that a rule matches, without looking at imports. */
final class AdditionalModules {
    private static final String PYTHON_MODULES = "python_modules";

    private final WorkerConfig config;
    private final Path entry;
    private final Path moduleRoot;
    private final List<String> warnings = new ArrayList<>();

    private record Matcher(Pattern glob, ModuleType type) {}

    /** A module and the file it comes from. */
    record Found(Path file, WorkerModule module) {}

    AdditionalModules(WorkerConfig config, Path entry) {
        this.config = config;
        this.entry = entry;
        this.moduleRoot = config.bundling().baseDir().orElse(entry.resolveSibling(""));
    }

    /** The modules that a rule matches, in the order of their files. */
    List<Found> find(ModuleRules rules) {
        List<Matcher> matchers = rules.active().stream()
                .flatMap(r -> r.globs().stream().map(g -> new Matcher(Glob.forPaths(g), r.type())))
                .toList();
        List<Found> found = new ArrayList<>();
        for (Path file : filesBelow(moduleRoot)) {
            String name = Slashes.of(moduleRoot.relativize(file));
            List<ModuleType> types = matchers.stream()
                    .filter(m -> m.glob().matcher(name).matches())
                    .map(Matcher::type)
                    .toList();
            if (!types.isEmpty() && !file.equals(entry)) {
                found.add(new Found(file, new WorkerModule(name, types.get(0), read(file))));
                if (types.size() > 1) {
                    warnings.add("the module " + name + " matches several globs of \"rules\"; the first one makes it "
                            + types.get(0).ruleName());
                }
            }
        }
        return found;
    }

    /** What is to be said about the modules found so far. */
    List<String> warnings() {
        return warnings;
    }

    /**
     * The packages of a Python Worker, which lie in {@code python_modules} beside the config.
     *
     * @throws InputFailure when the folder lies in the module root, where it would be found twice
     */
    List<Found> findPythonPackages() {
        Path folder = config.projectRoot().resolve(PYTHON_MODULES);
        if (!moduleRoot.equals(config.projectRoot()) && Files.exists(moduleRoot.resolve(PYTHON_MODULES))) {
            throw new InputFailure("the folder " + moduleRoot.resolve(PYTHON_MODULES)
                    + " lies in the module root; delete it, packages belong in " + folder);
        }
        List<Found> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        List<Pattern> excluded =
                config.bundling().pythonExclude().stream().map(Glob::forPaths).toList();
        for (Path file : filesBelow(folder)) {
            String name = Slashes.of(folder.relativize(file));
            if (excluded.stream().noneMatch(p -> p.matcher(name).matches())) {
                boolean script = name.startsWith("workers/") && (name.endsWith(".js") || name.endsWith(".mjs"));
                ModuleType type = script ? ModuleType.ES_MODULE : ModuleType.DATA;
                found.add(new Found(file, new WorkerModule(PYTHON_MODULES + "/" + name, type, read(file))));
            }
        }
        return found;
    }

    private List<Path> filesBelow(Path root) {
        Path hidden = config.projectRoot().resolve(".wrangler");
        Path ours = config.projectRoot().resolve(".cloudflare");
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(hidden) || folder.equals(ours)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!config.file().equals(Optional.of(file)) && Files.isRegularFile(file)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new InputFailure("the modules below " + root + " cannot be listed: " + e);
        }
        files.sort(null);
        return files;
    }

    private static Bytes read(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("the module " + file + " cannot be read: " + e);
        }
    }
}
