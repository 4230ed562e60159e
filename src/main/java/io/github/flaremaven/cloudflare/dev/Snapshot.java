package io.github.flaremaven.cloudflare.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What files looked like at one moment. Two of them tell what changed in between, whatever the file system reports or
 * forgets to report.
 */
final class Snapshot {
    private final Map<Path, Stamp> stamps = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();

    /** A missing file has one too. */
    private record Stamp(FileTime modified, long size, String key) {
        static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1, "");

        static Stamp of(BasicFileAttributes file) {
            return new Stamp(file.lastModifiedTime(), file.size(), String.valueOf(file.fileKey()));
        }
    }

    private Snapshot() {}

    /** Looks at these files, of which some may be missing, and at all files of these trees. */
    static Snapshot of(Collection<Path> files, List<Tree> trees) {
        Snapshot snapshot = new Snapshot();
        trees.forEach(snapshot::add);
        files.forEach(snapshot::add);
        return snapshot;
    }

    private void add(Tree tree) {
        folders.add(nearest(tree.root()));
        tree.walk(
                (file, attributes) -> {
                    if (attributes.isSymbolicLink()) {
                        add(file);
                    } else {
                        stamps.put(file, Stamp.of(attributes));
                    }
                },
                folders::add);
    }

    private void add(Path file) {
        stamps.computeIfAbsent(file, Snapshot::stamp);
        folders.add(nearest(file.toAbsolutePath().resolveSibling("")));
    }

    private static Stamp stamp(Path file) {
        try {
            return Stamp.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (IOException e) {
            return Stamp.MISSING;
        }
    }

    /** The folder, or the one in which it will appear. */
    private static Path nearest(Path folder) {
        Path present = folder.toAbsolutePath().normalize();
        while (!Files.isDirectory(present, LinkOption.NOFOLLOW_LINKS) && present.getParent() != null) {
            present = present.getParent();
        }
        return present;
    }

    /** Folders in which something happens when one of the files changes, appears or vanishes. */
    Set<Path> folders() {
        return folders;
    }

    /** The files that are not as they were, sorted. A file that only one of the two looked at counts as missing in the other. */
    Set<Path> changesTo(Snapshot later) {
        Set<Path> changed = new TreeSet<>();
        stamps.forEach((file, stamp) -> {
            if (!stamp.equals(later.stamps.getOrDefault(file, Stamp.MISSING))) {
                changed.add(file);
            }
        });
        later.stamps.forEach((file, stamp) -> {
            if (!stamps.containsKey(file) && !stamp.equals(Stamp.MISSING)) {
                changed.add(file);
            }
        });
        return changed;
    }

    /** This one with what another one looked at beside: files that both know keep the older stamp. */
    Snapshot widened(Snapshot other) {
        Snapshot both = new Snapshot();
        other.stamps.forEach((file, stamp) -> both.stamps.put(file, stamps.getOrDefault(file, stamp)));
        both.folders.addAll(other.folders);
        return both;
    }
}
