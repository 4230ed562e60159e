package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles on disk, as a folder and as a zip. */
class BundleFolderTest {
    @TempDir
    Path temp;

    private final WorkerModule main = module("index.js", ModuleType.ES_MODULE, "export default {}");
    private final WorkerModule text = module("./aa-t.txt", ModuleType.TEXT, "t");
    private final WorkerModule map = module("index.js.map", ModuleType.SOURCE_MAP, "{}");

    @Test
    void areReadAsTheyWereWritten() throws IOException {
        Path folder = temp.resolve("b");
        Files.createDirectories(folder.resolve("modules"));
        Files.writeString(folder.resolve("modules/stale.js"), "gone");

        BundleFolder.write(bundle(main, text, map), folder);
        WorkerBundle read = BundleFolder.read(folder);

        assertThat(read.main()).isEqualTo(main);
        assertThat(read.modules()).containsExactly(text);
        assertThat(read.sourceMaps()).containsExactly(map);
        assertThat(read.exports()).containsExactly("default");
        assertThat(read.format()).isEqualTo(WorkerFormat.MODULES);
        assertThat(folder.resolve("modules/stale.js")).doesNotExist();
        assertThat(folder.resolve("modules/aa-t.txt")).hasContent("t");
    }

    @Test
    void refuseNamesThatLeadOut() {
        for (String name : List.of("../t.txt", "../../t.txt", "/etc/t.txt", ".", "a/../..")) {
            assertThatThrownBy(() ->
                            BundleFolder.write(bundle(main, module(name, ModuleType.TEXT, "t")), temp.resolve("b")))
                    .as(name)
                    .isInstanceOf(InputFailure.class)
                    .hasMessageContaining("leads out of");
        }
        assertThat(temp.resolve("t.txt")).doesNotExist();
    }

    @Test
    void refuseTwoModulesOfOneName() {
        assertThatThrownBy(() -> BundleFolder.write(
                        bundle(main, text, module("aa-t.txt", ModuleType.TEXT, "u")), temp.resolve("b")))
                .isInstanceOf(InputFailure.class)
                .hasMessage("two modules of the Worker are called aa-t.txt");
    }

    @Test
    void tellWhenTheFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "in the way");

        assertThatThrownBy(() -> BundleFolder.write(bundle(main), file.resolve("b")))
                .isInstanceOf(ToolFailure.class)
                .hasMessageStartingWith("the bundle cannot be written to " + file.resolve("b"));
        assertThatThrownBy(() -> BundleArchive.write(
                        file.resolve("b.zip"), Optional.empty(), Optional.empty(), Optional.empty()))
                .isInstanceOf(ToolFailure.class)
                .hasMessageStartingWith("the bundle cannot be written to " + file.resolve("b.zip"));
    }

    @Test
    void tellWhatIsNoBundle() throws IOException {
        assertThatThrownBy(() -> BundleFolder.read(temp.resolve("none")))
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith("there is no bundle in " + temp.resolve("none"));
        Path folder = temp.resolve("b");
        BundleFolder.write(bundle(main), folder);
        Files.writeString(folder.resolve("modules/index.js"), "changed");
        assertThatThrownBy(() -> BundleFolder.read(folder))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("is not the one that was bundled");
        Files.writeString(folder.resolve("bundle.json"), "{\"schema\": 7}");
        assertThatThrownBy(() -> BundleFolder.read(folder))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("has the format 7, and this plugin reads 1");
        for (String text : List.of("", "[", "[]", "{\"schema\": 1}", "{\"schema\": 1, \"modules\": [{}]}")) {
            Files.writeString(folder.resolve("bundle.json"), text);
            assertThatThrownBy(() -> BundleFolder.read(folder)).as(text).isInstanceOf(InputFailure.class);
        }
    }

    @Test
    void travelInAnArchiveThatIsTheSameEveryTime() throws IOException {
        Path folder = temp.resolve("b");
        BundleFolder.write(bundle(main, text, map), folder);
        Path config = Files.writeString(temp.resolve("wrangler.toml"), "name = 'w'");
        Path assets = Files.createDirectories(temp.resolve("public/deep"));
        Files.writeString(assets.resolve("ä.html"), "x");

        Path one = temp.resolve("one.zip");
        Path two = temp.resolve("two/two.zip");
        BundleArchive.write(one, Optional.of(folder), Optional.of(temp.resolve("public")), Optional.of(config));
        BundleArchive.write(two, Optional.of(folder), Optional.of(temp.resolve("public")), Optional.of(config));
        assertThat(one).hasSameBinaryContentAs(two);

        BundleArchive.Unpacked unpacked = BundleArchive.read(one, temp.resolve("unpacked"));
        assertThat(unpacked.bundle().orElseThrow().main()).isEqualTo(main);
        assertThat(unpacked.assets().orElseThrow().resolve("deep/ä.html")).hasContent("x");
        assertThat(unpacked.config().orElseThrow()).hasFileName("wrangler.toml").hasContent("name = 'w'");
    }

    @Test
    void refuseArchivesThatAreNone() throws IOException {
        assertThatThrownBy(() -> BundleArchive.read(temp.resolve("none.zip"), temp.resolve("u")))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("does not exist");
        Path evil = temp.resolve("evil.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(evil))) {
            zip.putNextEntry(new ZipEntry("../out.txt"));
            zip.write('x');
        }
        assertThatThrownBy(() -> BundleArchive.read(evil, temp.resolve("u")))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("leads out of");
        assertThat(temp.resolve("out.txt")).doesNotExist();
        Path text = Files.writeString(temp.resolve("text.zip"), "no zip");
        assertThatThrownBy(() -> BundleArchive.read(text, temp.resolve("u")))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("is no bundle of this plugin");
    }

    private static WorkerModule module(String name, ModuleType type, String content) {
        return new WorkerModule(name, type, Bytes.of(content));
    }

    private static WorkerBundle bundle(WorkerModule main, WorkerModule... others) {
        return new WorkerBundle(
                WorkerFormat.MODULES,
                main,
                of(others, false),
                of(others, true),
                List.of("default"),
                List.of(),
                List.of());
    }

    private static List<WorkerModule> of(WorkerModule[] modules, boolean maps) {
        Stream<WorkerModule> all = Arrays.stream(modules);
        return all.filter(m -> (m.type() == ModuleType.SOURCE_MAP) == maps).toList();
    }
}
