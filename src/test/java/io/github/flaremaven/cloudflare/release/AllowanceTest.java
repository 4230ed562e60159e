package io.github.flaremaven.cloudflare.release;

import static io.github.flaremaven.cloudflare.release.ScriptedAccount.LIVE;
import static io.github.flaremaven.cloudflare.release.ScriptedAccount.UPLOADED;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken from others only with a yes: each refusal without it, and the step with it. */
class AllowanceTest {
    private static final String DOMAIN =
            "workers_dev = false\nroutes = [{ pattern = \"a.example.com\", custom_domain = true }]";
    private static final String CHANGESET = "POST /workers/scripts/rec/domains/changeset";
    private static final String RECORDS = "PUT /workers/scripts/rec/domains/records";

    @TempDir
    private Path folder;

    private final ScriptedAccount account = new ScriptedAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void theDomainOfAnotherWorker() {
        takenBy("other");

        refused(
                DOMAIN,
                "the custom domain a.example.com belongs to the Worker other; add -Dcloudflare.allow=take-domain if that is "
                        + "what you want");

        account.release(worker(DOMAIN), Allowance.TAKE_DOMAIN).deploy();
        assertThat(overrides()).isEqualTo("true false");
        assertThat(account.listener().warnings())
                .contains("the custom domain a.example.com belongs to the Worker other (allowed by cloudflare.allow)");
    }

    @Test
    void aDomainOfItsOwnThatLeadsElsewhereNeedsNoPermission() {
        takenBy("rec");

        account.release(worker(DOMAIN)).deploy();

        assertThat(overrides()).isEqualTo("true false");
    }

    @Test
    void aDnsRecord() {
        account.on(CHANGESET, ok("{\"updated\":[],\"conflicting\":[{\"hostname\":\"a.example.com\"}]}"));

        refused(
                DOMAIN,
                "there are DNS records for a.example.com that a custom domain would replace; add "
                        + "-Dcloudflare.allow=replace-dns-record if that is what you want");

        account.release(worker(DOMAIN), Allowance.REPLACE_DNS_RECORD).deploy();
        assertThat(overrides()).isEqualTo("false true");
    }

    @Test
    void onePermissionIsNotTheOther() {
        takenBy("other");

        assertThatThrownBy(() -> account.release(worker(DOMAIN), Allowance.REPLACE_DNS_RECORD)
                        .deploy())
                .hasMessageContaining("take-domain");
    }

    @Test
    void aPermissionThatIsNotNeededReplacesNothing() {
        account.release(worker(DOMAIN), Allowance.values()).deploy();

        assertThat(overrides()).isEqualTo("false false");
    }

    @Test
    void domainsThatCannotBeLookedAtAreTold() {
        account.on(CHANGESET, error(403, 10000, "Authentication error"));

        account.release(worker(DOMAIN)).deploy();
        assertThat(overrides()).isEqualTo("false false");
        assertThat(account.listener().warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "who has the custom domains cannot be seen beforehand: cannot compare the custom domains of rec");
    }

    @Test
    void theDomainsOfANewWorkerAreLookedAtWhenItExists() {
        account.withoutWorker();
        takenBy("other");

        assertThatThrownBy(() -> account.release(worker(DOMAIN)).deploy())
                .hasMessageContaining("is live, but not everything leads to it: custom domains: the custom domain "
                        + "a.example.com belongs to the Worker other; add -Dcloudflare.allow=take-domain");
        assertThat(account.writes()).doesNotContain(RECORDS);
    }

    @Test
    void aGradualDeployment() {
        account.deployments(ScriptedAccount.deployment(LIVE + " 90.5", UPLOADED + " 9.5"));

        refused(
                "",
                "a gradual deployment is running (" + LIVE + " at 90.5 %, " + UPLOADED
                        + " at 9.5 %), and this release would "
                        + "end it; add -Dcloudflare.allow=end-gradual-deployment if that is what you want");

        assertThat(account.release(worker(""), Allowance.END_GRADUAL_DEPLOYMENT)
                        .deploy()
                        .versionId())
                .isEqualTo(UPLOADED);
    }

    @Test
    void aGradualDeploymentThatIsOverIsNoMatter() {
        account.deployments(
                ScriptedAccount.deployment(LIVE + " 100"), ScriptedAccount.deployment(LIVE + " 50", UPLOADED + " 50"));

        account.release(worker("")).deploy();
    }

