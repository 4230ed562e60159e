package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.Site;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files that a Worker is made of, part by part. */
final class WatchedProject {
    private static final List<String> CONFIGS =
            List.of("wrangler.json", "wrangler.jsonc", "wrangler.toml", ".wrangler/deploy/config.json");
    private static final List<String> VARS = List.of(".dev.vars", ".env", ".env.local");

    private final DevProject project;
    private final Map<Part, Watched> parts = new EnumMap<>(Part.class);
    private Set<Path> inputs = Set.of();

    WatchedProject(DevProject project) {
        this.project = project;
        Path folder = project.folder();
        for (Part part : Part.values()) {
            parts.put(part, new Watched(List.of(), List.of()));
        }
        watch(Part.SETTINGS, CONFIGS.stream().map(folder::resolve).toList(), List.of());
    }

    private void watch(Part part, List<Path> files, List<Tree> trees) {
        Optional.ofNullable(parts.get(part)).ifPresent(w -> w.retarget(files, trees));
    }

    /** What changed since the last call, in the parts that did. */
    Map<Part, Set<Path>> changes() {
        Map<Part, Set<Path>> changes = new EnumMap<>(Part.class);
        parts.forEach((part, watched) -> {
            Set<Path> changed = watched.changes();
            if (!changed.isEmpty()) {
                changes.put(part, changed);
            }
        });
        return changes;
    }

    Set<Path> folders() {
        Set<Path> folders = new HashSet<>();
        parts.values().forEach(w -> folders.addAll(w.folders()));
        return folders;
    }

    /** The config was read, and says where the rest lies. */
    void configured(WorkerConfig config) {
        Path folder = config.file().map(f -> f.resolveSibling("")).orElse(project.folder());
        List<Path> settings = new ArrayList<>();
        CONFIGS.forEach(name -> settings.add(project.folder().resolve(name)));
        config.file().ifPresent(settings::add);
        VARS.forEach(name -> settings.add(folder.resolve(name)));
        config.environment()
                .filter(e -> !e.isEmpty())
                .ifPresent(e -> Stream.of(".dev.vars." + e, ".env." + e, ".env." + e + ".local")
                        .forEach(name -> settings.add(folder.resolve(name))));
        watch(Part.SETTINGS, settings, List.of());
        watch(
                Part.BUILD,
                List.of(),
                config.build().command().isEmpty()
                        ? List.of()
                        : config.build().watch().stream()
                                .map(w -> Tree.sources(w, without(config)))
                                .toList());
        watch(
                Part.ASSETS,
                List.of(),
                Stream.concat(config.assets().map(Assets::directory).stream(), config.site().map(Site::bucket).stream())
                        .map(Tree::everything)
                        .toList());
        code(config);
    }

    /** The bundle was made of these files. */
    void bundled(WorkerConfig config, Set<Path> files) {
        inputs = Set.copyOf(files);
        code(config);
    }

    /** Bundling read these files before it failed. */
    void alsoBundled(WorkerConfig config, Set<Path> files) {
        Set<Path> all = new HashSet<>(inputs);
        all.addAll(files);
        bundled(config, all);
    }

    /** The files of the last bundle; those that decide how they are read; and whatever may become part of the next one. */
    private void code(WorkerConfig config) {
        List<Tree> trees = new ArrayList<>();
        Set<Path> without = without(config);
        Stream.concat(config.main().map(m -> m.resolveSibling("")).stream(), config.bundling().baseDir().stream())
                .map(f -> f.toAbsolutePath().normalize())
                .distinct()
                .forEach(f -> trees.add(Tree.sources(f, without)));
        Set<Path> files = new HashSet<>(inputs);
        config.bundling().tsconfig().ifPresent(files::add);
        Path root = config.projectRoot();
        inputs.stream()
                .filter(i -> i.startsWith(root) && !i.toString().contains("node_modules"))
                .map(Path::getParent)
                .distinct()
                .forEach(folder -> {
                    for (Path f = folder; f != null && f.startsWith(root); f = f.getParent()) {
                        files.add(f.resolve("tsconfig.json"));
                        files.add(f.resolve("package.json"));
                    }
                });
        watch(Part.CODE, List.copyOf(files), trees);
    }

    private Set<Path> without(WorkerConfig config) {
        Set<Path> without = new HashSet<>(project.outputs());
        config.assets()
                .ifPresent(a -> without.add(a.directory().toAbsolutePath().normalize()));
        return without;
    }
}
