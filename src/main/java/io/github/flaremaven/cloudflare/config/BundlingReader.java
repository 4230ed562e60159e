package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.config.model.Bundling;
import io.github.flaremaven.cloudflare.config.model.CustomBuild;
import io.github.flaremaven.cloudflare.config.model.ModuleRule;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads how the entry module becomes what is uploaded. */
final class BundlingReader {
    /** The types of modules that a rule may name. */
    private static final List<String> RULE_TYPES = List.of(
            ModuleType.ES_MODULE.ruleName(),
            ModuleType.COMMON_JS.ruleName(),
            ModuleType.COMPILED_WASM.ruleName(),
            ModuleType.TEXT.ruleName(),
            ModuleType.DATA.ruleName());

    private final Table config;
    private final Path directory;

    /**
     * @param directory what paths in the config are relative to
     */
    BundlingReader(Table config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    Bundling read() {
        List<String> pythonExclude = config.table("python_modules")
                .flatMap(t -> t.optionalTexts("exclude"))
                .orElse(List.of("**/*.pyc"));
        return new Bundling(
                config.file("base_dir", directory),
                config.flag("find_additional_modules"),
                config.flag("preserve_file_names").orElse(false),
                rules(),
                config.flag("no_bundle").orElse(false),
                config.flag("minify").orElse(false),
                config.flag("keep_names"),
                config.flag("upload_source_maps"),
                config.file("tsconfig", directory),
                config.text("jsx_factory"),
                config.text("jsx_fragment"),
                config.textMap("define"),
                config.textMap("alias"),
                pythonExclude);
    }

    private List<ModuleRule> rules() {
        List<ModuleRule> rules = new ArrayList<>();
        for (Table t : config.tables("rules")) {
            t.requiredText("type");
            Optional<ModuleType> type = t.choice("type", RULE_TYPES).flatMap(ModuleType::ofRuleName);
            if (!t.has("globs")) {
                t.error("globs", t.path() + " needs \"globs\", an array of strings");
            }
            List<String> globs = t.texts("globs");
            Optional<Boolean> fallthrough = t.flag("fallthrough");
            type.ifPresent(known -> rules.add(new ModuleRule(known, globs, fallthrough)));
        }
        return rules;
    }

    /**
     * @param projectRoot where the command runs if it does not say otherwise
     */
    CustomBuild build(Path projectRoot) {
        Optional<Table> table = config.table("build");
        List<Path> watch = table.map(this::watched).orElse(List.of());
        Optional<String> command = table.flatMap(t -> t.text("command"));
        Optional<Path> runIn = table.flatMap(t -> t.file("cwd", projectRoot));
        table.ifPresent(Table::warnUnknown);
        return new CustomBuild(
                command, runIn.orElse(projectRoot), watch.isEmpty() ? List.of(directory.resolve("src")) : watch);
    }

    private List<Path> watched(Table build) {
        boolean one = build.any("watch_dir").filter(v -> !v.isArray()).isPresent();
        if (one) {
            return build.file("watch_dir", directory).map(List::of).orElse(List.of());
        }
        return build.texts("watch_dir").stream()
                .flatMap(dir -> build.file(build.path("watch_dir"), dir, directory).stream())
                .toList();
    }
}
