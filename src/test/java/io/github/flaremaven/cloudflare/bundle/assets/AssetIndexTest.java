package io.github.flaremaven.cloudflare.bundle.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AssetIndexTest {
    private static final String WRONG = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private Path index = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void writeOneFile() throws IOException {
        root = Files.createDirectory(folder.resolve("assets"));
        index = folder.resolve("cache/assets.index");
        file = Files.writeString(root.resolve("a.txt"), "hello");
    }

    @Test
    void sparesReadingAFileThatIsAsItWas() throws IOException {
        scan(later());
        recordWrongHash();

        assertThat(scan(later())).containsExactly(WRONG);
    }

    @Test
    void isNotBelievedWhenTheFileChanged() throws IOException {
        scan(later());
        recordWrongHash();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));

        assertThat(scan(later())).containsExactly(hash());
    }

    /** As unpacked from an archive whose entries have no times of their own. */
    @Test
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            disabledReason = "elsewhere Java tells no time of change")
    void isNotBelievedWhenOnlyTheContentChanged() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, time);
        scan(later());
        Files.writeString(file, "world");
        Files.setLastModifiedTime(file, time);

        assertThat(scan(later())).containsExactly(AssetHash.of(file).hex());
    }

    @Test
    void doesNotRecordAFileThatChangedWithinTwoSecondsBeforeTheScan() throws IOException {
        Instant changed = Instant.ofEpochSecond(0, FileStamp.of(file).latest());

        scan(Clock.fixed(changed.plusSeconds(2).minusNanos(1), ZoneOffset.UTC));
        assertThat(index).doesNotExist();

        scan(Clock.fixed(changed.plusSeconds(2), ZoneOffset.UTC));
        assertThat(index).exists();
    }

    @Test
    void isOfOneDirectory() throws IOException {
        scan(later());
        recordWrongHash();
        Path moved = Files.move(root, folder.resolve("moved"));

        assertThat(new AssetScanner(ContentTypes.load(), later())
                        .scan(moved, Optional.of(index))
                        .files())
                .extracting(AssetFile::hash)
                .containsExactly(hash());
    }

    @Test
    void mayBeDamagedInAnyWay() throws IOException {
        scan(later());
        byte[] good = Files.readAllBytes(index);
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] bad = i % 3 == 0 ? new byte[random.nextInt(300)] : good.clone();
            if (i % 3 == 0) {
                random.nextBytes(bad);
            } else {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(index, i % 3 == 2 ? Arrays.copyOf(good, random.nextInt(good.length)) : bad);

            assertThat(scan(later())).containsExactly(hash());
        }
    }

    @Test
    void mayBeAFolderOrBeOutOfReach() throws IOException {
        Files.createDirectories(index);
        assertThat(scan(later())).containsExactly(hash());

        index = file.resolve("below-a-file");
        assertThat(scan(later())).containsExactly(hash());
    }

    @Test
    void isWrittenOnlyWhenThereIsNewsAndLeavesNoOtherFile() throws IOException {
        scan(later());
        FileTime time = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));
        Files.setLastModifiedTime(index, time);

        scan(later());
        assertThat(Files.getLastModifiedTime(index)).isEqualTo(time);

        Files.writeString(root.resolve("b.txt"), "");
        scan(later());
        assertThat(Files.getLastModifiedTime(index)).isNotEqualTo(time);
        try (Stream<Path> files = Files.list(index.getParent())) {
            assertThat(files).containsExactly(index);
        }
    }

    @Test
    void tellsAFileThatGrowsWhileItIsRead() {
        AssetReader reader = new AssetReader(Optional.empty());
        AssetWalk.Found found = new AssetWalk.Found("/a.txt", file, 4);

        assertThatExceptionOfType(InputFailure.class)
                .isThrownBy(() -> reader.read(List.of(found)))
                .withMessage("The asset " + file
                        + " changed while it was read; build the assets first and stop what still" + " writes them");
    }

    @Test
    void tellsOfSeveralFailuresTheFirstInOrder() {
        List<AssetWalk.Found> found = Stream.of("a", "b", "c", "d")
                .map(name -> new AssetWalk.Found("/" + name, root.resolve(name), 0))
                .toList();

        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(InputFailure.class)
                    .isThrownBy(() -> new AssetReader(Optional.empty()).read(found))
                    .withMessageContaining(root.resolve("a") + " changed");
        }
    }

    private void recordWrongHash() throws IOException {
        AssetIndex forged = new AssetIndex(Map.of("/a.txt", new AssetIndex.Entry(FileStamp.of(file), WRONG)));
        forged.replace(new AssetIndex(Map.of()), index, root);
    }

    private String hash() throws IOException {
        return AssetHash.of(Files.exists(file) ? file : folder.resolve("moved/a.txt"))
                .hex();
    }

    private static Clock later() {
        return Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    }

    private List<String> scan(Clock clock) {
        return new AssetScanner(ContentTypes.load(), clock)
                .scan(root, Optional.of(index)).files().stream()
                        .map(AssetFile::hash)
                        .toList();
    }
}
