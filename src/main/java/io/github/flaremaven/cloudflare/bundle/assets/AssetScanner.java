package io.github.flaremaven.cloudflare.bundle.assets;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads an assets directory. It takes the same files as wrangler: hidden ones too, links followed, without what
 * {@code .assetsignore} lists and without the files of settings.
 */
public final class AssetScanner {
    private static final String PAGES_WORKER = "_worker.js";

    /** In bytes, the limit of Workers static assets. */
    private static final long LARGEST_FILE = 25L << 20;

    private final ContentTypes types;
    private final Clock clock;

    /**
     * @param clock tells which files changed too recently to be remembered
     */
    public AssetScanner(ContentTypes types, Clock clock) {
        this.types = types;
        this.clock = clock;
    }

    /**
     * Lists and hashes the files of {@code directory}, on all processors.
     *
     * @param index the file in which the hashes are kept for the next scan; it may be missing or damaged
     * @throws InputFailure when the directory is missing or holds what cannot be an asset
     * @throws ToolFailure when a file cannot be read
     */
    public AssetManifest scan(Path directory, Optional<Path> index) {
        Instant start = clock.instant();
        Path root = directory.toAbsolutePath().normalize();
        requireDirectory(root);
        Optional<String> patterns = AssetTexts.strict(root.resolve(AssetIgnore.FILE));
        List<AssetWalk.Found> found = AssetWalk.walk(root, AssetIgnore.parse(patterns.orElse("")));
        if (patterns.isEmpty()) {
            refusePagesWorker(root, found);
        }
        refuseLargeFiles(found);
        List<AssetReader.Content> contents = read(found, root, start, index);
        return new AssetManifest(
                contents.stream().map(this::file).toList(),
                AssetTexts.lenient(root.resolve("_headers")),
                AssetTexts.lenient(root.resolve("_redirects")));
    }

    private static List<AssetReader.Content> read(
            List<AssetWalk.Found> found, Path root, Instant start, Optional<Path> index) {
        if (index.isEmpty()) {
            return new AssetReader(Optional.empty()).read(found);
        }
        AssetIndex known = AssetIndex.read(index.get(), root);
        List<AssetReader.Content> contents = new AssetReader(Optional.of(known)).read(found);
        AssetIndex.of(contents, start).replace(known, index.get(), root);
        return contents;
    }

    private AssetFile file(AssetReader.Content content) {
        AssetWalk.Found found = content.found();
        return new AssetFile(found.path(), found.file(), found.size(), content.hash(), types.of(found.path()));
    }

    private static void requireDirectory(Path root) {
        if (!Files.exists(root)) {
            throw new InputFailure("The assets directory " + root + " does not exist; create it or correct the path");
        }
        if (!Files.isDirectory(root)) {
            throw new InputFailure("The assets directory " + root + " is a file; name the folder it is in");
        }
    }

    /** Its file or folder is a Worker's code, made for Pages: as an asset anyone could read it. */
    private static void refusePagesWorker(Path root, List<AssetWalk.Found> found) {
        found.stream()
                .filter(file -> file.path().startsWith("/" + PAGES_WORKER))
                .findFirst()
                .ifPresent(file -> {
                    throw new InputFailure("The asset " + file.file() + " is a Worker's code, which anyone could then"
                            + " read; list " + PAGES_WORKER + " in " + root.resolve(AssetIgnore.FILE)
                            + ", or leave that file empty to serve the code");
                });
    }

    private static void refuseLargeFiles(List<AssetWalk.Found> found) {
        List<AssetWalk.Found> large =
                found.stream().filter(file -> file.size() > LARGEST_FILE).toList();
        if (!large.isEmpty()) {
            AssetWalk.Found first = large.get(0);
            String others = large.size() == 1 ? "" : " (and " + (large.size() - 1) + " more)";
            throw new InputFailure(String.format(
                    Locale.ROOT,
                    "The asset %s has %,d bytes, an asset has at most %,d (25 MiB)%s; make it smaller, or keep it in R2",
                    first.file(),
                    first.size(),
                    LARGEST_FILE,
                    others));
        }
    }
}
