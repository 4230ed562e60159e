package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.ServiceInfo;
import io.github.flaremaven.cloudflare.cloudflare.http.TestClient;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.Configs;
import io.github.flaremaven.cloudflare.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases in bad weather: each call of a release meets each fault once. Whatever comes of it, nothing is done twice, no
 * success is told that is none, and the same release in fair weather ends well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultedReleaseTest {
    private static final List<String> FOR_WRITES =
            List.of("429(retry-after=2)", "500-after", "502(html)", "cut-before", "cut-after");
    private static final List<String> FOR_READS = List.of("cut-half");
    /** Calls that would do a thing twice if they were made twice. */
    private static final Pattern ONCE = Pattern.compile(
            "PUT /workers/scripts/[^/]+|POST /workers/scripts/[^/]+/(versions|deployments)|POST /d1/database|POST /queues/[^/]+/consumers");

    /** Calls of that kind after which the account is asked when the answer is lost. */
    private static final Pattern READ_BACK = Pattern.compile("POST .*/(deployments|d1/database)");

    private static final String CONFIG = """
            assets = { directory = "public" }
            d1_databases = [{ binding = "MY_DB" }]
            triggers = { crons = ["1 2 3 4 *"] }
            queues = { consumers = [{ queue = "WORKER-work" }] }
            """;

    private Path folder;
    private Path rules;
    private TestCloudflare cloudflare;
    private int number;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.createDirectories(folder.resolve("public"));
        rules = Files.writeString(folder.resolve("faults"), "");
        cloudflare = TestCloudflare.start(folder.resolve("state"), Faults.of("@" + rules, () -> folder));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    /** What a release is made on. */
    private enum Start {
        NOTHING,
        A_LIVE_WORKER
    }

    @TestFactory
    Stream<DynamicTest> aNewWorker() throws IOException {
        return eachCallMeetsEachFault(Start.NOTHING);
    }

    @TestFactory
    Stream<DynamicTest> aNextVersion() throws IOException {
        return eachCallMeetsEachFault(Start.A_LIVE_WORKER);
    }

    private Stream<DynamicTest> eachCallMeetsEachFault(Start start) throws IOException {
        String worker = prepared(start);
        int seen = cloudflare.calls().size();
        release(worker, "new").deploy();
        List<String> calls = cloudflare.calls().stream()
                .skip(seen)
                .map(call -> call.replace(TestApi.ACCOUNT, "").replaceFirst(" \\d+$", ""))
                .toList();
        remove(worker);
        assertThat(calls)
                .contains("POST /workers/assets/upload", "PUT /workers/scripts/" + worker + "/schedules")
                .anyMatch(c -> ONCE.matcher(c).matches());
        List<DynamicTest> tests = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (String call : calls) {
            int k = counts.merge(call, 1, Integer::sum);
            for (String fault : call.startsWith("GET") ? FOR_READS : FOR_WRITES) {
                tests.add(DynamicTest.dynamicTest(
                        call + "#" + k + " " + fault, () -> play(start, call, worker, k, fault)));
            }
        }
        return tests.stream();
    }

    private void play(Start start, String call, String seenOn, int k, String fault) throws IOException {
        String worker = prepared(start);
        String rule = call.replaceFirst(" ", " *")
                .replaceFirst("/" + seenOn + "(?=/|$)", "/" + worker)
                .replaceAll("[0-9a-f]{32}|[0-9a-f-]{36}", "*");
        int before = versions(worker);
        int seen = cloudflare.calls().size();
        Files.writeString(rules, rule + "#" + k + "=" + fault);
        Optional<Release.Deployed> deployed = Optional.empty();
        Optional<Failure> failure = Optional.empty();
        try {
            deployed = Optional.of(release(worker, "new").deploy());
        } catch (Failure e) {
            failure = Optional.of(e);
        }
        Files.writeString(rules, "");
        assertThat(cloudflare.calls().stream().skip(seen))
                .filteredOn(c -> c.contains(fault))
                .hasSize(1);
        assertThat(versions(worker)).isLessThanOrEqualTo(before + 1);
        assertThat(databases(worker)).isLessThanOrEqualTo(1);
        if (survives(call, fault)) {
            assertThat(failure).isEmpty();
        } else {
            assertThat(failure)
                    .get()
                    .satisfies(f -> assertThat(f.sentence()).contains("cannot ").doesNotContain("\n"));
            deployed = Optional.of(release(worker, "new").deploy());
        }
        assertThat(live(worker)).contains(deployed.orElseThrow().versionId());
        assertThat(databases(worker)).isEqualTo(1);
        assertThat(cloudflare.api().ask(worker, "/").body()).isEqualTo("new");
        assertThat(cloudflare.api().ask(worker, "/page").body()).isEqualTo("page of " + worker);
        assertThat(api().worker(worker).schedules()).containsExactly("1 2 3 4 *");
        assertThat(api().queues().find(worker + "-work").orElseThrow().consumers())
                .singleElement()
                .satisfies(c -> assertThat(c.worker()).contains(worker));
        remove(worker);
    }

    /** The answer to the upload with the migration is lost; the next attempt must not migrate again. */
    @Test
    void aMigrationIsMadeOnce() throws IOException {
        String worker = prepared(Start.NOTHING);
        String first = "migrations = [{ tag = \"v1\", new_sqlite_classes = [\"Room\"] }";
        String code = """
                import { DurableObject } from "cloudflare:workers";
                export class Room extends DurableObject {}
                export class Hall extends DurableObject {}
                export default { fetch() { return new Response("new"); } };
                """;
        release(worker, first + "]", Bundles.modules(code)).deploy();
        String both = first + ", { tag = \"v2\", new_sqlite_classes = [\"Hall\"] }]";
        Files.writeString(rules, "PUT */scripts/" + worker + "#1=cut-after");
        assertThatThrownBy(() -> release(worker, both, Bundles.modules(code)).deploy())
                .isInstanceOf(NetworkFailure.class)
                .hasMessageEndingWith("; whether it was done all the same is not known");
        assertThat(api().worker(worker).find().flatMap(ServiceInfo::migrationTag))
                .contains("v2");
        int seen = cloudflare.calls().size();

        release(worker, both, Bundles.modules(code)).deploy();

        assertThat(cloudflare.calls().stream().skip(seen))
                .noneMatch(c -> c.startsWith("PUT " + TestApi.ACCOUNT + "/workers/scripts/" + worker + " "));
        assertThat(api().worker(worker).find().flatMap(ServiceInfo::migrationTag))
                .contains("v2");
        assertThat(cloudflare.api().ask(worker, "/").body()).isEqualTo("new");
        remove(worker);
    }

    private static boolean survives(String call, String fault) {
        boolean refused = fault.startsWith("429");
        boolean done = fault.endsWith("-after");
        return !ONCE.matcher(call).matches()
                || refused
                || (READ_BACK.matcher(call).matches() && done);
    }

    private String prepared(Start start) throws IOException {
        Files.writeString(rules, "");
        String worker = "w" + ++number;
        Files.writeString(folder.resolve("public/page.html"), "old page of " + worker);
        api().resources().createQueue(worker + "-work");
        if (start == Start.A_LIVE_WORKER) {
            release(worker, "old").deploy();
        }
        Files.writeString(folder.resolve("public/page.html"), "page of " + worker);
        return worker;
    }

    private void remove(String worker) {
        api().worker(worker).delete(true);
    }

    private int versions(String worker) {
        return cloudflare
                .api()
                .get(TestApi.ACCOUNT + "/workers/scripts/" + worker + "/versions")
                .body()
                .path("result")
                .path("items")
                .size();
    }

    private long databases(String worker) {
        JsonNode all = cloudflare.api().get(TestApi.ACCOUNT + "/d1/database").result();
        return all.findValuesAsText("name").stream()
                .filter((worker + "-my-db")::equals)
                .count();
    }

    private Optional<String> live(String worker) {
        return api().worker(worker).deployments().stream().findFirst().flatMap(Deployment::onlyVersion);
    }

    private CloudflareApi api() {
        return new CloudflareApi(
                TestClient.of(cloudflare.cloudflare().apiBase()).api(), EmbeddedCloudflare.ACCOUNT_ID);
    }

    private Release release(String worker, String text) {
        return release(
                worker,
                CONFIG.replace("WORKER", worker),
                Bundles.modules("export default { fetch() { return new Response('" + text + "'); } };"));
    }

    private Release release(String worker, String toml, WorkerBundle bundle) {
        WorkerConfig config = Configs.read(folder, Configs.HEAD.replace("\"rec\"", '"' + worker + '"') + toml, "");
        ManualTime time = new ManualTime();
        return new Release(
                new ReleaseRequest(
                        config,
                        () -> Optional.of(bundle),
                        Optional.empty(),
                        Annotations.none(),
                        List.of(),
                        Set.of(),
                        false,
                        false,
                        Optional.empty()),
                api(),
                new RecordingListener(),
                () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()),
                Optional.empty(),
                time,
                time);
    }
}