    @Test
    void anUploadWithoutTrafficEndsNothing() {
        account.deployments(ScriptedAccount.deployment(LIVE + " 50", UPLOADED + " 50"));

        assertThat(account.release(worker("")).upload().versionId()).isEqualTo(UPLOADED);
    }

    @Test
    void theWorkflowOfAnotherWorker() {
        String workflow = "workflows = [{ binding = \"WF\", name = \"wf\", class_name = \"Flow\" }]";
        account.on("GET /workflows/wf", ok("{\"script_name\":\"other\"}"));

        refused(
                workflow,
                "the workflow wf belongs to the Worker other; add -Dcloudflare.allow=take-workflow if that is what you want");

        account.release(worker(workflow), Allowance.TAKE_WORKFLOW).deploy();
        assertThat(account.writes()).contains("PUT /workflows/wf");
    }

    @Test
    void theJurisdictionOfAWorkflowIsNoMatterOfPermission() {
        account.on("GET /workflows/wf", ok("{\"script_name\":\"rec\",\"jurisdiction\":\"us\"}"));
        String workflow =
                "workflows = [{ binding = \"WF\", name = \"wf\", class_name = \"Flow\", jurisdiction = \"eu\" }]";

        assertThatThrownBy(() ->
                        account.release(worker(workflow), Allowance.values()).deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "the workflow wf has the jurisdiction us, which cannot be changed to eu; give the workflow another "
                                + "name");
        assertThat(account.writes()).isEmpty();
    }

    @Test
    void aWorkerThatOthersUse() {
        account.on("GET /workers/scripts/rec/references", ok("""
                                {"services":{"incoming":[{"service":"shop"}],"pages_function":true},
                                 "durable_objects":[{"service":"rec","durable_object_namespace_name":"own"},
                                   {"service":"chat","durable_object_namespace_name":"rec_Room"}],
                                 "dispatch_outbounds":[{"script":"gate","namespace":"customers"}]}
                                """))
                .on("GET /workers/tails/by-consumer/rec", ok("[{\"producer\":{\"script\":\"noisy\"}}]"));
        String users =
                "others use rec: the Worker shop has a service binding to it, a Pages project uses it, the Worker chat "
                        + "uses its Durable Object rec_Room, the Worker gate sends what its dispatch namespace customers fetches through "
                        + "it, the Worker noisy sends its events to it";

        assertThatThrownBy(() -> removal(Set.of()).plan())
                .isInstanceOf(InputFailure.class)
                .hasMessage(users + "; add -Dcloudflare.allow=delete-referenced if that is what you want");
        assertThat(account.writes()).isEmpty();

        Removal allowed = removal(Set.of(Allowance.DELETE_REFERENCED));
        allowed.carryOut(allowed.plan());
        assertThat(account.writes()).containsExactly("DELETE /workers/services/rec?force=true");
        assertThat(warnings).containsExactly(users + " (allowed by cloudflare.allow)");
    }

