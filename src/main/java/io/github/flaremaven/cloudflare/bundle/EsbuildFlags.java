package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Bundling;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options that wrangler gives esbuild, as flags. */
final class EsbuildFlags {
    static final List<String> COMMON = List.of(
            "--log-level=silent",
            "--log-limit=0",
            "--color=false",
            "--target=es2024",
            "--supported:import-source=true",
            "--supported:using=true",
            "--loader:.js=jsx",
            "--loader:.mjs=jsx",
            "--loader:.cjs=jsx");
    private static final Set<String> PLATFORMS = Set.of("browser", "node", "neutral");

    private EsbuildFlags() {}

    static List<String> forBundle(
            WorkerConfig config,
            Map<String, String> environment,
            WorkerFormat format,
            Path entry,
            Path outputFolder,
            List<String> injects) {
        Bundling bundling = config.bundling();
        List<String> flags = new ArrayList<>(COMMON);
        flags.add("--bundle");
        flags.add("--metafile");
        flags.add("--outdir=" + outputFolder);
        flags.add("--entry-names=" + baseName(entry));
        flags.add("--format=" + (format == WorkerFormat.MODULES ? "esm" : "iife"));
        flags.add("--platform=" + platform(environment));
        flags.add("--conditions=" + environment.getOrDefault("WRANGLER_BUILD_CONDITIONS", "workerd,worker,browser"));
        flags.add("--external:__STATIC_CONTENT_MANIFEST");
        if (bundling.keepNames().orElse(true)) {
            flags.add("--keep-names");
        }
        if (bundling.minify()) {
            flags.add("--minify");
        }
        if (bundling.sourceMaps()) {
            flags.add("--sourcemap");
            flags.add("--source-root=" + outputFolder);
        }
        flags.add("--jsx-factory=" + bundling.jsxFactory().orElse("React.createElement"));
        flags.add("--jsx-fragment=" + bundling.jsxFragment().orElse("React.Fragment"));
        bundling.tsconfig().ifPresent(t -> flags.add("--tsconfig=" + t));
        injects.forEach(i -> flags.add("--inject:" + i));
        defines(config, environment).forEach((name, value) -> flags.add("--define:" + name + "=" + value));
        return flags;
    }

    private static Map<String, String> defines(WorkerConfig config, Map<String, String> environment) {
        Map<String, String> defines = new LinkedHashMap<>();
        if (hasNavigator(config)) {
            defines.put("navigator.userAgent", "\"Cloudflare-Workers\"");
        }
        String mode = environment.getOrDefault("NODE_ENV", "");
        String quoted = Json.compact(Json.object().textNode(mode.isEmpty() ? "production" : mode));
        for (String name :
                List.of("process.env.NODE_ENV", "global.process.env.NODE_ENV", "globalThis.process.env.NODE_ENV")) {
            defines.put(name, quoted);
        }
        defines.putAll(config.bundling().define());
        return defines;
    }

    private static boolean hasNavigator(WorkerConfig config) {
        boolean byDate = config.compatibilityDate()
                .filter(d -> d.compareTo("2022-03-21") >= 0)
                .isPresent();
        List<String> flags = config.compatibilityFlags();
        return (byDate || flags.contains("global_navigator")) && !flags.contains("no_global_navigator");
    }

    private static String platform(Map<String, String> environment) {
        String platform = environment.getOrDefault("WRANGLER_BUILD_PLATFORM", "browser");
        if (!PLATFORMS.contains(platform)) {
            throw new InputFailure(
                    "WRANGLER_BUILD_PLATFORM must be browser, node or neutral, found \"" + platform + "\"");
        }
        return platform;
    }

    static String baseName(Path entry) {
        String name = entry.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }
}
