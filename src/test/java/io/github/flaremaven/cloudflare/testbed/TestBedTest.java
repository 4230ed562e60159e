package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers on an embedded Cloudflare for tests, on the real workerd. */
class TestBedTest {
    private static final LocalSecrets NO_SECRETS = new LocalSecrets(Map.of());

    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private TestBed bed;

    @BeforeEach
    void start() {
        bed = start(folder.resolve("state"));
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private TestBed start(Path state) {
        CachedTools tools = new CachedTools(folder, System.getProperties(), Map.of());
        return TestBed.start(
                new TestBed.Setup(state, tools::workerd, folder.resolve("seeds"), folder.resolve("seeds")),
                new BedLog(warnings::add, line -> {}));
    }

    private BuiltWorker worker(String name, String toml, WorkerBundle bundle) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        WorkerConfig config = Configs.read(
                project,
                "name = \"" + name + "\"\nmain = \"index.js\"\ncompatibility_date = \"2026-01-01\"\n" + toml,
                "");
        return new BuiltWorker(config, () -> Optional.of(bundle));
    }

    private HttpResponse<String> ask(URI url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return bed.account()
                .client()
                .send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    @Test
    void eachWorkerAnswersAtAnAddressOfItsOwn() throws Exception {
        RunningWorker prices = bed.deploy(
                worker("prices", "", Bundles.modules("export default { fetch() { return new Response('12'); } };")),
                NO_SECRETS);
        BuiltWorker shop = worker(
                "shop",
                "services = [{ binding = \"PRICES\", service = \"prices\" }]",
                Bundles.modules(
                        "export default { async fetch(request, env) {"
                                + " return new Response(request.url + ' costs ' + await (await env.PRICES.fetch(request)).text()); } };"));
        RunningWorker running = bed.deploy(shop, NO_SECRETS);

        assertThat(shop.needs()).containsExactly("prices");
        assertThat(ask(running.url().resolve("/tea")).body()).isEqualTo(running.url() + "/tea costs 12");
        assertThat(ask(prices.url()).body()).isEqualTo("12");
        assertThat(ask(running.url(), EmbeddedCloudflare.HOST_HEADER, "prices.localhost")
                        .body())
                .as("a host that is named counts")
                .isEqualTo("12");
        assertThat(ask(URI.create("http://127.0.0.1:" + running.workersPort())).statusCode())
                .as("two Workers, and none is named")
                .isEqualTo(404);
    }

    @Test
    void aWorkerThatCannotStartIsASentence() throws Exception {
        BuiltWorker broken = worker("broken", "", Bundles.modules("throw new Error('no start today');"));

        assertThatThrownBy(() -> bed.deploy(broken, NO_SECRETS))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no start today");
    }

    @Test
    void queuesThatAreOnlyConsumedAreMade() throws Exception {
        BuiltWorker worker = worker(
                "consumer",
                "queues.consumers = [{ queue = \"mail\" }]",
                Bundles.modules("export default { async queue() {}, fetch() { return new Response('ok'); } };"));

        assertThat(ask(bed.deploy(worker, NO_SECRETS).url()).body()).isEqualTo("ok");
        assertThat(bed.account()
                        .data()
                        .get("look", "/queues?name=mail")
                        .path(0)
                        .path("queue_name")
                        .asText())
                .isEqualTo("mail");
    }

    @Test
    void secretsComeFromDevVars() throws Exception {
        BuiltWorker worker = worker(
                "hush",
                "secrets = { required = [\"TOKEN\"] }",
                Bundles.modules("export default { fetch(request, env) { return new Response(env.TOKEN); } };"));
        assertThatThrownBy(() -> bed.deploy(worker, NO_SECRETS))
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "the Worker hush needs secrets that have no value here: TOKEN; write NAME=value lines for tests to "
                                + folder.resolve("hush").resolve(".dev.vars"));

        Files.writeString(folder.resolve("hush").resolve(".dev.vars"), "TOKEN=s3cret\n");

        assertThat(ask(bed.deploy(worker, NO_SECRETS).url()).body()).isEqualTo("s3cret");
    }

    @Test
    void productsOfCloudflareAreAnsweredFromFilesBesideTheSeeds() throws Exception {
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        Files.writeString(seeds.resolve("AI.json"), "[{ \"answer\": { \"response\": \"Hi!\" } }]");
        RunningWorker running = bed.deploy(
                worker(
                        "clever",
                        "ai = { binding = \"AI\" }",
                        Bundles.modules("export default { async fetch(request, env) {"
                                + " return Response.json(await env.AI.run('@cf/any', { prompt: 'x' })); } };")),
                NO_SECRETS);

        assertThat(bed.sow(running)).isEmpty();
        assertThat(ask(running.url()).body()).isEqualTo("{\"response\":\"Hi!\"}");
    }

    @Test
    void hyperdriveLeadsToTheDatabaseOfTheConfig() throws Exception {
        RunningWorker running = bed.deploy(
                worker(
                        "driven",
                        "hyperdrive = [{ binding = \"DB\", id = \"aaaa\", localConnectionString = \"postgres://ann:p@127.0.0.1:5/d\" }]",
                        Bundles.modules(
                                "export default { fetch(request, env) { return new Response(env.DB.user + ' ' + env.DB.database); } };")),
                NO_SECRETS);

        assertThat(ask(running.url()).body()).isEqualTo("ann d");
    }

    @Test
    void oneProcessAtATimeUsesAFolder() {
        assertThatThrownBy(() -> start(folder.resolve("state")))
                .isInstanceOf(InputFailure.class)
                .hasMessage("another process runs the Worker for its tests in " + folder.resolve("state")
                        + "; wait until it has ended");
    }

    @Test
    void otherProcessesFindTheWorkerWhileItRuns() throws Exception {
        RunningWorker running = bed.deploy(worker("found", "", Bundles.hello()), NO_SECRETS);
        assertThat(RunningWorker.find(bed.folder())).isEmpty();

        running.write(bed.folder());

        assertThat(RunningWorker.find(bed.folder())).contains(running);
        bed.close();
        assertThat(RunningWorker.find(bed.folder())).isEmpty();
        assertThat(bed.folder()).doesNotExist();
        bed = start(folder.resolve("state"));
    }

    @Test
    void whatAKilledProcessLeftBehindIsGone() throws Exception {
        Path left = Files.createDirectories(folder.resolve("left"));
        Files.writeString(left.resolve("kv.mv"), "damaged");

        try (TestBed second = start(left)) {
            RunningWorker running = second.deploy(worker("fresh", "", Bundles.hello()), NO_SECRETS);
            assertThat(ask(running.url()).body()).isEqualTo("hello");
        }
        assertThat(left).doesNotExist();
    }
}
