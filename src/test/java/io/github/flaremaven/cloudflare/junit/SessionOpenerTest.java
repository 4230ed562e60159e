package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.testbed.BedLog;
import io.github.flaremaven.cloudflare.testbed.BuiltWorker;
import io.github.flaremaven.cloudflare.testbed.CachedTools;
import io.github.flaremaven.cloudflare.testbed.LocalSecrets;
import io.github.flaremaven.cloudflare.testbed.RunningWorker;
import io.github.flaremaven.cloudflare.testbed.TestBed;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Worker a class of tests gets, and the sentences where there is none. */
class SessionOpenerTest {
    private static final String SHARED = "target/test-classes/projects/shared";

    @WorkerTest(project = "target/no/such/folder")
    private static final class NoFolder {}

    @WorkerTest(project = "target/test-classes/projects")
    private static final class NoWorker {}

    @WorkerTest(project = "target/test-classes/projects/seeded", env = "nowhere")
    private static final class NoEnvironment {}

    @WorkerTest(project = "target/test-classes/projects/seeded", seeds = "..")
    private static final class NoSeeds {}

    @WorkerTest(project = SHARED)
    private static final class Shared {}

    @WorkerTest(project = SHARED, own = true)
    private static final class Own {}

    private static WorkerSession open(Class<?> tests) {
        return SessionOpener.open(tests.getAnnotation(WorkerTest.class));
    }

    @Test
    void whatKeepsTheWorkerFromStartingIsASentence() {
        assertThatThrownBy(() -> open(NoFolder.class))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the folder " + Path.of("target/no/such/folder").toAbsolutePath()
                        + " of @WorkerTest does not exist");
        assertThatThrownBy(() -> open(NoWorker.class))
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith("there is no wrangler.toml, wrangler.json or wrangler.jsonc in ")
                .hasMessageEndingWith("projects; name the Worker's folder in @WorkerTest(project = …)");
        assertThatThrownBy(() -> open(NoEnvironment.class))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the config has no environment \"nowhere\"; it defines \"local\"");
        assertThatThrownBy(() -> open(NoSeeds.class))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining(", which is none of the folders kv, d1 and r2");
        assertThat(Path.of("target/test-classes/projects/seeded/target/cloudflare"))
                .as("what was begun is removed")
                .isEmptyDirectory();
    }

    @Test
    void aWorkerThatTheBuildStartedIsShared(@TempDir Path folder) throws Exception {
        Path started = Files.createDirectories(Path.of(SHARED, "target", "cloudflare"))
                .toAbsolutePath()
                .resolve(RunningWorker.FOLDER);
        Path project = Path.of(SHARED);
        BuiltWorker worker = new BuiltWorker(Configs.read(project, """
                        name = "shared"
                        main = "index.js"
                        compatibility_date = "2026-01-01"
                        [env.staging]
                        name = "shared"
                        vars = { STAGE = "mine" }
                        kv_namespaces = [{ binding = "CACHE" }]
                        queues.consumers = [{ queue = "shared-work" }]
                        [env.development]
                        name = "shared"
                        vars = { STAGE = "other" }
                        kv_namespaces = [{ binding = "CACHE" }]
                        """, "staging"), () -> Optional.of(Bundles.hello()));
        CachedTools tools = new CachedTools(folder, System.getProperties(), Map.of());
        try (TestBed bed = TestBed.start(
                new TestBed.Setup(started, tools::workerd, folder, folder), new BedLog(line -> {}, line -> {}))) {
            RunningWorker running = bed.deploy(worker, new LocalSecrets(Map.of()));
            running.write(started);

            try (WorkerSession first = open(Shared.class);
                    WorkerSession second = open(Shared.class)) {
                Worker one = (Worker) first.give(Worker.class, Optional.empty());
                assertThat(one.url()).isEqualTo(running.url());
                assertThat(one.get("/").text()).isEqualTo("hello");
                assertThat(((Queue) first.give(Queue.class, Optional.of("shared-work"))).name())
                        .isEqualTo("shared-work");
                assertThatThrownBy(() -> first.give(Queue.class, Optional.of("work")))
                        .isInstanceOf(InputFailure.class)
                        .hasMessage("the Worker shared has no binding \"work\" to a queue");
                ((Kv) first.give(Kv.class, Optional.empty())).put("a", "b");
                assertThat(((Kv) second.give(Kv.class, Optional.of("CACHE"))).get("a"))
                        .contains("b");
            }
            assertThat(bed.account()
                            .data()
                            .get("look", "/workers/scripts")
                            .path(0)
                            .path("id")
                            .asText())
                    .as("it outlives the class")
                    .isEqualTo("shared");
            Files.writeString(
                    project.resolve("index.js"),
                    "export default { fetch: (request, env) => new Response(env.STAGE) };");
            try (WorkerSession own = open(Own.class)) {
                Worker mine = (Worker) own.give(Worker.class, Optional.empty());
                assertThat(mine.get("/", EmbeddedCloudflare.HOST_HEADER, "shared.localhost")
                                .text())
                        .as("the environment is the one of the build")
                        .isEqualTo("mine");
                assertThat(((Kv) own.give(Kv.class, Optional.empty())).keys()).isEmpty();
            }
        }
    }
}
