package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.ModuleRule;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds modules on disk: everything below the module root that a rule matches, without looking at imports. */
final class AdditionalModules {
    private static final String PYTHON_MODULES = "python_modules";

    private final WorkerConfig config;
    private final Path entry;
    private final Path moduleRoot;

    AdditionalModules(WorkerConfig config, Path entry) {
        this.config = config;
        this.entry = entry;
        this.moduleRoot = config.bundling().baseDir().orElse(entry.resolveSibling(""));
    }

    /** The modules with the files they come from, in the order of their names. */
    Map<Path, WorkerModule> find(ModuleRules rules) {
        Map<Path, WorkerModule> found = new TreeMap<>();
        for (Path file : filesBelow(moduleRoot)) {
            String name = slashes(moduleRoot.relativize(file));
            if (!file.equals(entry)) {
                typeOf(rules, name).ifPresent(type -> found.put(file, new WorkerModule(name, type, read(file))));
            }
        }
        return found;
    }

    /**
     * The packages of a Python Worker, which lie in {@code python_modules} beside the config.
     *
     * @throws InputFailure when the folder lies in the module root, where it would be found twice
     */
    List<WorkerModule> findPythonPackages() {
        Path folder = config.projectRoot().resolve(PYTHON_MODULES);
        if (!moduleRoot.equals(config.projectRoot()) && Files.exists(moduleRoot.resolve(PYTHON_MODULES))) {
            throw new InputFailure("the folder " + moduleRoot.resolve(PYTHON_MODULES)
                    + " lies in the module root; delete it, packages belong in " + folder);
        }
        List<WorkerModule> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        List<Pattern> excluded =
                config.bundling().pythonExclude().stream().map(Glob::forPaths).toList();
        for (Path file : filesBelow(folder)) {
            String name = slashes(folder.relativize(file));
            if (excluded.stream().noneMatch(p -> p.matcher(name).matches())) {
                boolean script = name.startsWith("workers/") && (name.endsWith(".js") || name.endsWith(".mjs"));
                found.add(new WorkerModule(
                        PYTHON_MODULES + "/" + name, script ? ModuleType.ES_MODULE : ModuleType.DATA, read(file)));
            }
        }
        return found;
    }

    private static Optional<ModuleType> typeOf(ModuleRules rules, String name) {
        for (ModuleRule rule : rules.active()) {
            for (String glob : rule.globs()) {
                if (Glob.forPaths(glob).matcher(name).matches()) {
                    return Optional.of(rule.type());
                }
            }
        }
        return Optional.empty();
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

    private static String slashes(Path relative) {
        return relative.toString().replace('\\', '/');
    }
}
