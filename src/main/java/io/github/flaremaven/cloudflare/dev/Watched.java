package io.github.flaremaven.cloudflare.dev;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Some files and folders, and what they looked like when somebody last asked. */
final class Watched {
    private Set<Path> files;
    private List<Tree> trees;
    private Snapshot seen;

    Watched(Collection<Path> files, List<Tree> trees) {
        this.files = Set.copyOf(files);
        this.trees = List.copyOf(trees);
        this.seen = Snapshot.of(this.files, this.trees);
    }

    /** The files that changed since the last call. */
    Set<Path> changes() {
        Snapshot now = Snapshot.of(files, trees);
        Set<Path> changed = seen.changesTo(now);
        seen = now;
        return changed;
    }

    /** Watches these instead. What is new counts as seen, as it is now. */
    void retarget(Collection<Path> newFiles, List<Tree> newTrees) {
        Set<Path> wanted = Set.copyOf(newFiles);
        if (wanted.equals(files) && newTrees.equals(trees)) {
            return;
        }
        Snapshot before = seen;
        files = wanted;
        trees = List.copyOf(newTrees);
        seen = before.widened(Snapshot.of(files, trees));
    }

    /** Where events are to be expected. */
    Set<Path> folders() {
        return seen.folders();
    }
}
