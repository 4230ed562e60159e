package io.github.flaremaven.cloudflare.bundle.assets;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One walk through an assets directory. Links are followed, hidden files count, nothing ignored is entered. */
final class AssetWalk extends SimpleFileVisitor<Path> {
    /** What Cloudflare takes for a version on a paid plan. */
    static final int MOST_FILES = 100_000;

    /** A bound for trees that links blow up without end in sight: nothing this large holds so few files. */
    private static final int MOST_FOLDERS = 100_000;

    private final Path directory;
    private final AssetIgnore ignore;
    private final List<Found> found = new ArrayList<>();
    private final Deque<String> prefixes = new ArrayDeque<>();
    private int folders;

    private AssetWalk(Path directory, AssetIgnore ignore) {
        this.directory = directory;
        this.ignore = ignore;
    }

    /**
     * @param path the key in the manifest, see {@link AssetFile}
     * @param size in bytes
     */
    record Found(String path, Path file, long size) {}

    /**
     * The files that are not ignored, in the order of their paths.
     *
     * @throws InputFailure for links in circles or to nothing, things that are no files, names that are no text, too many
     * @throws ToolFailure when something cannot be read
     */
    static List<Found> walk(Path directory, AssetIgnore ignore) {
        AssetWalk walk = new AssetWalk(directory, ignore);
        try {
            Files.walkFileTree(directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        } catch (IOException e) {
            throw new ToolFailure("The assets directory " + directory + " cannot be read: " + e, e);
        }
        walk.found.sort(Comparator.comparing(Found::path));
        return walk.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String prefix = folder.equals(directory) ? "/" : key(folder) + "/";
        if (ignored(prefix)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (++folders > MOST_FOLDERS) {
            throw new InputFailure("The assets directory " + directory + " has more than " + MOST_FOLDERS
                    + " folders; look for links that lead back into it");
        }
        prefixes.push(prefix);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        prefixes.pop();
        return super.postVisitDirectory(folder, failure);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String path = key(file);
        if (ignored(path)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            throw new InputFailure("The asset " + file + " is a link to nothing; remove it or list it in "
                    + directory.resolve(AssetIgnore.FILE));
        }
        if (!attributes.isRegularFile()) {
            throw new InputFailure("The asset " + file + " is neither a file nor a folder; remove it or list it in "
                    + directory.resolve(AssetIgnore.FILE));
        }
        found.add(new Found(path, file, attributes.size()));
        if (found.size() > MOST_FILES) {
            throw new InputFailure("The assets directory " + directory + " has more than " + MOST_FILES
                    + " files, the most Cloudflare takes; list what is not to be served in "
                    + directory.resolve(AssetIgnore.FILE));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        String path = key(file);
        if (ignored(path) || ignored(path + "/")) {
            return FileVisitResult.CONTINUE;
        }
        if (failure instanceof FileSystemLoopException) {
            throw new InputFailure("The asset " + file + " is a link to a folder above it, which never ends;"
                    + " remove it or list it in " + directory.resolve(AssetIgnore.FILE));
        }
        throw new ToolFailure("The asset " + file + " cannot be read: " + failure, failure);
    }

    private boolean ignored(String path) {
        return path.length() > 1 && ignore.ignores(path.substring(1));
    }

    private String key(Path file) {
        String name = String.valueOf(file.getFileName());
        return prefixes.element() + (name.chars().allMatch(c -> c < 127) ? name : decoded(file));
    }

    /**
     * The name as UTF-8, whatever the locale of this process: in the locale {@code C}, as in many containers, Java's own
     * text of a path has lost the letters outside ASCII, its URI has not.
     */
    private static String decoded(Path file) {
        String uri = file.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        String name = uri.substring(uri.lastIndexOf('/', end - 1) + 1, end).replace("+", "%2B");
        byte[] bytes = URLDecoder.decode(name, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InputFailure("The name of the asset " + file + " is not UTF-8; rename it");
        }
    }
}
