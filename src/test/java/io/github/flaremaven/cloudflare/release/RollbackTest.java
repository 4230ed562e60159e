package io.github.flaremaven.cloudflare.release;

import static io.github.flaremaven.cloudflare.release.ScriptedAccount.deployment;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.cutHalfWay;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollbackTest {
    private static final String A = "aaaaaaaa-1111-4111-8111-111111111111";
    private static final String B = "bbbbbbbb-2222-4222-8222-222222222222";
    private static final String C = "bbbbbbcc-3333-4333-8333-333333333333";
    private static final String DEPLOY = "POST /workers/scripts/rec/deployments";

    @TempDir
    private Path folder;

    private final ScriptedAccount account = new ScriptedAccount();

    @BeforeEach
    void versions() {
        account.on(
                        "GET /workers/scripts/rec/versions",
                        ok("{\"items\":[" + version(C, 3, "v3") + "," + version(B, 2, "same") + ","
                                + version(A, 1, "same") + "]}"))
                .on("GET /workers/scripts/rec/versions/" + A, ok(version(A, 1, "same")))
                .on("GET /workers/scripts/rec/versions/" + B, ok(version(B, 2, "same")))
                .on("GET /workers/scripts/rec/versions/" + C, ok(version(C, 3, "v3")));
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void withoutATargetItIsTheLastOneThatHadAllTheTraffic() {
        account.deployments(
                deployment(C + " 100"),
                deployment(C + " 50", B + " 50"),
                deployment(B + " 100"),
                deployment(A + " 100"));

        Rollback.Result result = run(Optional.empty());

        assertThat(result.to().id()).isEqualTo(B);
        assertThat(result.from()).extracting(s -> s.versionId()).containsExactly(C);
        assertThat(Json.compact(account.sent(DEPLOY)))
                .isEqualTo("{\"strategy\":\"percentage\",\"versions\":[{\"version_id\":\"" + B
                        + "\",\"percentage\":100}],\"annotations\":{\"workers/message\":\"too slow\"},"
                        + "\"code_update_strategy\":{\"mode\":\"deferred\",\"max_delay\":300}}");
        assertThat(account.writes()).containsExactly(DEPLOY);
    }

    @Test
    void aVersionThatWasDeployedTwiceIsNotGoneBackToFromItself() {
        account.deployments(deployment(C + " 100"), deployment(C + " 100"), deployment(A + " 100"));

        assertThat(run(Optional.empty()).to().id()).isEqualTo(A);
    }

    @Test
    void fromAGradualDeploymentItIsTheOneBefore() {
        account.deployments(deployment(C + " 10", B + " 90"), deployment(B + " 100"));

        Rollback.Result result = run(Optional.empty());

        assertThat(result.to().id()).isEqualTo(B);
        assertThat(result.from()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        A + "," + A,
        "aaaaaa," + A,
        "bbbbbbb," + B,
        "1," + A,
        "2," + B,
        "3," + C,
        "v3," + C,
    })
    void aTargetByIdPrefixNumberOrTag(String target, String version) {
        account.deployments(deployment("dddddddd-4444-4444-8444-444444444444 100"));

        assertThat(run(Optional.of(target)).to().id()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bbbbbb | several versions of rec go by \"bbbbbb\": " + C + ", " + B + "; name one by its id",
                "same   | several versions of rec go by \"same\": " + B + ", " + A + "; name one by its id",
                "aaaaa  | the Worker rec has no version \"aaaaa\" by id, number or tag; mvn cloudflare:versions lists them",
                "4      | the Worker rec has no version \"4\" by id, number or tag; mvn cloudflare:versions lists them",
                "V3     | the Worker rec has no version \"V3\" by id, number or tag; mvn cloudflare:versions lists them",
            })
    void aTargetThatIsNoneOrMany(String target, String sentence) {
        assertThatThrownBy(() -> run(Optional.of(target)))
                .isInstanceOf(InputFailure.class)
                .hasMessage(sentence);
        assertThat(account.writes()).isEmpty();
    }

    @Test
    void anIdThatDoesNotExist() {
        String unknown = "ffffffff-ffff-4fff-8fff-ffffffffffff";
        account.on("GET /workers/scripts/rec/versions/" + unknown, error(404, 100146, "not found"));

        assertThatThrownBy(() -> run(Optional.of(unknown)))
                .isInstanceOf(ApiFailure.class)
                .hasMessageContaining("not found [code: 100146]");
    }

    @Test
    void whatHasAllTheTrafficAlready() {
        account.deployments(deployment(C + " 100"));

        assertThatThrownBy(() -> run(Optional.of("v3")))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the version " + C + " has all the traffic already");
    }

    @Test
    void withoutAnEarlierDeploymentAVersionMustBeNamed() {
        account.deployments(deployment(C + " 100"), deployment(B + " 50", A + " 50"));

        assertThatThrownBy(() -> run(Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessage("no earlier deployment of rec gave one version all the traffic; name a version: "
                        + "-Dcloudflare.version=<id>");
    }

    @Test
    void withoutAnyDeploymentThereIsNothingToGoBackTo() {
        account.withoutWorker();

        assertThatThrownBy(() -> run(Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the Worker rec has no deployments, so there is nothing to go back to");
    }

    @Test
    void changedSecretsStopItUnlessTheyAreAllowed() {
        account.deployments(deployment(C + " 100"), deployment(B + " 100"))
                .on(
                        DEPLOY,
                        error(400, 10220, "The following secrets have changed: KEY"),
                        error(400, 10220, "The following secrets have changed: KEY"),
                        ok("{}"));

        assertThatThrownBy(() -> run(Optional.empty()))
                .isInstanceOf(ApiFailure.class)
                .hasMessageContaining(
                        "The following secrets have changed: KEY [code: 10220]. Secrets were changed since that "
                                + "version; add -Dcloudflare.allow=changed-secrets if that is what you want");
        assertThat(account.writes()).containsExactly(DEPLOY);

        assertThat(run(Optional.empty(), Allowance.CHANGED_SECRETS).to().id()).isEqualTo(B);
        assertThat(account.writes()).containsExactly(DEPLOY, DEPLOY, DEPLOY + "?force=true");
    }

    @Test
    void withoutChangedSecretsNothingIsForced() {
        account.deployments(deployment(C + " 100"), deployment(B + " 100"));

        run(Optional.empty(), Allowance.CHANGED_SECRETS);

        assertThat(account.writes()).containsExactly(DEPLOY);
    }

    @Test
    void aRollbackWhoseAnswerIsLostIsLookedUp() {
        account.on(DEPLOY, cutHalfWay())
                .on(
                        "GET /workers/scripts/rec/deployments",
                        ScriptedAccount.deploymentList(deployment(C + " 100"), deployment(B + " 100")),
                        ScriptedAccount.deploymentList(deployment(B + " 100")));

        assertThat(run(Optional.empty()).to().id()).isEqualTo(B);
        assertThat(account.writes()).containsExactly(DEPLOY);
    }

    private Rollback.Result run(Optional<String> target, Allowance... allowed) {
        return new Rollback(Configs.worker(folder, ""), account.api(), Set.of(allowed)).run(target, "too slow");
    }

    private static String version(String id, int number, String tag) {
        return "{\"id\":\"" + id + "\",\"number\":" + number + ",\"metadata\":{\"created_on\":\"2026-11-0" + number
                + "T00:00:00Z\"},\"annotations\":{\"workers/tag\":\"" + tag + "\"}}";
    }
}
