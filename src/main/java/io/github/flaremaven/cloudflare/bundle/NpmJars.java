package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Lays out npm packages that come as jars, from WebJars or mvnpm, as a {@code node_modules} folder. A package's name is the
 * one in its {@code package.json}, because jars shorten scoped names.
 */
public final class NpmJars {
    private static final Pattern DESCRIPTION =
            Pattern.compile("META-INF/resources/(?:webjars|_static)/[^/]+/[^/]+/package\\.json");
    private static final String CONTENTS = ".jars";

    private final Path folder;

    /** {@code folder} is the {@code node_modules} to make; it belongs to this class alone. */
    public NpmJars(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks the jars, unless they are what was unpacked before. Of two jars with the same package the first one counts; a
     * jar that holds no package is passed over.
     *
     * @throws InputFailure when a jar cannot be read, or has names that lead out of the folder
     */
    public void layOut(List<Path> jars) {
        String contents = jars.stream().map(NpmJars::stamp).collect(Collectors.joining());
        Path record = folder.resolve(CONTENTS);
        try {
            if (Files.exists(record) && Files.readString(record).equals(contents)) {
                return;
            }
            BundleFolder.delete(folder);
            Files.createDirectories(folder);
            Set<Path> present = new HashSet<>();
            for (Path jar : jars) {
                unpack(jar, present);
            }
            Files.writeString(record, contents);
        } catch (IOException e) {
            throw new ToolFailure("the npm packages cannot be unpacked to " + folder + ": " + e, e);
        }
    }

    private static String stamp(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " "
                    + Files.getLastModifiedTime(jar).toMillis() + "\n";
        } catch (IOException e) {
            throw new InputFailure("the npm package " + jar + " cannot be read: " + e);
        }
    }

    private void unpack(Path jar, Set<Path> present) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Optional<String> description = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(DESCRIPTION.asMatchPredicate())
                    .min(Comparator.naturalOrder());
            if (description.isEmpty()) {
                return;
            }
            String root = description.get().substring(0, description.get().length() - "package.json".length());
            Path target = BundleFolder.inside(folder, name(zip, description.get(), jar));
            if (present.add(target)) {
                for (ZipEntry entry : zip.stream().toList()) {
                    if (entry.getName().startsWith(root) && !entry.isDirectory()) {
                        write(
                                zip,
                                entry,
                                BundleFolder.inside(target, entry.getName().substring(root.length())));
                    }
                }
            }
        } catch (java.util.zip.ZipException e) {
            throw new InputFailure("the npm package " + jar + " is no jar: " + e.getMessage());
        }
    }

    private static String name(ZipFile zip, String description, Path jar) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(description))) {
            return Json.text(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)), "name")
                    .filter(n -> !n.isBlank())
                    .orElseThrow(() -> new InputFailure("the npm package in " + jar + " has no name"));
        } catch (UncheckedIOException e) {
            throw new InputFailure("the package.json in " + jar + " is no JSON: " + e.getMessage());
        }
    }

    private static void write(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
        }
    }
}
