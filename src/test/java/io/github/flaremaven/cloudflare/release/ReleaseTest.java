package io.github.flaremaven.cloudflare.release;

import static io.github.flaremaven.cloudflare.release.ScriptedAccount.LIVE;
import static io.github.flaremaven.cloudflare.release.ScriptedAccount.UPLOADED;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.cutHalfWay;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.html;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release sends, and when it takes which way. */
class ReleaseTest {
    private static final String VERSIONS = "POST /workers/scripts/rec/versions";
    private static final String SCRIPT = "PUT /workers/scripts/rec";
    private static final String SETTINGS = "PATCH /workers/scripts/rec/script-settings";

    @TempDir
    private Path folder;

    private final ScriptedAccount account = new ScriptedAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void theMetadataOfAReleaseWithSecretsAndKeptResources() {
        account.liveBindings("[{\"name\":\"KV\",\"type\":\"kv_namespace\",\"namespace_id\":\"0\"}]");
        WorkerConfig config = worker("""
                keep_vars = true
                secrets = { required = ["S1", "S2"] }
                vars = { A = "b" }
                kv_namespaces = [{ binding = "KV" }]
                d1_databases = [{ binding = "DB", database_id = "d1new" }]
                r2_buckets = [{ binding = "R2", bucket_name = "rec-r2" }]
                queues = { producers = [{ binding = "MY_Q", queue = "rec-my-q" }] }
                """);

        account.release(
                        config,
                        Optional.of(Bundles.hello()),
                        List.of(new Binding.SecretText("S1", new Secret("one"))),
                        false)
                .deploy();

        assertThat(Json.compact(account.metadata(VERSIONS)))
                .isEqualTo(
                        "{\"main_module\":\"index.js\",\"bindings\":[{\"name\":\"S2\",\"type\":\"inherit\"},"
                                + "{\"name\":\"A\",\"type\":\"plain_text\",\"text\":\"b\"},"
                                + "{\"name\":\"S1\",\"type\":\"secret_text\",\"text\":\"one\"},{\"name\":\"KV\",\"type\":\"inherit\"},"
                                + "{\"name\":\"MY_Q\",\"type\":\"queue\",\"queue_name\":\"rec-my-q\"},"
                                + "{\"name\":\"R2\",\"type\":\"r2_bucket\",\"bucket_name\":\"rec-r2\"},"
                                + "{\"name\":\"DB\",\"type\":\"d1\",\"id\":\"d1new\"}],\"compatibility_date\":\"2026-01-01\","
                                + "\"compatibility_flags\":[],\"keep_bindings\":[\"plain_text\",\"json\",\"secret_text\",\"secret_key\"]}");
        assertThat(account.calls()).contains("POST /workers/scripts/rec/versions?bindings_inherit=strict");
    }

    @Test
    void theDeploymentOfAVersion() {
        account.release(worker("")).deploy();

        assertThat(Json.compact(account.sent("POST /workers/scripts/rec/deployments")))
                .isEqualTo("{\"strategy\":\"percentage\",\"versions\":[{\"version_id\":\"" + UPLOADED
                        + "\",\"percentage\":100}],\"annotations\":{},"
                        + "\"code_update_strategy\":{\"mode\":\"deferred\",\"max_delay\":300}}");
    }

    @Test
    void theSettingsThatBelongToNoVersion() {
        account.release(worker("""
                                logpush = true
                                tail_consumers = [{ service = "tailer" }]
                                streaming_tail_consumers = [{ service = "stailer" }]
                                observability = { enabled = true }
                                """)).deploy();

        assertThat(Json.compact(account.sent(SETTINGS)))
                .isEqualTo("{\"tail_consumers\":[{\"service\":\"tailer\"}],\"logpush\":true,"
                        + "\"observability\":{\"enabled\":true},\"tags\":[]}");
    }

    @Test
    void whatTheConfigDoesNotSayIsSwitchedOff() {
        account.release(worker("")).deploy();

        assertThat(Json.compact(account.sent(SETTINGS)))
                .isEqualTo("{\"observability\":{\"enabled\":false},\"tags\":[]}");
    }

