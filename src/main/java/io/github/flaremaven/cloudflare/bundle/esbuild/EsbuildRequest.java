package io.github.flaremaven.cloudflare.bundle.esbuild;

import java.nio.file.Path;
import java.util.List;

/**
 * One build.
 *
 * @param entry the entry module, absolute
 * @param workingDirectory absolute; paths in comments, messages and the metafile are relative to it
 * @param flags as on esbuild's command line
 * @param nodePaths further folders for bare imports, like {@code NODE_PATH}
 */
public record EsbuildRequest(
        Path entry, Path workingDirectory, List<String> flags, List<Path> nodePaths, List<EsbuildPlugin> plugins) {}
