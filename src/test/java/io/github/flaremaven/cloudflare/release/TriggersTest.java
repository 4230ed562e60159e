package io.github.flaremaven.cloudflare.release;

import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.html;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.testing.Configs;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What leads to a Worker once it is deployed. */
class TriggersTest {
    private static final String SUBDOMAIN = "POST /workers/scripts/rec/subdomain";
    private static final String ROUTES = "PUT /workers/scripts/rec/routes";
    private static final String ZONE_ROUTES = "/zones/z1/workers/routes";

    /** One of everything. */
    private static final String ALL = """
            workers_dev = true
            routes = [{ pattern = "example.com/*", zone_id = "z1" }, { pattern = "api.example.com", custom_domain = true }]
            triggers = { crons = ["0 * * * *"], events = [
              { type = "cf.artifacts.repo.pushed", targets = [{ type = "workflow", workflow_name = "wf" }] } ] }
            queues = { consumers = [{ queue = "jobs" }] }
            workflows = [{ binding = "WF", name = "wf", class_name = "Flow" }]
            """;

    @TempDir
    private Path folder;

    private final ScriptedAccount account = new ScriptedAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                            | {\"enabled\":true}",
                "workers_dev = false                           | {\"enabled\":false}",
                "routes = [\"example.com/*\"]                  | {\"enabled\":false}",
                "routes = [{ pattern = \"a.example.com\", custom_domain = true }] | {\"enabled\":false}",
                "routes = []                                   | {\"enabled\":true}",
                "preview_urls = true                           | {\"enabled\":true,\"previews_enabled\":true}",
                "preview_urls = false                          | {\"enabled\":true,\"previews_enabled\":false}",
            })
    void workersDevIsSwitchedAsTheConfigSaysOrItsRoutesSuggest(String toml, String body) {
        publish(toml);

        assertThat(Json.compact(account.sent(SUBDOMAIN))).isEqualTo(body);
        assertThat(account.request(SUBDOMAIN).header("Cloudflare-Workers-Script-Api-Date"))
                .contains("2025-08-01");
    }

    @Test
    void theAddressIsPrinted() {
        assertThat(publish("")).containsExactly("https://rec.me.workers.dev");
        assertThat(publish("workers_dev = false")).isEmpty();
    }

    @Test
    void anApiThatDoesNotTellTheAddress() {
        account.on("GET /workers/workers/rec", ok("{\"subdomain\":{\"enabled\":true}}"))
                .on("GET /workers/subdomain", ok("{\"subdomain\":\"other\"}"));

        assertThat(publish("")).containsExactly("https://rec.other.workers.dev");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false | ''                           | the workers.dev address was switched on, because the config has no routes and does not say; set workers_dev = true to settle it",
                "true  | routes = [\"example.com/*\"] | the workers.dev address was switched off, because the config has routes and does not say; set workers_dev = false to settle it",
                "true  | ''                           | ",
                "false | workers_dev = true           | ",
                "true  | workers_dev = false          | ",
            })
    void aSwitchThatNobodyAskedForIsTold(boolean before, String toml, String warning) {
        account.on(
                "GET /workers/workers/rec",
                ok("{\"subdomain\":{\"enabled\":" + before
                        + ",\"previews_enabled\":true,\"url\":\"rec.me.workers.dev\"}}"));

        publish(toml);

        assertThat(account.listener().warnings()).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @Test
    void previewsThatNobodyAskedForAreTold() {
        account.on(SUBDOMAIN, ok("{\"enabled\":true,\"previews_enabled\":false}"));

        publish("");
        assertThat(account.listener().warnings())
                .containsExactly("the preview addresses were switched off, because the config does not say; set "
                        + "preview_urls = false to settle it");
    }

    @Test
    void ofANewWorkerNoSwitchIsTold() {
        account.withoutWorker().on("GET /workers/workers/rec", ok("{\"subdomain\":{}}"));

        publish("");

        assertThat(account.listener().warnings()).isEmpty();
    }

    @Test
    void routesAreSentAsTheConfigWritesThem() {
        List<String> targets = publish(
                "workers_dev = true\nroutes = [\"example.com/a*\", "
                        + "{ pattern = \"b.example.com/*\", zone_name = \"example.com\" }, { pattern = \"c/*\", zone_id = \"z9\" }]");

        assertThat(Json.compact(account.sent(ROUTES)))
                .isEqualTo(
                        "[{\"pattern\":\"example.com/a*\"},{\"pattern\":\"b.example.com/*\",\"zone_name\":\"example.com\"},"
                                + "{\"pattern\":\"c/*\",\"zone_id\":\"z9\"}]");
        assertThat(targets)
                .containsExactly(
                        "https://rec.me.workers.dev",
                        "example.com/a*",
                        "b.example.com/* (zone name: example.com)",
                        "c/* (zone id: z9)");
        assertThat(account.calls()).noneMatch(c -> c.contains("/zones"));
    }

    @Test
    void withoutWorkersDevForeignRoutesAreRefused() {
        account.on("GET /workers/workers/rec", ok("{\"subdomain\":{\"enabled\":false}}"))
                .on("GET /zones", zones("example.com"))
                .on(
                        "GET " + ZONE_ROUTES,
                        routes("example.com/* other", "b.example.com/* other", "c.example.com/* rec"));

        assertThatThrownBy(
                        () -> publish(
                                "routes = [\"example.com/*\", \"http://*b.example.com/*\", \"c.example.com/*\", \"*/everything\"]"))
                .hasMessageContaining(
                        "routes: the route example.com/* belongs to the Worker other; take it from that Worker "
                                + "first");
        assertThat(account.writes()).contains(SUBDOMAIN).doesNotContain(ROUTES);
        assertThat(account.calls().stream().filter(c -> c.contains("/workers/routes")))
                .hasSize(1);
    }

    @Test
    void aHostOutsideEveryZoneIsNamed() {
        account.on("GET /workers/workers/rec", ok("{\"subdomain\":{\"enabled\":false}}"))
                .on("GET /zones", ok("[]"));

        assertThatThrownBy(() -> publish("routes = [\"a.b.example.com/*\"]"))
                .hasMessageContaining(
                        "the account has no zone for the route a.b.example.com/*; add the domain to Cloudflare "
                                + "first, or correct the route");
        assertThat(account.calls())
                .containsSubsequence(zoneCall("a.b.example.com"), zoneCall("b.example.com"), zoneCall("example.com"));
    }

    @Test
    void aTokenForSomeZonesAddsRoutesOneByOne() {
        account.on(ROUTES, error(403, 10000, "Authentication error"))
                .on("GET /zones", zones("example.com"))
                .on(
                        "GET " + ZONE_ROUTES,
                        routes("example.com/* rec", "old.example.com/* rec", "theirs.example.com/* other"));

        List<String> targets = publish("workers_dev = true\nroutes = [\"example.com/*\", \"new.example.com/*\"]");

        assertThat(Json.compact(account.sent("POST " + ZONE_ROUTES)))
                .isEqualTo("{\"pattern\":\"new.example.com/*\",\"script\":\"rec\"}");
        assertThat(targets).contains("example.com/*", "new.example.com/*");
        assertThat(account.listener().warnings())
                .containsExactly(
                        "these routes lead to rec although the config does not have them, and a token for all zones "
                                + "is needed to remove them: old.example.com/*");
        assertThat(account.writes()).noneMatch(c -> c.startsWith("DELETE"));
    }

    @Test
    void thereTooForeignRoutesAreRefused() {
        account.on(ROUTES, error(403, 10000, "Authentication error"))
                .on("GET " + ZONE_ROUTES, routes("a.com/* rec", "b.com/* other"));

        assertThatThrownBy(() -> publish("workers_dev = true\nroutes = [{ pattern = \"c.com/*\", zone_id = \"z1\" }, "
                        + "{ pattern = \"b.com/*\", zone_id = \"z1\" }]"))
                .hasMessageContaining("the route b.com/* belongs to the Worker other");
        assertThat(account.writes()).noneMatch(c -> c.startsWith("POST /zones"));
    }

    @Test
    void aRouteThatKeepsWorkersAwayIsNamed() {
        account.on(ROUTES, error(403, 10000, "Authentication error"))
                .on("GET " + ZONE_ROUTES, ok("[{\"id\":\"1\",\"pattern\":\"c.com/*\"}]"));

        assertThatThrownBy(() -> publish("workers_dev = true\nroutes = [{ pattern = \"c.com/*\", zone_id = \"z1\" }]"))
                .hasMessageContaining("the route c.com/* exists and leads to no Worker");
    }

    @Test
    void thereAHostMustBeKnown() {
        account.on(ROUTES, error(403, 10000, "Authentication error"));

        assertThatThrownBy(() -> publish("workers_dev = true\nroutes = [\"*/all\"]"))
                .hasMessageContaining("no zone is known for the route */all; add zone_name or zone_id to it");
    }

    @Test
    void anotherRefusalOfRoutesIsNoReasonForThat() {
        account.on(ROUTES, error(400, 10020, "A route with the same pattern already exists"));

        assertThatThrownBy(() -> publish("workers_dev = true\nroutes = [\"example.com/*\"]"))
                .hasMessageContaining("A route with the same pattern already exists [code: 10020]");
        assertThat(account.calls()).noneMatch(c -> c.contains("/zones"));
    }

    @Test
    void customDomains() {
        List<String> targets = publish(
                "routes = [{ pattern = \"a.example.com\", custom_domain = true }, "
                        + "{ pattern = \"b.example.com\", custom_domain = true, zone_id = \"z1\", enabled = false, "
                        + "previews_enabled = true }, { pattern = \"c.example.com\", custom_domain = true, zone_name = \"example.com\" }]");
        String origins = "[{\"hostname\":\"a.example.com\"},"
                + "{\"hostname\":\"b.example.com\",\"zone_id\":\"z1\",\"enabled\":false,\"previews_enabled\":true},"
                + "{\"hostname\":\"c.example.com\",\"zone_name\":\"example.com\"}]";

        assertThat(account.calls()).contains("POST /workers/scripts/rec/domains/changeset?replace_state=true");
        assertThat(Json.compact(account.sent("POST /workers/scripts/rec/domains/changeset")))
                .isEqualTo(origins);
        assertThat(Json.compact(account.sent("PUT /workers/scripts/rec/domains/records")))
                .isEqualTo("{\"override_scope\":true,\"override_existing_origin\":false,"
                        + "\"override_existing_dns_record\":false,\"origins\":" + origins + "}");
        assertThat(targets)
                .containsExactly(
                        "a.example.com (custom domain)",
                        "b.example.com (custom domain)",
                        "c.example.com (custom domain)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "triggers = { crons = [\"0 * * * *\", \"1 1 * * 1\"] } | [{\"cron\":\"0 * * * *\"},{\"cron\":\"1 1 * * 1\"}]",
                "triggers = { crons = [] }                             | []",
                "triggers = {}                                         | ",
                "''                                                    | ",
            })
    void schedules(String toml, String body) {
        publish(toml);

        boolean sent = account.calls().contains("PUT /workers/scripts/rec/schedules");
        assertThat(
                        sent
                                ? Optional.of(Json.compact(account.sent("PUT /workers/scripts/rec/schedules")))
                                : Optional.empty())
                .isEqualTo(Optional.ofNullable(body));
    }

    @Test
    void aNewConsumerOfAQueue() {
        account.on("GET /queues", ok("[{\"queue_id\":\"q1\",\"queue_name\":\"jobs\",\"consumers\":[]}]"));

        List<String> targets = publish(
                "queues = { consumers = [{ queue = \"jobs\", max_batch_size = 10, max_retries = 3, "
                        + "max_batch_timeout = 5, max_concurrency = 2, retry_delay = 60, dead_letter_queue = \"dlq\" }] }");

        assertThat(Json.compact(account.sent("POST /queues/q1/consumers")))
                .isEqualTo("{\"type\":\"worker\",\"script_name\":\"rec\",\"dead_letter_queue\":\"dlq\",\"settings\":{"
                        + "\"batch_size\":10,\"max_retries\":3,\"max_wait_time_ms\":5000,\"max_concurrency\":2,"
                        + "\"retry_delay\":60}}");
        assertThat(targets).contains("consumer of the queue jobs");
    }

    @ParameterizedTest
    @CsvSource({"script", "service"})
    void aConsumerThatIsThereIsChanged(String field) {
        account.on(
                "GET /queues",
                ok("[{\"queue_id\":\"q0\",\"queue_name\":\"jobs-old\",\"consumers\":[]},{\"queue_id\":\"q1\","
                        + "\"queue_name\":\"jobs\",\"consumers\":[{\"consumer_id\":\"c0\",\"type\":\"http_pull\"},"
                        + "{\"consumer_id\":\"c1\",\"" + field + "\":\"rec\"}]}]"));

        publish("queues = { consumers = [{ queue = \"jobs\" }] }");

        assertThat(Json.compact(account.sent("PUT /queues/q1/consumers/c1")))
                .isEqualTo("{\"type\":\"worker\",\"script_name\":\"rec\",\"settings\":{}}");
        assertThat(account.writes()).noneMatch(c -> c.startsWith("POST /queues"));
    }

    @Test
    void workflowsAndWhatStartsThem() {
        account.on("GET /workflows/wf", error(404, 10200, "workflow_not_found"))
                .on("GET /workflows/wf2", ok("{\"script_name\":\"rec\",\"jurisdiction\":\"eu\"}"));

        List<String> targets = publish("""
                workflows = [
                  { binding = "A", name = "wf", class_name = "Flow", schedules = "0 * * * *", limits = { steps = 5 } },
                  { binding = "B", name = "wf2", class_name = "Two", schedules = ["1 * * * *", "2 * * * *"], jurisdiction = "eu" },
                  { binding = "C", name = "theirs", class_name = "X", script_name = "other" }]
                [[triggers.events]]
                type = "cf.artifacts.repo.pushed"
                filter = { namespace = "n" }
                targets = [{ type = "workflow", workflow_name = "wf" }]
                """);

        assertThat(Json.compact(account.sent("PUT /workflows/wf")))
                .isEqualTo("{\"script_name\":\"rec\",\"class_name\":\"Flow\",\"schedules\":[{\"cron\":\"0 * * * *\"}],"
                        + "\"limits\":{\"steps\":5}}");
        assertThat(Json.compact(account.sent("PUT /workflows/wf2")))
                .isEqualTo("{\"script_name\":\"rec\",\"class_name\":\"Two\",\"schedules\":[{\"cron\":\"1 * * * *\"},"
                        + "{\"cron\":\"2 * * * *\"}],\"jurisdiction\":\"eu\"}");
        assertThat(Json.compact(account.sent("PUT /triggers/rec")))
                .isEqualTo("[{\"type\":\"cf.artifacts.repo.pushed\",\"filter\":{\"namespace\":\"n\"},"
                        + "\"targets\":[{\"type\":\"workflow\",\"workflow_name\":\"wf\",\"script_name\":\"rec\"}]}]");
        assertThat(targets).contains("workflow: wf", "workflow: wf2", "event triggers: 1");
        assertThat(account.calls()).noneMatch(c -> c.contains("theirs"));
    }

    @Test
    void everythingInItsOrder() {
        everythingThere();

        publish(ALL);

        assertThat(account.writes())
                .containsExactly(
                        "POST /workers/scripts/rec/versions?bindings_inherit=strict",
                        "POST /workers/scripts/rec/deployments",
                        "PATCH /workers/scripts/rec/script-settings",
                        SUBDOMAIN,
                        ROUTES,
                        "PUT /workers/scripts/rec/domains/records",
                        "PUT /workers/scripts/rec/schedules",
                        "POST /queues/q1/consumers",
                        "PUT /workflows/wf",
                        "PUT /triggers/rec");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /workers/scripts/rec/subdomain      | workers.dev     | cannot switch the workers.dev address of rec",
                "GET /workers/workers/rec                 | workers.dev     | cannot read the workers.dev state of rec",
                "PUT /workers/scripts/rec/routes          | routes          | cannot set the routes of rec",
                "PUT /workers/scripts/rec/domains/records | custom domains  | cannot set the custom domains of rec",
                "PUT /workers/scripts/rec/schedules       | schedules       | cannot set the schedules of rec",
                "POST /queues/q1/consumers                | queue consumers | cannot add a consumer to the queue jobs",
                "PUT /workflows/wf                        | workflows       | cannot set the workflow wf",
                "PUT /triggers/rec                        | event triggers  | cannot set the event triggers of rec",
            })
    void oneKindThatFailsDoesNotStopTheOthers(String call, String kind, String sentence) {
        everythingThere();
        publish(ALL);
        List<String> all = account.writes();

        try (ScriptedAccount failing = new ScriptedAccount()) {
            everythingThere(failing);
            failing.on(call, error(400, 12345, "no"));

            assertThatThrownBy(() -> failing.release(worker(ALL)).deploy())
                    .isInstanceOf(InputFailure.class)
                    .hasMessageStartingWith("the new version of rec is live, but not everything leads to it: " + kind
                            + ": " + sentence + ": no [code: 12345]")
                    .hasMessageEndingWith(". Nothing was undone; mend it and run the goal again");
            List<String> expected = all.stream()
                    .filter(c -> !(call.startsWith("GET") && c.equals(SUBDOMAIN)))
                    .filter(c -> !(kind.equals("workflows") && c.equals("PUT /triggers/rec")))
                    .toList();
            assertThat(failing.writes()).isEqualTo(expected);
        }
    }

    @Test
    void allThatFailAreNamedTogether() {
        everythingThere();
        Reply no = error(400, 12345, "no");
        account.on(SUBDOMAIN, no)
                .on(ROUTES, no)
                .on("PUT /workers/scripts/rec/domains/records", html(400))
                .on("PUT /workers/scripts/rec/schedules", no)
                .on("POST /queues/q1/consumers", no)
                .on("PUT /workflows/wf", no);

        assertThatThrownBy(() -> publish(ALL))
                .hasMessageMatching(
                        "(?s).*workers\\.dev: .*; routes: .*; custom domains: .*; schedules: .*; queue consumers: "
                                + ".*; workflows: .*; event triggers: not set, because the workflow wf could not be set\\. Nothing.*");
    }

    private void everythingThere() {
        everythingThere(account);
    }

    private static void everythingThere(ScriptedAccount account) {
        account.on("GET /queues", ok("[{\"queue_id\":\"q1\",\"queue_name\":\"jobs\",\"consumers\":[]}]"))
                .on("GET /workflows/wf", error(404, 10200, "workflow_not_found"));
    }

    private List<String> publish(String toml) {
        return account.release(worker(toml)).deploy().targets();
    }

    private WorkerConfig worker(String toml) {
        return Configs.worker(folder, toml);
    }

    private static String zoneCall(String name) {
        return "GET /zones?name=" + name + "&account.id=" + ScriptedAccount.ACCOUNT;
    }

    private static Reply zones(String name) {
        return exchange -> {
            boolean asked = exchange.getRequestURI().getQuery().contains("name=" + name + "&");
            ok(asked ? "[{\"id\":\"z1\",\"name\":\"" + name + "\"}]" : "[]").send(exchange);
        };
    }

    /** Each as {@code pattern worker}. */
    private static Reply routes(String... routes) {
        StringBuilder list = new StringBuilder();
        for (String route : routes) {
            String[] parts = route.split(" ", -1);
            list.append(list.isEmpty() ? "" : ",")
                    .append("{\"id\":\"1\",\"pattern\":\"" + parts[0] + "\",\"script\":\"" + parts[1] + "\"}");
        }
        return ok("[" + list + "]");
    }
}
