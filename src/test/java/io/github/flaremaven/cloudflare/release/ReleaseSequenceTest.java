package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.Configs;
import io.github.flaremaven.cloudflare.testing.Embedded;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The calls that a release makes, in their order, on the embedded Cloudflare. */
class ReleaseSequenceTest {
    @RegisterExtension
    static final Embedded EMBEDDED = new Embedded();

    private static final String OBJECTS = """
            import { DurableObject } from "cloudflare:workers";
            export class Room extends DurableObject {}
            export class Hall extends DurableObject {}
            export default { fetch() { return new Response("room"); } };
            """;

    @TempDir
    private Path folder;

    private final RecordingListener listener = new RecordingListener();
    private int seen = EMBEDDED.calls().size();

    @Test
    void aNewWorkerIsUploadedAndDeployedAtOnce() {
        Release.Deployed deployed = release(named("fresh", ""), Bundles.hello()).deploy();

        assertThat(calls())
                .containsExactly(
                        "GET /workers/scripts/fresh/deployments 404",
                        "GET /workers/services/fresh 404",
                        "GET /workers/subdomain 200",
                        "GET /workers/workers/fresh 200",
                        "PUT /workers/scripts/fresh 200",
                        "POST /workers/scripts/fresh/subdomain 200");
        assertThat(deployed.created()).isTrue();
        assertThat(deployed.targets()).containsExactly(EMBEDDED.cloudflare().url("fresh"));
        assertThat(worker("fresh").deployments().get(0).onlyVersion()).contains(deployed.versionId());
        assertThat(listener.events())
                .containsExactly(
                        "uploaded " + deployed.versionId(),
                        "deployed " + deployed.versionId(),
                        "trigger " + EMBEDDED.cloudflare().url("fresh"));
    }

    @Test
    void anExistingWorkerGetsAVersionThatIsThenDeployed() throws IOException, InterruptedException {
        String first = release(named("twice", "vars = { A = \"1\" }"), Bundles.hello())
                .deploy()
                .versionId();
        forget();

        String second = release(
                        named("twice", "vars = { A = \"1\" }"),
                        Bundles.modules("export default { fetch() { return new Response('second'); } };"))
                .deploy()
                .versionId();

        assertThat(calls())
                .containsExactly(
                        "GET /workers/scripts/twice/deployments 200",
                        "GET /workers/scripts/twice/versions/" + first + " 200",
                        "GET /workers/services/twice 200",
                        "GET /workers/workers/twice 200",
                        "POST /workers/scripts/twice/versions 200",
                        "POST /workers/scripts/twice/deployments 200",
                        "PATCH /workers/scripts/twice/script-settings 200",
                        "POST /workers/scripts/twice/subdomain 200");
        assertThat(worker("twice").deployments())
                .extracting(Deployment::onlyVersion)
                .containsExactly(Optional.of(second), Optional.of(first));
        assertThat(get("twice")).isEqualTo("second");
    }

    @Test
    void whatIsLiveAlreadyIsLeftAlone() {
        WorkerConfig config = named("same", "vars = { A = \"1\" }\ntriggers = { crons = [\"* * * * *\"] }\n");
        String first = stamped(config, Bundles.hello(), false).deploy().versionId();
        forget();

        Release.Deployed again = stamped(config, Bundles.hello(), false).deploy();

        assertThat(again.unchanged()).isTrue();
        assertThat(again.versionId()).isEqualTo(first);
        assertThat(again.targets()).containsExactly(EMBEDDED.cloudflare().url("same"), "schedule: * * * * *");
        assertThat(calls())
                .containsExactly(
                        "GET /workers/scripts/same/deployments 200",
                        "GET /workers/scripts/same/schedules 200",
                        "GET /workers/scripts/same/versions/" + first + " 200",
                        "GET /workers/services/same 200",
                        "GET /workers/workers/same 200");
        assertThat(listener.events()).contains("unchanged " + first);
    }

