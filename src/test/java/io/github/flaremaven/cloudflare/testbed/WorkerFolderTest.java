package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.BundleFolder;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.testing.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of a project's Worker: bundled anew where esbuild is at hand, else what an earlier build left. */
class WorkerFolderTest {
    private static final String CONFIG = """
            name = "w"
            main = "index.js"
            compatibility_date = "2026-01-01"
            [env.development]
            name = "w-dev"
            """;

    @TempDir
    private Path folder;

    private WorkerFolder worker(EnvironmentChoice environment) throws IOException {
        Files.writeString(folder.resolve("wrangler.toml"), CONFIG);
        Files.writeString(folder.resolve("index.js"), "export default { fetch: () => new Response('new') };");
        return new WorkerFolder(folder, folder.resolve("out"), environment);
    }

    /** No tool is in its cache. */
    private CachedTools noTools() {
        Properties properties = new Properties();
        properties.setProperty("cloudflare.cache", folder.resolve("cache").toString());
        return new CachedTools(folder, properties, Map.of());
    }

    private static String code(BuiltWorker worker) {
        return worker.bundle().get().orElseThrow().main().content().text();
    }

    @Test
    void isBundledAnewWhereEsbuildIs() throws IOException {
        BundleFolder.write(Bundles.modules("// old"), folder.resolve("out/development"));
        CachedTools tools = new CachedTools(folder, System.getProperties(), System.getenv());
        assertThat(tools.esbuild()).as("an earlier build has unpacked it").isPresent();

        BuiltWorker worker = worker(new EnvironmentChoice.Local()).fresh(tools, Map.of());

        assertThat(worker.config().name()).isEqualTo("w-dev");
        assertThat(code(worker)).contains("new Response(\"new\")");
    }

    @Test
    void isTheOldOneWhereThereIsNoEsbuild() throws IOException {
        BundleFolder.write(Bundles.modules("// old"), folder.resolve("out/development"));

        assertThat(code(worker(new EnvironmentChoice.Local()).fresh(noTools(), Map.of())))
                .isEqualTo("// old");
        assertThat(code(worker(new EnvironmentChoice.Named("development")).bundled()))
                .isEqualTo("// old");
    }

    @Test
    void withoutEitherItIsASentence() throws IOException {
        BuiltWorker worker = worker(new EnvironmentChoice.Named("development")).fresh(noTools(), Map.of());

        assertThatThrownBy(() -> worker.bundle().get())
                .isInstanceOf(InputFailure.class)
                .hasMessage("the Worker w-dev is not bundled: there is no " + folder.resolve("out/development")
                        + "; run mvn cloudflare:bundle first with -Denv=development");
    }

    @Test
    void theTopLevelHasAFolderToo() throws IOException {
        BuiltWorker worker = worker(new EnvironmentChoice.Named("")).bundled();

        assertThatThrownBy(() -> worker.bundle().get())
                .hasMessage("the Worker w is not bundled: there is no " + folder.resolve("out/top-level")
                        + "; run mvn cloudflare:bundle first with -Denv=");
        BundleFolder.write(Bundles.modules("// top"), folder.resolve("out/top-level"));
        assertThat(code(worker)).isEqualTo("// top");
    }

    @Test
    void aFolderWithoutAWorkerIsASentence() {
        WorkerFolder none = new WorkerFolder(folder, folder.resolve("out"), new EnvironmentChoice.Local());

        assertThat(none.isWorkerItself()).isFalse();
        assertThatThrownBy(none::bundled)
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith("there is no wrangler.toml, wrangler.json or wrangler.jsonc in " + folder);
    }
}
