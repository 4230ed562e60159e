package io.github.flaremaven.cloudflare.release;

import static io.github.flaremaven.cloudflare.release.ScriptedAccount.UPLOADED;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.testing.Configs;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The containers of a Worker's Durable Objects, after it is uploaded. */
class ContainerRolloutTest {
    private static final String APPLICATIONS = "/containers/applications";
    private static final String APPLICATION = APPLICATIONS + "/app1";
    private static final String VERSION = "GET /workers/scripts/rec/versions/" + UPLOADED;
    private static final String BOUND =
            "durable_objects = { bindings = [{ name = \"M\", class_name = \"Machine\" }] }\n";
    private static final String DECLARED = "migrations = [{ tag = \"v1\", new_sqlite_classes = [\"Machine\"] }]\n";
    private static final String PLAIN = "max_instances = 3, instance_type = \"basic\"";
    private static final String IMAGE = "image = \"docker.io/library/x:1\", ";

    /** As the API shows what {@link #PLAIN} makes. */
    private static final String PRESENT = "{\"id\":\"app1\",\"name\":\"rec-machine\",\"scheduling_policy\":\"default\","
            + "\"configuration\":{\"image\":\"docker.io/library/x:1\",\"vcpu\":0.25,\"memory_mib\":1024,"
            + "\"memory\":\"1024MiB\",\"disk\":{\"size_mb\":4000,\"size\":\"4GB\"},\"network\":{\"mode\":\"private\"}},"
            + "\"instances\":0,\"max_instances\":3,\"constraints\":{\"tiers\":[1,2],\"regions\":null},"
            + "\"affinities\":null,\"durable_objects\":{\"namespace_id\":\"n1\"},\"rollout_active_grace_period\":0}";

    @TempDir
    private Path folder;

    private final ScriptedAccount account = new ScriptedAccount();