    @Test
    void settingsThatFailAreOnlyTold() {
        account.on(SETTINGS, error(403, 10000, "Authentication error"));

        assertThat(account.release(worker("")).deploy().versionId()).isEqualTo(UPLOADED);
        assertThat(account.listener().warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "the version was uploaded, but what belongs to no version was not set: cannot change the settings "
                                + "of rec: Authentication error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                              | versions",
                "migrations = [{ tag = \"v1\", new_sqlite_classes = [\"A\"] }]   | script",
                "exports = { Room = { type = \"durable-object\", storage = \"sqlite\" } } | script",
                "exports = { default = { type = \"worker\" } }                 | versions",
                "exports = { Flow = { type = \"workflow\", name = \"flow\" } } | versions",
                "first_party_worker = true                                       | script",
                "containers = []                                                 | versions",
            })
    void theWayThatAnUploadTakes(String toml, String way) {
        account.on("GET /workflows/flow", error(404, 10200, "workflow_not_found"));
        account.release(worker(toml)).deploy();

        List<String> uploads = account.writes().stream()
                .filter(c -> c.startsWith(VERSIONS) || c.startsWith(SCRIPT + "?"))
                .toList();
        assertThat(uploads)
                .containsExactly(
                        way.equals("versions")
                                ? VERSIONS + "?bindings_inherit=strict"
                                : SCRIPT + "?excludeScript=true&bindings_inherit=strict");
    }

    @Test
    void aScriptTakesTheWayOfScripts() {
        account.release(worker(""), Optional.of(Bundles.script("x")), List.of(), false)
                .deploy();

        assertThat(account.metadata(SCRIPT).path("body_part").asText()).isEqualTo("index.js");
    }

    @Test
    void anAppliedMigrationIsNoReasonForTheOtherWay() {
        account.service("{\"tag\":\"t\",\"tags\":null,\"migration_tag\":\"v1\"}");
        account.release(worker("migrations = [{ tag = \"v1\", new_sqlite_classes = [\"A\"] }]"))
                .deploy();

        assertThat(account.metadata(VERSIONS).has("migrations")).isFalse();
    }

    @Test
    void anUnknownMigrationIsToldAndAllAreSent() {
        account.service("{\"tag\":\"t\",\"migration_tag\":\"v0\"}");
        account.release(worker("migrations = [{ tag = \"v1\", new_sqlite_classes = [\"A\"] }]"))
                .deploy();

        assertThat(Json.compact(account.metadata(SCRIPT).path("migrations")))
                .isEqualTo("{\"old_tag\":\"v0\",\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"A\"]}]}");
        assertThat(account.listener().warnings()).singleElement().asString().contains("migration \"v0\"");
    }

    @Test
    void workflowsAmongTheExportsAskForANewerApi() {
        account.on("GET /workflows/flow", error(404, 10200, "workflow_not_found"));
        account.release(worker("[exports.Flow]\ntype = \"workflow\"\nname = \"flow\""))
                .deploy();

        assertThat(account.request(VERSIONS).header("Cloudflare-Workers-Script-Api-Date"))
                .contains("2026-11-09");
    }

    @Test
    void otherUploadsDoNot() {
        account.release(worker("")).deploy();

        assertThat(account.request(VERSIONS).header("Cloudflare-Workers-Script-Api-Date"))
                .isEmpty();
    }

    @Test
    void anUploadWhoseAnswerHasNoIdIsLookedUp() {
        account.service("{\"tag\":\"t\"}").on(SCRIPT, ok("{\"id\":\"rec\"}"));

        assertThat(account.release(worker("first_party_worker = true")).deploy().versionId())
                .isEqualTo(ScriptedAccount.LIVE);
    }

    static Stream<Arguments> tags() {
        return Stream.of(
                arguments("[]", "", List.of("cf:service=top")),
                arguments("[]", "prod", List.of("cf:service=top", "cf:environment=prod")),
                arguments("null", "prod", List.of("cf:service=top", "cf:environment=prod")),
                arguments(
                        "[\"mine\",\"cf:service=old\",\"cf:environment=old\",\"yours\"]",
                        "prod",
                        List.of("mine", "yours", "cf:service=top", "cf:environment=prod")));
    }

    @ParameterizedTest
    @MethodSource("tags")
    void tagsGroupTheEnvironments(String there, String environment, List<String> sent) {
        String script = "{\"default_environment\":{\"script\":{\"tags\":" + there + "}}}";
        String name = environment.isEmpty() ? "top" : "rec";
        account.on("GET /workers/services/" + name, ok(script));
        String toml = """
                name = "top"
                main = "index.js"
                compatibility_date = "2026-01-01"
                [env.prod]
                name = "rec"
                """;

        account.release(Configs.read(folder, toml, environment)).deploy();

        assertThat(Json.texts(account.sent("PATCH /workers/scripts/" + name + "/script-settings"), "tags"))
                .isEqualTo(sent);
    }

