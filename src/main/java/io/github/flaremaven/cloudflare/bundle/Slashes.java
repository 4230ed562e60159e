package io.github.flaremaven.cloudflare.bundle;

import java.nio.file.Path;

/** Paths as module names and messages have them: with slashes on every system. */
final class Slashes {
    private Slashes() {}

    /** The path as seen from a folder; as it is when there is no way from the one to the other. */
    static String relative(Path from, Path path) {
        boolean related =
                path.isAbsolute() && from.isAbsolute() && from.getRoot().equals(path.getRoot());
        return of(related ? from.relativize(path) : path);
    }

    static String of(Path path) {
        return path.toString().replace('\\', '/');
    }
}
