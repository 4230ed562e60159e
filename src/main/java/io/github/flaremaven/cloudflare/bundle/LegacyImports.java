package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Import;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Imports from the time before modules had paths: {@code import x from "hello.txt"} meant the file beside the entry module,
 * and still does.
 */
final class LegacyImports {
    private final Path entry;
    private final Path root;
    private final List<Matcher> matchers;
    private final Set<String> warnings = ConcurrentHashMap.newKeySet();

    /** A glob of a rule as it is matched against imports. */
    private record Matcher(Pattern glob, ModuleType type) {}

    /** The module that an import means. */
    record Meant(ModuleType type, String path, Path file) {}

    LegacyImports(ModuleRules rules, Path entry, Path root) {
        this.entry = entry;
        this.root = root;
        this.matchers = rules.active().stream()
                .flatMap(r -> r.globs().stream().map(g -> new Matcher(Pattern.compile(Glob.forImports(g)), r.type())))
                .toList();
    }

    /** A regular expression on imports that may be meant; absent when no file lies there. */
    Optional<String> filter() {
        try (Stream<Path> siblings = Files.list(entry.resolveSibling(""))) {
            List<String> names = siblings.filter(
                            f -> Files.isRegularFile(f) && !f.getFileName().equals(entry.getFileName()))
                    .map(f -> f.getFileName().toString())
                    .filter(name -> typeOf(name).isPresent())
                    .sorted()
                    .map(Pattern::quote)
                    .toList();
            return names.isEmpty() ? Optional.empty() : Optional.of("^(" + String.join("|", names) + ")$");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What an import that the filter matched means. */
    Optional<Meant> meant(Import i) {
        if (!i.kind().equals("import-statement") && !i.kind().equals("require-call")) {
            return Optional.empty();
        }
        Optional<ModuleType> type = typeOf(i.path());
        type.ifPresent(t -> warnings.add("the import of \"" + i.path() + "\" in "
                + Slashes.relative(root, Path.of(i.importer()))
                + " means a file beside the entry module by an old rule that will go; write \"./" + i.path() + "\""));
        return type.map(t -> new Meant(t, i.path(), entry.resolveSibling(i.path())));
    }

    List<String> warnings() {
        return warnings.stream().sorted().toList();
    }

    private Optional<ModuleType> typeOf(String name) {
        return matchers.stream()
                .filter(m -> m.glob().matcher("./" + name).matches())
                .map(Matcher::type)
                .findFirst()
                .filter(t -> !t.isJavaScript());
    }
}