    @Test
    void withoutANameAtTheTopTheGroupCannotBeMade() {
        WorkerConfig config = Configs.read(
                folder,
                "main = \"index.js\"\ncompatibility_date = \"2026-01-01\"\n[env.prod]\nname = \"rec\"\n",
                "prod");

        account.release(config).deploy();

        assertThat(Json.texts(account.sent(SETTINGS), "tags")).isEmpty();
        assertThat(account.listener().warnings())
                .containsExactly(
                        "the config has environments and no name at the top level, so the dashboard cannot show them "
                                + "as one Worker; set \"name\" there");
    }

    @Test
    void aVersionWithoutTrafficChangesTagsOnlyWhenTheyDiffer() {
        String toml = "name = \"rec\"\nmain = \"index.js\"\ncompatibility_date = \"2026-01-01\"\n[env.prod]\n";
        account.release(Configs.read(folder, toml, "")).upload();
        assertThat(Json.compact(account.sent(SETTINGS))).isEqualTo("{\"tags\":[\"cf:service=rec\"]}");

        account.service("{\"tag\":\"t\",\"tags\":[\"cf:service=rec\"]}");
        account.release(Configs.read(folder, toml, "")).upload();
        account.request(SETTINGS); // still the only one
    }

    @Test
    void aDeploymentWhoseAnswerIsLostIsLookedUp() {
        account.on("POST /workers/scripts/rec/deployments", cutHalfWay())
                .on(
                        "GET /workers/scripts/rec/deployments",
                        ScriptedAccount.deploymentList(ScriptedAccount.deployment(ScriptedAccount.LIVE + " 100")),
                        ScriptedAccount.deploymentList(ScriptedAccount.deployment(UPLOADED + " 100")));

        assertThat(account.release(worker("")).deploy().versionId()).isEqualTo(UPLOADED);
        assertThat(account.listener().warnings())
                .containsExactly(
                        "the connection broke while the deployment was made; the account says that it was made");
        account.request("POST /workers/scripts/rec/deployments"); // the only one
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "gateway"})
    void aDeploymentThatWasNotMadeIsNotMadeAgain(String failure) {
        account.on("POST /workers/scripts/rec/deployments", failure.equals("cut") ? cutHalfWay() : html(502));

        assertThatThrownBy(() -> account.release(worker("")).deploy()).hasMessageStartingWith("cannot deploy rec: ");
        account.request("POST /workers/scripts/rec/deployments"); // the only one
        assertThat(account.writes()).doesNotContain(SETTINGS);
    }

    @Test
    void aDeploymentBehindAGatewayErrorIsLookedUpToo() {
        account.on("POST /workers/scripts/rec/deployments", html(504))
                .on(
                        "GET /workers/scripts/rec/deployments",
                        ScriptedAccount.deploymentList(ScriptedAccount.deployment(ScriptedAccount.LIVE + " 100")),
                        ScriptedAccount.deploymentList(ScriptedAccount.deployment(UPLOADED + " 100")));

        assertThat(account.release(worker("")).deploy().versionId()).isEqualTo(UPLOADED);
    }

    @Test
    void aDeploymentThatNobodyCanTellOfIsAFailure() {
        account.on("POST /workers/scripts/rec/deployments", cutHalfWay())
                .on(
                        "GET /workers/scripts/rec/deployments",
                        ScriptedAccount.deploymentList(ScriptedAccount.deployment(ScriptedAccount.LIVE + " 100")),
                        error(500, 10013, "unknown"));

        assertThatThrownBy(() -> account.release(worker("")).deploy())
                .hasMessageStartingWith("cannot deploy rec: 127.0.0.1")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dash     | the Worker was last changed in the dashboard; this release replaces those changes by what the config says",
                "api      | ",
                "wrangler | ",
                "''       | ",
            })
    void otherEditorsAreTold(String from, String warning) {
        account.service("{\"tag\":\"t\",\"last_deployed_from\":\"" + from + "\"}");

        account.release(worker("")).deploy();

        assertThat(account.listener().warnings()).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @Test
    void aStrictReleaseStopsThereBeforeAnythingIsChanged() {
        account.service("{\"tag\":\"t\",\"last_deployed_from\":\"dash\"}");

        assertThatThrownBy(() -> account.release(worker(""), Optional.of(Bundles.hello()), List.of(), true)
                        .deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessageEndingWith("by what the config says (stopped because of -Dcloudflare.strict)");
        assertThat(account.writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bindingsThatReplaceSecretsAreTold(boolean theVersionTells) {
        String secrets = "[{\"name\":\"KEY\",\"type\":\"secret_text\"},{\"name\":\"OTHER\",\"type\":\"secret_text\"}]";
        if (theVersionTells) {
            account.liveBindings(secrets);
        } else {
            account.on("GET /workers/scripts/rec/versions/" + LIVE, ok("{\"id\":\"" + LIVE + "\"}"))
                    .on("GET /workers/scripts/rec/secrets", ok(secrets));
        }
        String warning =
                "the config has bindings under the names of secrets of the deployed Worker, which they replace: KEY";

        account.release(worker("vars = { KEY = \"x\" }")).deploy();

        assertThat(account.listener().warnings()).containsExactly(warning);
        assertThatThrownBy(() -> account.release(
                                worker("vars = { KEY = \"x\" }"), Optional.of(Bundles.hello()), List.of(), true)
                        .deploy())
                .hasMessageStartingWith(warning);
    }

    @Test
    void missingQueuesAreNamedBeforeAnythingIsChanged() {
        WorkerConfig config = worker("queues = { consumers = [{ queue = \"a\" }, { queue = \"b\" }] }");

        assertThatThrownBy(() -> account.release(config).deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessage("the config consumes queues that do not exist: a, b; make them first");
        assertThat(account.writes()).isEmpty();
        assertThat(account.calls()).contains("GET /queues?page=1&name=a");
    }

    @Test
    void anAccountWithoutAWorkersDevName() {
        account.withoutWorker().on("GET /workers/subdomain", error(404, 10007, "none"));

        assertThatThrownBy(() -> account.release(worker("")).deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessage("the account has no workers.dev name yet, which the Worker's address needs; choose one at "
                        + "https://dash.cloudflare.com/" + ScriptedAccount.ACCOUNT
                        + "/workers/onboarding, or set workers_dev = false");
        assertThat(account.writes()).isEmpty();
        assertThat(account.release(worker("workers_dev = false")).deploy().created())
                .isTrue();
    }

    @Test
    void aTokenThatMayNotReadTheWorkersDevNameIsNoReasonToStop() {
        account.withoutWorker().on("GET /workers/subdomain", error(403, 10000, "Authentication error"));

        assertThat(account.release(worker("")).deploy().created()).isTrue();
    }

    @Test
    void aSiteHasNoVersionBesideTheLiveOne() {
        assertThatThrownBy(() -> account.release(worker("site = { bucket = \"public\" }"))
                        .upload())
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("Workers Sites");
        assertThat(account.writes()).isEmpty();
    }

    @Test
    void mailIsNotTakenFromSomebodyElse() {
        account.on(
                "POST /email/routing/rules/plan",
                ok("{\"zones\":[{\"zone_id\":\"z1\",\"changes\":[{\"type\":\"added\",\"target\":\"b@example.com\"},"
                        + "{\"type\":\"conflict\",\"target\":\"a@example.com\",\"remote\":{\"id\":\"r1\"}}]}]}"));

        assertThatThrownBy(() -> account.release(worker("addresses = [\"a@example.com\", \"b@example.com\"]"))
                        .deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("rules for a@example.com would be deleted or taken from somebody else");
        assertThat(account.calls()).noneMatch(c -> c.contains("/zones/"));
    }

    @Test
    void aTokenThatMayNotLookForABucketIsNoReasonToStop() {
        account.on("GET /r2/buckets/files", error(403, 10000, "Authentication error"));

        account.release(worker("r2_buckets = [{ binding = \"FILES\", bucket_name = \"files\" }]"))
                .deploy();

        assertThat(Json.compact(account.metadata(VERSIONS).path("bindings")))
                .isEqualTo("[{\"name\":\"FILES\",\"type\":\"r2_bucket\",\"bucket_name\":\"files\"}]");
        assertThat(account.listener().warnings())
                .singleElement()
                .asString()
                .startsWith("what the binding FILES leads to can be neither looked up nor made with this token");
    }

    @Test
    void aDatabaseElsewhereIsNotTaken() {
        account.on("GET /d1/database/main", ok("{\"uuid\":\"d1\",\"name\":\"main\",\"jurisdiction\":\"fedramp\"}"));

        assertThatThrownBy(() -> account.release(
                                worker(
                                        "d1_databases = [{ binding = \"DB\", database_name = \"main\", jurisdiction = \"eu\" }]"))
                        .deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "the D1 database main of the binding DB has the jurisdiction fedramp, which cannot be changed to "
                                + "eu; correct \"jurisdiction\", or name a new database in \"database_name\"");
        assertThat(account.writes()).isEmpty();
    }

    private WorkerConfig worker(String toml) {
        return Configs.worker(folder, toml);
    }
}
