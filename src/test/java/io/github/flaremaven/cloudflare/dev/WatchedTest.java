package io.github.flaremaven.cloudflare.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void resolve() throws IOException {
        folder = temporary.toRealPath();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void findsWhatWasWrittenMadeAndDeleted() throws Exception {
        Path changed = write("src/a.js", "1");
        Path deleted = write("src/b.js", "2");
        Path missing = folder.resolve("src/deep/c.js");
        Watched watched = new Watched(List.of(missing), List.of(Tree.sources(folder.resolve("src"), Set.of())));
        assertThat(watched.changes()).isEmpty();
        Files.writeString(changed, "longer");
        Files.delete(deleted);
        write("src/deep/c.js", "new");
        assertThat(watched.changes()).containsExactly(changed, deleted, missing);
        assertThat(watched.changes()).isEmpty();
    }

    @Test
    void aChangeOfEqualLengthIsSeenByItsTime() throws Exception {
        Path file = write("a.js", "1");
        Watched watched = new Watched(List.of(file), List.of());
        Files.writeString(file, "2");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(watched.changes()).containsExactly(file);
    }

    @Test
    void passesOverWhatIsNoSource() throws Exception {
        Path root = folder.resolve("p");
        write("p/index.js", "");
        Watched sources = new Watched(List.of(), List.of(Tree.sources(root, Set.of(root.resolve("target")))));
        Watched everything = new Watched(List.of(), List.of(Tree.everything(root)));
        write("p/node_modules/x/index.js", "");
        write("p/.git/HEAD", "");
        write("p/target/classes/a.txt", "");
        assertThat(sources.changes()).isEmpty();
        assertThat(everything.changes()).hasSize(3);
        assertThat(sources.folders()).containsExactly(root);
    }

    @Test
    void aFolderThatIsStillMissingIsWaitedForAbove() throws Exception {
        Path tree = folder.resolve("target/site");
        Watched watched = new Watched(List.of(), List.of(Tree.everything(tree)));
        assertThat(watched.folders()).containsExactly(folder);
        Files.createDirectories(folder.resolve("target"));
        assertThat(watched.changes()).isEmpty();
        assertThat(watched.folders()).containsExactly(folder.resolve("target"));
        Path page = write("target/site/deep/page.html", "");
        assertThat(watched.changes()).containsExactly(page);
        assertThat(watched.folders()).containsExactlyInAnyOrder(tree, tree.resolve("deep"));
    }

    @Test
    void otherTargetsKeepWhatIsNotSeenYet() throws Exception {
        Path a = write("a.js", "1");
        Path b = write("b.js", "1");
        Watched watched = new Watched(List.of(a), List.of());
        Files.writeString(a, "changed");
        watched.retarget(List.of(a, b), List.of());
        assertThat(watched.changes()).containsExactly(a);
        Files.writeString(b, "changed");
        assertThat(watched.changes()).containsExactly(b);
    }

    @Test
    void eventsComeFromTheFoldersThatAreWatched() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
        try (FileEvents events = new FileEvents(() -> heard.add(true), false)) {
            assertThat(events.watch(Set.of(one, two))).isTrue();
            assertThat(events.watch(Set.of(one, two))).isFalse();
            write("one/a", "");
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isTrue();
            assertThat(events.watch(Set.of(two, folder.resolve("missing")))).isTrue();
            Files.delete(two.resolveSibling("one").resolve("a"));
            heard.clear();
            write("two/b", "");
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void onlyMacMustBeLookedAtAgainAndAgain() {
        assertThat(FileEvents.mustPoll("Mac OS X")).isTrue();
        assertThat(FileEvents.mustPoll("Linux")).isFalse();
        assertThat(FileEvents.mustPoll("Windows 11")).isFalse();
    }
}
