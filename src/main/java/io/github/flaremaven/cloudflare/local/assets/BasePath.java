package io.github.flaremaven.cloudflare.local.assets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The path that assets are mounted at.
 *
 * @param path begins and ends with a slash
 */
record BasePath(String path) {

    /** Adds missing slashes and resolves dot segments. */
    static BasePath of(String written) {
        List<String> segments = new ArrayList<>();
        for (String segment : written.split("/", -1)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return new BasePath(segments.isEmpty() ? "/" : "/" + String.join("/", segments) + "/");
    }

    /** The path below this one that {@code publicPath} names; absent when it lies elsewhere. */
    Optional<String> below(String publicPath) {
        String folder = path.substring(0, path.length() - 1);
        if (publicPath.equals(folder)) {
            return Optional.of("/");
        }
        return publicPath.startsWith(path) ? Optional.of(publicPath.substring(folder.length())) : Optional.empty();
    }

    /** The public path of a path below this one. */
    String above(String assetPath) {
        return path.substring(0, path.length() - 1) + assetPath;
    }
}