    @Test
    void aDifferenceAnywhereIsReleased() {
        String vars = "vars = { A = \"1\" }\n";
        stamped(named("differs", vars), Bundles.hello(), false).deploy();
        WorkerBundle other = Bundles.modules("export default { fetch() { return new Response('other'); } };");

        for (Release changed : List.of(
                stamped(named("differs", vars), Bundles.hello(), true),
                stamped(named("differs", "vars = { A = \"2\" }\n"), Bundles.hello(), false),
                stamped(named("differs", vars), other, false),
                stamped(named("differs", vars + "observability = { enabled = true }\n"), other, false),
                release(named("differs", vars + "observability = { enabled = true }\n"), other))) {
            assertThat(changed.deploy().unchanged()).isFalse();
        }
    }

    @Test
    void theSameCodeIsReleasedWhenAnotherVersionIsLive() {
        WorkerConfig config = named("moved", "");
        WorkerBundle other = Bundles.modules("export default { fetch() { return new Response('other'); } };");
        stamped(config, other, false).deploy();
        stamped(config, Bundles.hello(), false).deploy();

        assertThat(stamped(config, other, false).deploy().unchanged()).isFalse();
    }

    @Test
    void driftOfAddressAndSchedulesIsUndone() {
        WorkerConfig config = named("drift", "triggers = { crons = [\"* * * * *\"] }\n");
        stamped(config, Bundles.hello(), false).deploy();
        worker("drift").setSubdomain(false, Optional.empty());
        worker("drift").putSchedules(List.of());

        assertThat(stamped(config, Bundles.hello(), false).deploy().unchanged()).isTrue();
        assertThat(worker("drift").subdomain().enabled()).isTrue();
        assertThat(worker("drift").schedules()).containsExactly("* * * * *");
    }

