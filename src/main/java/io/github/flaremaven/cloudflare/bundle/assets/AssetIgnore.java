package io.github.flaremaven.cloudflare.bundle.assets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The patterns of an {@code .assetsignore} file: gitignore syntax without regard to case, the last match wins, {@code !}
 * takes a pattern back. Where wrangler's matcher (npm {@code ignore} 5.3) departs from Git, so does this, because both
 * must serve the same files.
 */
public final class AssetIgnore {
    /** The file of patterns, at the top of the assets directory. */
    public static final String FILE = ".assetsignore";

    /** What is never an asset: the files that tell how assets are served. */
    private static final List<String> ALWAYS = List.of("/" + FILE, "/_redirects", "/_headers");

    private final List<IgnorePattern> lastFirst;

    private AssetIgnore(List<IgnorePattern> patterns) {
        lastFirst = new ArrayList<>(patterns);
        Collections.reverse(lastFirst);
    }

    /** Reads the text of an {@code .assetsignore}; any text is valid. The empty text ignores only the files of settings. */
    public static AssetIgnore parse(String text) {
        return new AssetIgnore(Stream.concat(ALWAYS.stream(), Stream.of(text.split("\n", -1)))
                .flatMap(line -> IgnorePattern.parse(line).stream())
                .toList());
    }

    /** Takes patterns without the file of them. */
    public static AssetIgnore of(List<String> patterns) {
        return new AssetIgnore(
                patterns.stream().flatMap(p -> IgnorePattern.parse(p).stream()).toList());
    }

    /**
     * Whether a file or folder is ignored for its own sake. It is also ignored when a folder above it is, so ask from the
     * top down and do not enter what is ignored.
     *
     * @param path below the assets directory, {@code /} between the parts, and at the end of a folder's
     */
    public boolean ignores(String path) {
        return lastFirst.stream()
                .filter(pattern -> pattern.matches(path))
                .findFirst()
                .filter(pattern -> !pattern.takesBack())
                .isPresent();
    }
}
