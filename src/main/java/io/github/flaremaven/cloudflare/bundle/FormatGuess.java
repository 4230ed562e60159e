package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.esbuild.Esbuild;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildRequest;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildResult;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells an ES module from a service-worker script by looking at the entry module alone: what it exports, and whether it
 * uses the global {@code addEventListener}.
 */
record FormatGuess(WorkerFormat format, List<String> warnings) {
    private static final String MARKER = "__SERVICE_WORKER_EVENT_LISTENER__";

    static FormatGuess of(Esbuild esbuild, Path entry, WorkerConfig config) {
        List<String> flags = new ArrayList<>(EsbuildFlags.COMMON);
        config.bundling().tsconfig().ifPresent(t -> flags.add("--tsconfig=" + t));
        flags.add("--metafile");
        flags.add("--outdir=" + entry.resolveSibling(".guess"));
        for (String name : List.of("addEventListener", "globalThis.addEventListener", "self.addEventListener")) {
            flags.add("--define:" + name + "=" + MARKER);
        }
        EsbuildResult result =
                esbuild.build(new EsbuildRequest(entry, config.projectRoot(), flags, List.of(), List.of()));
        BundleErrors.throwIfAny(result.errors(), NodeCompatibility.NONE);
        return judge(entry, exports(result.metafile()), usesListener(result));
    }

    private static FormatGuess judge(Path entry, List<String> exports, boolean listens) {
        if (exports.isEmpty()) {
            return new FormatGuess(WorkerFormat.SERVICE_WORKER, List.of());
        }
        if (!exports.contains("default") && listens) {
            return new FormatGuess(
                    WorkerFormat.SERVICE_WORKER,
                    List.of(entry.getFileName()
                            + " exports names like an ES module but has no default export, and calls "
                            + "addEventListener; it is built as a service-worker script"));
        }
        return new FormatGuess(WorkerFormat.MODULES, List.of());
    }

    private static boolean usesListener(EsbuildResult result) {
        return result.outputs().stream().anyMatch(o -> o.contents().text().contains(MARKER));
    }

    /** What the output made of the entry module exports. */
    static List<String> exports(JsonNode metafile) {
        for (JsonNode output : metafile.path("outputs")) {
            if (output.has("entryPoint")) {
                return Json.texts(output, "exports");
            }
        }
        return List.of();
    }
}