    @Test
    void aPendingMigrationIsUploadedAndDeployedAtOnce() {
        String v1 = "[[migrations]]\ntag = \"v1\"\nnew_sqlite_classes = [\"Room\"]\n";
        String v2 = v1 + "[[migrations]]\ntag = \"v2\"\nnew_sqlite_classes = [\"Hall\"]\n";
        String first =
                release(named("objects", v1), Bundles.modules(OBJECTS)).deploy().versionId();
        forget();

        release(named("objects", v2), Bundles.modules(OBJECTS)).deploy();

        assertThat(calls())
                .containsExactly(
                        "GET /workers/scripts/objects/deployments 200",
                        "GET /workers/scripts/objects/versions/" + first + " 200",
                        "GET /workers/services/objects 200",
                        "GET /workers/workers/objects 200",
                        "PUT /workers/scripts/objects 200",
                        "POST /workers/scripts/objects/subdomain 200");
        assertThat(worker("objects").find().orElseThrow().migrationTag()).contains("v2");
        forget();

        release(named("objects", v2), Bundles.modules(OBJECTS)).deploy();

        assertThat(calls()).contains("POST /workers/scripts/objects/versions 200");
        assertThatThrownBy(() -> release(
                                named("objects", v2 + "[[migrations]]\ntag = \"v3\"\ndeleted_classes = [\"Hall\"]\n"),
                                Bundles.modules(OBJECTS))
                        .upload())
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "the config has Durable Object migrations that are not applied yet (v3), which only a deployment "
                                + "can do; run cloudflare:deploy");
    }

    @Test
    void aVersionWithoutTraffic() {
        String live = release(named("preview", "preview_urls = true"), Bundles.hello())
                .deploy()
                .versionId();
        forget();

        Release.Uploaded uploaded = release(named("preview", "preview_urls = true"), Bundles.hello())
                .upload();

        assertThat(calls())
                .containsExactly(
                        "GET /workers/services/preview 200",
                        "GET /workers/workers/preview 200",
                        "POST /workers/scripts/preview/versions 200");
        assertThat(uploaded.previewUrl())
                .hasValueSatisfying(
                        url -> assertThat(url).contains(uploaded.versionId().substring(0, 8) + "-preview."));
        assertThat(worker("preview").deployments().get(0).onlyVersion()).contains(live);
        forget();

        Release.Deployed deployed = release(named("preview", "preview_urls = true"), Bundles.hello())
                .deploy(uploaded.versionId());

        assertThat(deployed.versionId()).isEqualTo(uploaded.versionId());
        assertThat(calls())
                .containsExactly(
                        "GET /workers/scripts/preview/deployments 200",
                        "GET /workers/scripts/preview/versions/" + live + " 200",
                        "GET /workers/services/preview 200",
                        "GET /workers/workers/preview 200",
                        "POST /workers/scripts/preview/deployments 200",
                        "PATCH /workers/scripts/preview/script-settings 200",
                        "POST /workers/scripts/preview/subdomain 200");
        assertThat(worker("preview").versions()).hasSize(2);
    }

    @Test
    void aVersionOfAWorkerThatDoesNotExist() {
        assertThatThrownBy(() -> release(named("nobody", ""), Bundles.hello()).upload())
                .isInstanceOf(InputFailure.class)
                .hasMessage("the Worker nobody does not exist yet, so it can have no version beside a live one; run "
                        + "cloudflare:deploy first");
        assertThat(calls()).containsExactly("GET /workers/services/nobody 404");
    }

    @Test
    void aScriptIsAlwaysUploadedAtOnce() {
        WorkerBundle script = Bundles.script("addEventListener('fetch', e => e.respondWith(new Response('old')));");
        release(named("script", ""), script).deploy();
        forget();

        release(named("script", ""), script).deploy();

        assertThat(calls())
                .contains("PUT /workers/scripts/script 200")
                .doesNotContain("POST /workers/scripts/script/versions 200");
    }

    @Test
    void assetsGoAheadOfTheCode() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("public"));
        Files.writeString(folder.resolve("public/index.html"), "<h1>hi</h1>");
        String assets = "assets = { directory = \"public\" }";
        release(named("site", assets), Bundles.hello()).deploy();

        assertThat(calls())
                .containsSubsequence(
                        "GET /workers/services/site 404",
                        "POST /workers/scripts/site/assets-upload-session 200",
                        "POST /workers/assets/upload 201",
                        "PUT /workers/scripts/site 200");
        assertThat(listener.events()).startsWith("assets 0/1+0", "assets 1/1+0");
        assertThat(get("site")).isEqualTo("<h1>hi</h1>");
        forget();

        release(named("site", assets), Bundles.hello()).deploy();

        assertThat(calls())
                .contains("POST /workers/scripts/site/assets-upload-session 200")
                .doesNotContain("POST /workers/assets/upload 201");
    }

    @Test
    void secretsTravelWithTheVersionAndStay() {
        WorkerConfig config = named("keeper", "secrets = { required = [\"S1\", \"S2\"] }");
        assertThatThrownBy(() -> release(config, Bundles.hello()).deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessage("the Worker is new and needs the secrets S1, S2 (secrets.required); give the values with "
                        + "-Dcloudflare.secretsFile=<file>");

        release(config, Bundles.hello(), List.of(secret("S1", "one"), secret("S2", "two")))
                .deploy();
        release(config, Bundles.hello(), List.of(secret("S1", "changed"))).deploy();

        assertThat(worker("keeper").secrets().list()).extracting(s -> s.name()).containsExactlyInAnyOrder("S1", "S2");
    }

    @Test
    void aRequiredSecretThatNobodyEverGaveIsNamed() {
        release(named("lacking", ""), Bundles.hello()).deploy();

        assertThatThrownBy(() -> release(named("lacking", "secrets = { required = [\"KEY\"] }"), Bundles.hello())
                        .deploy())
                .isInstanceOf(ApiFailure.class)
                .hasMessageContaining("'KEY'")
                .hasMessageContaining("[code: 10057]");
    }

    @Test
    void aResourceWithoutAnIdIsKept() {
        String first = release(named("kept", "kv_namespaces = [{ binding = \"KV\", id = \"0123\" }]"), Bundles.hello())
                .deploy()
                .versionId();
        forget();

        String version = release(named("kept", "kv_namespaces = [{ binding = \"KV\" }]"), Bundles.hello())
                .deploy()
                .versionId();

        assertThat(calls())
                .containsSubsequence(
                        "GET /workers/scripts/kept/versions/" + first + " 200",
                        "POST /workers/scripts/kept/versions 200");
        assertThat(bindings(worker("kept").version(version))).contains("\"namespace_id\":\"0123\"");
    }

    @Test
    void aResourceWithoutAnIdIsMadeOnce() {
        WorkerConfig config = named("made", "d1_databases = [{ binding = \"MY_DB\" }]");
        String first = release(config, Bundles.hello()).deploy().versionId();
        String second = release(config, Bundles.hello()).deploy().versionId();

        assertThat(calls()).containsOnlyOnce("POST /d1/database 200");
        assertThat(bindings(worker("made").version(second)))
                .isEqualTo(bindings(worker("made").version(first)));
    }

    @Test
    void aResourceThatAnEarlierAttemptMadeIsUsed() {
        String database = EMBEDDED.api().resources().createDatabase("again-my-db", Optional.empty());
        EMBEDDED.api().kv().create("again-kv");
        EMBEDDED.api().resources().createBucket("again-r2", Optional.empty());
        EMBEDDED.api().resources().createQueue("again-q");

        String version = release(named("again", """
                        d1_databases = [{ binding = "MY_DB" }]
                        kv_namespaces = [{ binding = "KV" }]
                        r2_buckets = [{ binding = "R2" }]
                        queues = { producers = [{ binding = "Q" }] }
                        """), Bundles.hello()).deploy().versionId();

        assertThat(bindings(worker("again").version(version)))
                .contains(database, EMBEDDED.api().kv().find("again-kv").orElseThrow(), "again-r2", "again-q");
        assertThat(listener.events())
                .contains("warning: the D1 database again-my-db is there already, perhaps from an earlier attempt; the "
                        + "binding MY_DB uses it")
                .filteredOn(e -> e.contains("is there already"))
                .hasSize(4);
    }

    private static String bindings(Version version) {
        JsonNode bindings = version.details().path("resources").path("bindings");
        return bindings.toString();
    }

    private static Binding.SecretText secret(String name, String value) {
        return new Binding.SecretText(name, new Secret(value));
    }

    private WorkerConfig named(String name, String toml) {
        return Configs.read(folder, Configs.HEAD.replace("\"rec\"", '"' + name + '"') + toml, "");
    }

    private static WorkerApi worker(String name) {
        return EMBEDDED.api().worker(name);
    }

    private Release release(WorkerConfig config, WorkerBundle bundle) {
        return release(config, bundle, List.of());
    }

    private Release release(WorkerConfig config, WorkerBundle bundle, List<Binding.SecretText> secrets) {
        return release(config, bundle, secrets, Annotations.none(), false);
    }

    /** As builds release that name no tag. */
    private Release stamped(WorkerConfig config, WorkerBundle bundle, boolean force) {
        return release(
                config,
                bundle,
                List.of(),
                new Annotations(Optional.of("1.0"), Optional.empty(), Optional.empty(), true),
                force);
    }

    private Release release(
            WorkerConfig config,
            WorkerBundle bundle,
            List<Binding.SecretText> secrets,
            Annotations annotations,
            boolean force) {
        return new Release(
                new ReleaseRequest(
                        config,
                        () -> Optional.of(bundle),
                        Optional.empty(),
                        annotations,
                        secrets,
                        Set.of(),
                        force,
                        false,
                        Optional.empty()),
                EMBEDDED.api(),
                listener,
                () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()),
                Optional.empty());
    }

    private void forget() {
        seen = EMBEDDED.calls().size();
    }

    /** Reads, which are made side by side, then what changes something in the order in which it was done. */
    private List<String> calls() {
        List<String> calls = EMBEDDED.calls().stream().skip(seen).toList();
        return Stream.concat(
                        calls.stream().filter(ReleaseSequenceTest::reads).sorted(),
                        calls.stream().filter(c -> !reads(c)))
                .toList();
    }

    private static boolean reads(String call) {
        return call.startsWith("GET ");
    }

    private static String get(String worker) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + EMBEDDED.cloudflare().workersPort() + "/");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header(EmbeddedCloudflare.HOST_HEADER, worker + ".localhost")
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
