package io.github.flaremaven.cloudflare.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A folder with all that is in it.
 *
 * @param root the folder; it may be missing
 * @param whole whether hidden folders and {@code node_modules} belong to it
 * @param without folders that do not belong to it
 */
record Tree(Path root, boolean whole, Set<Path> without) {
    private static final String PACKAGES = "node_modules";

    Tree {
        without = Set.copyOf(without);
    }

    /** A folder of sources, without hidden folders and installed packages. */
    static Tree sources(Path root, Set<Path> without) {
        return new Tree(root, false, without);
    }

    /** A folder of which every file counts. */
    static Tree everything(Path root) {
        return new Tree(root, true, Set.of());
    }

    /** Walks it; what comes and goes meanwhile is passed over. */
    void walk(BiConsumer<Path, BasicFileAttributes> files, Consumer<Path> folders) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (!folder.equals(root) && isOutside(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    folders.accept(folder);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.accept(file, attributes);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOutside(Path folder) {
        String name = folder.getFileName().toString();
        return without.contains(folder) || (!whole && (name.equals(PACKAGES) || name.startsWith(".")));
    }
}