    @BeforeEach
    void theVersion() {
        account.on(VERSION, version());
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void aNewApplication() {
        deploy(PLAIN);

        assertThat(Json.compact(account.sent("POST " + APPLICATIONS)))
                .isEqualTo("{\"name\":\"rec-machine\",\"scheduling_policy\":\"default\",\"configuration\":"
                        + "{\"image\":\"docker.io/library/x:1\",\"instance_type\":\"basic\"},\"instances\":0,"
                        + "\"max_instances\":3,\"constraints\":{\"tiers\":[1,2]},\"durable_objects\":{\"namespace_id\":\"n1\"},"
                        + "\"rollout_active_grace_period\":0}");
        assertThat(account.listener().events()).contains("trigger container: rec-machine (new)");
        assertThat(account.calls()).noneMatch(c -> c.startsWith("POST /workers/scripts/rec/versions"));
    }

    @Test
    void everythingThatAConfigCanSay() {
        deploy("name = \"own\", scheduling_policy = \"regional\", rollout_active_grace_period = 5, "
                + "instance_type = { vcpu = 2, memory_mib = 512 }, ssh = { enabled = true }, "
                + "authorized_keys = [{ name = \"me\", public_key = \"ssh-ed25519 AAAA\" }], "
                + "constraints = { regions = [\"weur\"], tier = 3 }, affinities = { colocation = \"datacenter\" }, "
                + "observability = { enabled = true, target_instance_count = 2 }, "
                + "unsafe = { configuration = { network = { mode = \"private\" } } }");

        assertThat(account.sent("POST " + APPLICATIONS))
                .isEqualTo(Json.parse(
                        "{\"name\":\"own\",\"scheduling_policy\":\"regional\",\"configuration\":{\"image\":\"docker.io/library/x:1\","
                                + "\"disk\":{\"size_mb\":2000},\"memory_mib\":512,\"vcpu\":2,\"wrangler_ssh\":{\"enabled\":true},"
                                + "\"authorized_keys\":[{\"name\":\"me\",\"public_key\":\"ssh-ed25519 AAAA\"}],"
                                + "\"network\":{\"mode\":\"private\"}},\"instances\":0,\"max_instances\":20,"
                                + "\"constraints\":{\"tiers\":[3],\"regions\":[\"WEUR\"]},\"affinities\":{\"colocation\":\"datacenter\"},"
                                + "\"durable_objects\":{\"namespace_id\":\"n1\"},\"rollout_active_grace_period\":5,"
                                + "\"observability\":{\"logs\":{\"enabled\":true},\"target_instance_count\":2}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_instances = 3, instance_type = \"basic\"                        | unchanged | ",
                "max_instances = 4, instance_type = \"basic\"                        | changed, rolling out | PATCH POST",
                "max_instances = 3                                                 | changed, rolling out | PATCH POST",
                "max_instances = 3, instance_type = { vcpu = 0.25, memory_mib = 1024, disk_mb = 4000 } | unchanged | ",
                "max_instances = 3, instance_type = \"basic\", constraints = { regions = [\"WEUR\"] }      | changed, rolling out | PATCH POST",
                "max_instances = 3, instance_type = \"basic\", observability = { enabled = true }        | changed | PATCH",
                "max_instances = 3, instance_type = \"basic\", observability = { enabled = false }       | unchanged | ",
                "max_instances = 4, instance_type = \"basic\", rollout_kind = \"none\" | differs and is left alone, because rollout_kind is none | ",
            })
    void anApplicationThatExistsIsChangedWhereItDiffers(String container, String told, String methods) {
        account.on("GET " + APPLICATIONS, ok("[" + PRESENT + "]"));

        deploy(container);

        assertThat(containerWrites().stream().map(c -> c.replaceFirst(" .*", "")))
                .isEqualTo(methods == null ? List.of() : List.of(methods.split(" ", -1)));
        assertThat(account.listener().events()).contains("trigger container: rec-machine (" + told + ")");
    }

    @Test
    void aRolloutGoesInSteps() {
        account.on("GET " + APPLICATIONS, ok("[" + PRESENT + "]"));

        deploy("max_instances = 4, instance_type = \"standard-1\"");

        String configuration = "{\"image\":\"docker.io/library/x:1\",\"instance_type\":\"standard-1\"}";
        assertThat(Json.compact(account.sent("PATCH " + APPLICATION)))
                .isEqualTo("{\"scheduling_policy\":\"default\",\"configuration\":" + configuration
                        + ",\"max_instances\":4,\"constraints\":{\"tiers\":[1,2]},\"rollout_active_grace_period\":0}");
        assertThat(Json.compact(account.sent("POST " + APPLICATION + "/rollouts")))
                .isEqualTo("{\"description\":\"Progressive update\",\"strategy\":\"rolling\",\"target_configuration\":"
                        + configuration + ",\"steps\":[{\"step_size\":{\"percentage\":10},\"description\":"
                        + "\"Step 1 of 2 - rollout at 10% of instances\"},{\"step_size\":{\"percentage\":100},"
                        + "\"description\":\"Step 2 of 2 - rollout at 100% of instances\"}],\"kind\":\"full_auto\"}");
    }

    @Test
    void aSingleInstanceIsReplacedAtOnce() {
        account.on("GET " + APPLICATIONS, ok("[" + PRESENT + "]"));

        deploy("max_instances = 1, rollout_kind = \"full_manual\"");

        assertThat(account.sent("POST " + APPLICATION + "/rollouts"))
                .hasToString(
                        "{\"description\":\"Progressive update\",\"strategy\":\"rolling\",\"target_configuration\":"
                                + "{\"image\":\"docker.io/library/x:1\",\"instance_type\":\"lite\"},\"step_percentage\":100,"
                                + "\"kind\":\"full_manual\"}");
    }

    @Test
    void whatTheConfigNoLongerHasIsAChange() {
        account.on(
                "GET " + APPLICATIONS,
                ok("[" + PRESENT.replace("\"network\"", "\"wrangler_ssh\":{\"enabled\":true},\"network\"") + "]"));

        deploy(PLAIN);

        assertThat(account.sent("PATCH " + APPLICATION).path("configuration").has("wrangler_ssh"))
                .isFalse();
        assertThat(containerWrites()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enabled = true  | {}                             | unchanged",
                "enabled = false | {}                             | changed, rolling out",
                "enabled = true, target_instance_count = 2 | {}   | which knows no target_instance_percentage and target_instance_count",
                "enabled = true  | {\"logs\":{\"enabled\":true}}  | deploy it once with wrangler",
            })
    void logsThatAreOnInTheOldWayStayThere(String wanted, String topLevel, String told) {
        String old = PRESENT.replace("\"network\"", "\"observability\":{\"logs\":{\"enabled\":true}},\"network\"");
        account.on(
                "GET " + APPLICATIONS,
                ok("[" + (topLevel.equals("{}") ? old : old.replaceFirst("\\{", "{\"observability\":" + topLevel + ","))
                        + "]"));
        String container = PLAIN + ", observability = { " + wanted + " }";

        if (told.contains("changed")) {
            deploy(container);
            assertThat(account.listener().events()).contains("trigger container: rec-machine (" + told + ")");
        } else {
            assertThatThrownBy(() -> deploy(container)).hasMessageContaining(told);
            assertThat(containerWrites()).isEmpty();
        }
    }

    @Test
    void aVersionThatCannotBeReadYetIsReadAgain() {
        Reply notYet = error(404, 100146, "not found");
        account.on(VERSION, notYet, notYet, notYet, notYet, version());

        deploy(PLAIN);

        assertThat(account.calls().stream().filter(VERSION::equals)).hasSize(5);
        assertThat(containerWrites()).hasSize(1);
    }

    @Test
    void aVersionThatStaysUnreadableIsAFailureAmongTheOthers() {
        account.on(VERSION, error(404, 100146, "not found"));

        assertThatThrownBy(() -> deploy(PLAIN))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("is live, but not everything leads to it: containers: ")
                .hasMessageContaining("not found");
        assertThat(account.calls().stream().filter(VERSION::equals)).hasSize(5);
        assertThat(account.writes()).contains("POST /workers/scripts/rec/subdomain");
    }

    @Test
    void aClassWithoutABindingIsLookedUpInTheAccount() {
        account.on(
                "GET /workers/durable_objects/namespaces",
                ok("[{\"id\":\"n8\",\"script\":\"other\",\"class\":\"Machine\"},"
                        + "{\"id\":\"n9\",\"script\":\"rec\",\"class\":\"Machine\"}]"));

        deploy(DECLARED, PLAIN);

        assertThat(account.sent("POST " + APPLICATIONS)
                        .path("durable_objects")
                        .path("namespace_id")
                        .asText())
                .isEqualTo("n9");
    }

    @Test
    void aWorkerInADispatchNamespaceHasObjectsOfItsOwn() {
        account.on(
                "GET /workers/durable_objects/namespaces",
                ok(
                        "[{\"id\":\"n1\",\"script\":\"rec\",\"class\":\"Machine\"},"
                                + "{\"id\":\"n5\",\"script\":\"rec\",\"class\":\"Machine\",\"dispatch_namespace\":\"customers\"}]"));

        assertThat(publish(UPLOADED, Optional.of("customers"))).containsExactly("new");
        assertThat(account.sent("POST " + APPLICATIONS)
                        .path("durable_objects")
                        .path("namespace_id")
                        .asText())
                .isEqualTo("n5");
    }

    @Test
    void aDryRunHasNoVersionToRead() {
        account.on("GET " + APPLICATIONS, ok("[" + PRESENT + "]"));

        assertThat(publish(WorkerApi.DRY_ID, Optional.empty())).containsExactly("unchanged");
        assertThat(account.calls()).containsExactly("GET " + APPLICATIONS);
    }

    @Test
    void anApplicationOfOtherObjectsIsLeftToThem() {
        account.on("GET " + APPLICATIONS, ok("[" + PRESENT.replace("\"n1\"", "\"n2\"") + "]"));

        assertThatThrownBy(() -> deploy(PLAIN))
                .hasMessageContaining(
                        "containers: the container application rec-machine belongs to other Durable Objects "
                                + "(namespace n2); give the container another name, or delete the application");
        assertThat(containerWrites()).isEmpty();
    }

    @Test
    void aDockerfileIsRefusedBeforeAnythingIsUploaded() throws Exception {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch");

        refused(
                BOUND,
                "image = \"./Dockerfile\"",
                "the container rec-machine is to be built from ./Dockerfile, which needs Docker and which this plugin "
                        + "does not do; push the image to a registry and name it, with its tag, under \"image\"");
    }

    @Test
    void aContainerWithoutItsOwnObjectIsRefused() {
        refused("", IMAGE + PLAIN, "which the config neither binds nor declares; add a migration for the class");
        refused(
                BOUND.replace("\"Machine\"", "\"Machine\", script_name = \"other\""),
                IMAGE + PLAIN,
                "the container rec-machine is run by the Durable Object Machine of the Worker other; configure it there");
    }

    @Test
    void aContainerThatFollowsItsObjectIsToldOf() {
        account.release(Configs.worker(
                        folder,
                        BOUND + "containers = [{ class_name = \"Machine\", scheduling_policy = \"durable_object\" }]"))
                .deploy();

        assertThat(account.listener().warnings())
                .singleElement()
                .asString()
                .startsWith("the container rec-machine is left as it is");
        assertThat(containerWrites()).isEmpty();
    }

    private List<String> publish(String versionId, Optional<String> dispatchNamespace) {
        ContainerRollout rollout = new ContainerRollout(
                new ReleaseRequest(
                        Configs.worker(folder, BOUND + DECLARED + containers(IMAGE + PLAIN)),
                        Optional::empty,
                        Optional.empty(),
                        Annotations.none(),
                        List.of(),
                        Set.of(),
                        false,
                        false,
                        dispatchNamespace),
                account.api(),
                Pause.sleeping());
        return rollout.containers().stream()
                .map(c -> rollout.publish(c, versionId))
                .toList();
    }

    private void deploy(String container) {
        deploy(BOUND + DECLARED, container);
    }

    private void deploy(String head, String container) {
        account.release(Configs.worker(folder, head + containers(IMAGE + container)))
                .deploy();
    }

    private void refused(String head, String container, String message) {
        assertThatThrownBy(() -> account.release(Configs.worker(folder, head + containers(container)))
                        .deploy())
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining(message);
        assertThat(account.writes()).isEmpty();
    }

    private static String containers(String container) {
        return "containers = [{ class_name = \"Machine\", " + container + " }]\n";
    }

    private List<String> containerWrites() {
        return account.writes().stream().filter(c -> c.contains(APPLICATIONS)).toList();
    }

    private static Reply version() {
        return ok("{\"id\":\"" + UPLOADED + "\",\"resources\":{\"bindings\":[{\"type\":\"durable_object_namespace\","
                + "\"name\":\"M\",\"class_name\":\"Machine\",\"namespace_id\":\"n1\"}]}}");
    }
}