    @Test
    void aWorkerThatNobodyUsesIsDeletedWithoutForce() {
        account.on("GET /workers/scripts/rec/references", ok("{\"services\":{\"incoming\":[]}}"))
                .on("GET /workers/tails/by-consumer/rec", ok("[]"));

        Removal removal = removal(Set.of(Allowance.DELETE_REFERENCED));
        removal.carryOut(removal.plan());

        assertThat(account.writes()).containsExactly("DELETE /workers/services/rec?force=false");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whoMayNotLookDeletesWithoutForce() {
        account.on("GET /workers/scripts/rec/references", error(403, 10000, "Authentication error"))
                .on("GET /workers/durable_objects/namespaces", error(403, 10000, "Authentication error"))
                .on("GET /storage/kv/namespaces", error(403, 10000, "Authentication error"));

        Removal removal = removal(Set.of(Allowance.DELETE_REFERENCED));
        removal.carryOut(removal.plan());

        assertThat(account.writes()).containsExactly("DELETE /workers/services/rec?force=false");
        assertThat(warnings)
                .extracting(w -> w.substring(0, w.indexOf(" cannot be seen with this token: ")))
                .containsExactly(
                        "who uses rec",
                        "whether rec has container applications, which would stay and be billed,",
                        "the files of a Workers Site of rec");
    }

    @Test
    void theContainersOfADeletedWorkerStayUnlessTheBuildMayDeleteThem() {
        account.on("GET /workers/scripts/rec/references", ok("{\"services\":{\"incoming\":[]}}"))
                .on("GET /workers/tails/by-consumer/rec", ok("[]"))
                .on("GET /workers/durable_objects/namespaces", ok("""
                                [{"id":"mine","script":"rec","class":"Box"},{"id":"other","script":"chat","class":"Box"},
                                 {"id":"preview","script":"rec","class":"Box","preview":true}]
                                """))
                .on("GET /containers/applications", ok("""
                                [{"id":"a1","name":"rec-box","durable_objects":{"namespace_id":"mine"}},
                                 {"id":"a2","name":"chat-box","durable_objects":{"namespace_id":"other"}}]
                                """));

        Removal removal = removal(Set.of());
        removal.carryOut(removal.plan());

        assertThat(account.writes()).containsExactly("DELETE /workers/services/rec?force=false");
        assertThat(warnings)
                .containsExactly("the containers of rec go on running and are billed: rec-box (a1); delete them in the "
                        + "dashboard (-Dcloudflare.allow=delete-containers deletes them with the Worker)");

        removal = removal(Set.of(Allowance.DELETE_CONTAINERS));
        removal.carryOut(removal.plan());

        assertThat(account.writes())
                .endsWith("DELETE /workers/services/rec?force=false", "DELETE /containers/applications/a1");
    }

    @Test
    void theFilesOfAWorkersSiteGoWithTheWorker() {
        account.on("GET /workers/scripts/rec/references", ok("{\"services\":{\"incoming\":[]}}"))
                .on("GET /workers/tails/by-consumer/rec", ok("[]"))
                .on("GET /storage/kv/namespaces", ok("""
                                [{"id":"n1","title":"__rec-workers_sites_assets"},{"id":"n2","title":"__rec2-workers_sites_assets"},
                                 {"id":"n3","title":"__rec-workers_sites_assets_preview"}]
                                """));

        Removal removal = removal(Set.of());
        removal.carryOut(removal.plan());

        assertThat(account.writes())
                .containsExactly(
                        "DELETE /workers/services/rec?force=false",
                        "DELETE /storage/kv/namespaces/n1",
                        "DELETE /storage/kv/namespaces/n3");
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        account.withoutWorker();

        assertThatThrownBy(() -> removal(Set.of()).plan())
                .isInstanceOf(InputFailure.class)
                .hasMessage("there is no Worker rec to delete");
    }

    @ParameterizedTest
    @EnumSource(Allowance.class)
    void everyPermissionHasItsWord(Allowance allowance) {
        assertThat(Allowance.parse(List.of(" " + allowance.word() + " "))).containsExactly(allowance);
    }

    @Test
    void otherWordsAreRefused() {
        assertThatThrownBy(() -> Allowance.parse(List.of("take-domain", "everything")))
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "cloudflare.allow knows end-gradual-deployment, take-domain, replace-dns-record, changed-secrets, "
                                + "take-workflow, delete-referenced, delete-containers; found \"everything\"");
        assertThat(Allowance.parse(List.of())).isEmpty();
    }

    private final List<String> warnings = new ArrayList<>();

    private Removal removal(Set<Allowance> allowed) {
        return new Removal(account.api(), "rec", allowed, warnings::add);
    }

    private void takenBy(String worker) {
        account.on(
                        CHANGESET,
                        ok(
                                "{\"added\":[],\"updated\":[{\"id\":\"d1\",\"hostname\":\"a.example.com\",\"modified\":true},"
                                        + "{\"id\":\"d2\",\"hostname\":\"b.example.com\",\"modified\":false}],\"conflicting\":[]}"))
                .on("GET /workers/domains/records/d1", ok("{\"service\":\"" + worker + "\"}"));
    }

    private void refused(String toml, String sentence) {
        assertThatThrownBy(() -> account.release(worker(toml)).deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessage(sentence);
        assertThat(account.writes()).isEmpty();
    }

    private String overrides() {
        var sent = account.sent(RECORDS);
        return sent.path("override_existing_origin") + " " + sent.path("override_existing_dns_record");
    }

    private WorkerConfig worker(String toml) {
        return Configs.worker(folder, toml);
    }
}
