package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A bundle as one file, so that what was built and tested here can be deployed by another build. Beside the bundle
 * folder it holds the assets and the config. The same input always gives the same bytes.
 */
public final class BundleArchive {
    private static final String BUNDLE = "bundle/";
    private static final String ASSETS = "assets/";
    private static final String CONFIG = "config/";
    /** The earliest time a zip can hold without a time zone creeping in. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * An archive that was unpacked.
     *
     * @param bundle absent for a Worker that is only assets
     * @param assets the folder of the assets, if there are any
     * @param config the config it was bundled from, if there was one
     */
    public record Unpacked(Optional<WorkerBundle> bundle, Optional<Path> assets, Optional<Path> config) {}

    private BundleArchive() {}

    /**
     * Writes the archive.
     *
     * @param bundleFolder as {@link BundleFolder} wrote it; absent for a Worker that is only assets
     */
    public static void write(Path archive, Optional<Path> bundleFolder, Optional<Path> assets, Optional<Path> config) {
        try {
            Files.createDirectories(archive.resolveSibling(""));
            Path partial = archive.resolveSibling(archive.getFileName() + ".partial");
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
                if (bundleFolder.isPresent()) {
                    addAll(zip, BUNDLE, bundleFolder.get());
                }
                if (config.isPresent()) {
                    add(zip, CONFIG + config.get().getFileName(), config.get());
                }
                if (assets.isPresent()) {
                    addAll(zip, ASSETS, assets.get());
                }
            }
            Files.move(partial, archive, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ToolFailure("the bundle cannot be written to " + archive + ": " + e, e);
        }
    }

    /**
     * Unpacks into a folder, which is emptied first.
     *
     * @throws InputFailure when the file is missing, no archive of ours, or has names that lead out of the folder
     */
    public static Unpacked read(Path archive, Path folder) {
        if (!Files.isRegularFile(archive)) {
            throw new InputFailure("the bundle " + archive + " does not exist (given as cloudflare.bundle)");
        }
        try {
            BundleFolder.delete(folder);
            unpack(archive, folder);
        } catch (ZipException e) {
            throw new InputFailure("the bundle " + archive + " is no zip archive: " + e.getMessage());
        } catch (IOException e) {
            throw new ToolFailure("the bundle " + archive + " cannot be unpacked to " + folder + ": " + e, e);
        }
        Optional<Path> bundle = Optional.of(folder.resolve(BUNDLE)).filter(Files::isDirectory);
        Optional<Path> assets = Optional.of(folder.resolve(ASSETS)).filter(Files::isDirectory);
        if (bundle.isEmpty() && assets.isEmpty()) {
            throw new InputFailure(
                    "the file " + archive + " is no bundle of this plugin: it has neither modules nor assets");
        }
        return new Unpacked(bundle.map(BundleFolder::read), assets, config(folder.resolve(CONFIG)));
    }

    private static Optional<Path> config(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = BundleFolder.inside(folder, entry.getName());
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.resolveSibling(""));
                    Files.copy(zip, file);
                }
            }
        }
    }

    private static void addAll(ZipOutputStream zip, String prefix, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        // Sorted by the name in the archive: the order of a folder's files differs between file systems.
        for (String name : files.stream()
                .map(f -> folder.relativize(f).toString().replace('\\', '/'))
                .sorted()
                .toList()) {
            add(zip, prefix + name, folder.resolve(name));
        }
    }

    private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
    }
}
