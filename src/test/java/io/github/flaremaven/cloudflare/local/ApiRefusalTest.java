package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the real API refuses is refused here, with the same status, code and words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiRefusalTest {
    private static final String NOTHING = "00000000-0000-4000-8000-000000000000";
    private static final String OBJECTS = """
            import { DurableObject } from "cloudflare:workers";
            export class A extends DurableObject {}
            export class B extends DurableObject {}
            export default { fetch() { return new Response("objects"); } };
            """;

    private TestCloudflare cloudflare;
    private TestApi api;
    private String first = "";
    private String second = "";

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare =
                TestCloudflare.start(folder.resolve("state"), new TestClock(Instant.parse("2026-11-20T12:00:00Z")));
        api = cloudflare.api();
        first = api.deploy("app", WorkerUpload.answering("'one'").var("V", "v"));
        second = api.upload("app", WorkerUpload.answering("'two'"));
        api.deploy("target", WorkerUpload.answering("'target'"));
        api.deploy(
                "user",
                WorkerUpload.answering("'user'")
                        .binding("{\"type\":\"service\",\"name\":\"S\",\"service\":\"target\"}"));
        api.deploy("objects", migrated("{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"A\"]}]}"));
        api.deploy("routed", WorkerUpload.answering("'routed'"));
        api.send("PUT", TestApi.script("routed") + "/routes", "[{\"pattern\":\"example.com/*\"}]")
                .result();
    }

    /** Nothing of what was refused is kept. */
    @AfterAll
    void stop() {
        try (TestCloudflare closing = cloudflare) {
            assertThat(closing.calls()).isNotEmpty();
            assertThat(api.get(TestApi.ACCOUNT + "/workers/scripts").result().findValuesAsText("id"))
                    .containsExactlyInAnyOrder("app", "objects", "routed", "target", "user");
            assertThat(api.get(TestApi.script("app") + "/versions").result().path("items"))
                    .hasSize(2);
            assertThat(api.ask("app", "/").body()).isEqualTo("one");
            assertThat(api.ask("objects", "/").body()).isEqualTo("objects");
        }
    }

    private static WorkerUpload worker() {
        return WorkerUpload.answering("'x'");
    }

    private static WorkerUpload migrated(String migrations) {
        return WorkerUpload.module(OBJECTS).metadata("migrations", migrations);
    }

    private Answer put(WorkerUpload upload) {
        return api.form("PUT", TestApi.script("fresh"), upload);
    }

    private Answer version(WorkerUpload upload) {
        return api.form("POST", TestApi.script("app") + "/versions?bindings_inherit=strict", upload);
    }

    private Answer deployment(String body) {
        return api.send("POST", TestApi.script("app") + "/deployments", body);
    }

    private static String shares(String versions) {
        return "{\"strategy\":\"percentage\",\"versions\":[" + versions + "]}";
    }

    private static String share(String version, Object percentage) {
        return "{\"version_id\":\"" + version + "\",\"percentage\":" + percentage + "}";
    }

    private DynamicTest refused(String what, int status, int code, String message, Supplier<Answer> call) {
        return DynamicTest.dynamicTest(what, () -> {
            Answer answer = call.get();
            assertThat(answer.body().path("success").asBoolean(true))
                    .as(answer.body().toString())
                    .isFalse();
            assertThat(answer.status() + " " + answer.code() + " " + answer.message())
                    .startsWith(status + " " + code + " " + message);
            assertThat(answer.body().path("result").isNull()).isTrue();
            assertThat(answer.body().path("messages").isArray()).isTrue();
        });
    }

    private Answer get(String path, Map<String, String> headers) {
        return api.call("GET", path, BodyPublishers.noBody(), headers);
    }

    @TestFactory
    Stream<DynamicTest> requests() {
        String script = TestApi.script("app");
        return Stream.of(
                refused(
                        "no token",
                        400,
                        9106,
                        "Missing X-Auth-Key, X-Auth-Email or Authorization headers",
                        () -> get("/user", Map.of("Authorization", ""))),
                refused(
                        "a header that is no bearer",
                        400,
                        6003,
                        "Invalid request headers",
                        () -> get("/user", Map.of("Authorization", "Basic eDp5"))),
                refused(
                        "a token with a space",
                        400,
                        6003,
                        "Invalid request headers",
                        () -> get("/user", Map.of("Authorization", "Bearer a b"))),
                refused(
                        "a key without e-mail",
                        400,
                        9106,
                        "Missing X-Auth-Key",
                        () -> get("/user", Map.of("Authorization", "", "X-Auth-Key", "k"))),
                refused(
                        "an account id that is none",
                        404,
                        7003,
                        "Could not route to /accounts/me/workers/scripts",
                        () -> api.get("/accounts/me/workers/scripts")),
                refused("an unknown route", 404, 7000, "No route for that URI", () -> api.get("/nonsense")),
                refused("a wrong method", 404, 7000, "No route for that URI", () -> api.delete("/user")),
                refused(
                        "an unknown Worker",
                        404,
                        10007,
                        "This Worker does not exist on your account.",
                        () -> api.get(TestApi.script("nobody") + "/settings")),
                refused(
                        "an unknown service",
                        404,
                        10090,
                        "This Worker does not exist on your account.",
                        () -> api.get(TestApi.ACCOUNT + "/workers/services/nobody")),
                refused(
                        "a version of nobody",
                        404,
                        10007,
                        "This Worker",
                        () -> api.form("POST", TestApi.script("nobody") + "/versions", worker())),
                refused(
                        "a deployment of nobody",
                        404,
                        10007,
                        "This Worker",
                        () -> api.send("POST", TestApi.script("nobody") + "/deployments", shares(share(first, 100)))),
                refused(
                        "a secret of nobody",
                        404,
                        10007,
                        "This Worker",
                        () -> api.send(
                                "PUT",
                                TestApi.script("nobody") + "/secrets",
                                "{\"name\":\"S\",\"text\":\"s\",\"type\":\"secret_text\"}")),
                refused(
                        "a tail of nobody",
                        404,
                        10007,
                        "This Worker",
                        () -> api.send("POST", TestApi.script("nobody") + "/tails", "{\"filters\":[]}")),
                refused("deleting nobody", 404, 10007, "This Worker", () -> api.delete(TestApi.script("nobody"))),
                refused(
                        "an unknown version",
                        404,
                        100146,
                        "The requested Worker version could not be found",
                        () -> api.get(script + "/versions/" + NOTHING)),
                refused(
                        "an unknown deployment",
                        404,
                        100147,
                        "The requested deployment",
                        () -> api.get(script + "/deployments/" + NOTHING)),
                refused(
                        "a body that is no JSON",
                        400,
                        10002,
                        "The request body could not be parsed",
                        () -> api.send("PATCH", script + "/script-settings", "{\"logpush\": tru")),
                refused(
                        "a body with something behind the JSON",
                        400,
                        10002,
                        "The request body could not",
                        () -> api.send("PATCH", script + "/script-settings", "{} {}")),
                refused(
                        "an unknown setting",
                        400,
                        10002,
                        "Unknown setting",
                        () -> api.send("PATCH", script + "/script-settings", "{\"colour\": \"red\"}")),
                refused("a page that is none", 400, 10002, "page must be", () -> api.get(script + "/versions?page=x")),
                refused(
                        "a page of zero entries",
                        400,
                        10002,
                        "per_page must be",
                        () -> api.get(script + "/versions?per_page=0")),
                refused(
                        "a subdomain without a wish",
                        400,
                        10002,
                        "The request must have \"enabled\"",
                        () -> api.send("POST", script + "/subdomain", "{}")),
                refused(
                        "an unknown workflow",
                        404,
                        10200,
                        "workflow_not_found",
                        () -> api.get(TestApi.ACCOUNT + "/workflows/nothing")));
    }

    @TestFactory
    Stream<DynamicTest> uploads() {
        String text = "x".repeat(5_223);
        byte[] noise = new byte[11 << 20];
        new Random(4711).nextBytes(noise);
        return Stream.of(
                refused(
                        "a name that is none",
                        400,
                        10016,
                        "Invalid Worker name",
                        () -> api.form("PUT", TestApi.script("No.Name"), worker())),
                refused("no metadata", 400, 10021, "No metadata part", () -> put(worker().withoutMetadata())),
                refused(
                        "metadata that is no JSON",
                        400,
                        10021,
                        "The metadata part must be a JSON object",
                        () -> api.form("PUT", TestApi.script("fresh"), worker(), Optional.of("{"))),
                refused(
                        "neither main module nor body part",
                        400,
                        10021,
                        "The metadata names neither",
                        () -> put(WorkerUpload.empty())),
                refused(
                        "both of them",
                        400,
                        10021,
                        "The metadata must name either",
                        () -> put(worker().metadata("body_part", "\"index.js\""))),
                refused(
                        "a main part that is missing",
                        400,
                        10021,
                        "No such module \"main.js\"",
                        () -> put(worker().metadata("main_module", "\"main.js\""))),
                refused(
                        "a content type that no module has",
                        400,
                        10021,
                        "The part x has the content type",
                        () -> put(worker().part("x", "image/png", "x"))),
                refused(
                        "two parts of one name",
                        400,
                        10021,
                        "There are two modules",
                        () -> put(worker().part("a.txt", "text/plain", "x").part("a.txt", "text/plain", "y"))),
                refused(
                        "code that does not parse",
                        400,
                        10021,
                        "Uncaught SyntaxError",
                        () -> put(WorkerUpload.module("export default {"))),
                refused(
                        "a missing import",
                        400,
                        10021,
                        "Uncaught Error: No such module \"b.js\"",
                        () -> put(WorkerUpload.module("import './b.js'; export default {}"))),
                refused(
                        "a date of tomorrow",
                        400,
                        10021,
                        "Can't set compatibility date in the future: \"2026-11-21\". Today's date (UTC) is \"2026-11-20\".",
                        () -> put(worker().metadata("compatibility_date", "\"2026-11-21\""))),
                refused(
                        "a date that is none",
                        400,
                        10021,
                        "Invalid compatibility date \"2026-13-01\"",
                        () -> put(worker().metadata("compatibility_date", "\"2026-13-01\""))),
                refused(
                        "a flag that does not exist",
                        400,
                        10021,
                        "No such compatibility flag: nonsense",
                        () -> put(worker().metadata("compatibility_flags", "[\"nonsense\"]"))),
                refused(
                        "a binding without name",
                        400,
                        10052,
                        "Binding at index 0 must have a name.",
                        () -> put(worker().binding("{\"type\":\"plain_text\",\"text\":\"x\"}"))),
                refused(
                        "two bindings of one name",
                        400,
                        10053,
                        "Binding name 'A' already in use. Please use a different name and try again.",
                        () -> put(worker().var("A", "1").var("A", "2"))),
                refused(
                        "a variable that is too long",
                        400,
                        10054,
                        "Text binding 'A' is too large",
                        () -> put(worker().var("A", text))),
                refused(
                        "a binding of an unknown type",
                        400,
                        10021,
                        "binding A is of unknown type no_such",
                        () -> put(worker().binding("{\"type\":\"no_such\",\"name\":\"A\"}"))),
                refused(
                        "a KV binding without id",
                        400,
                        10021,
                        "binding A of type kv_namespace must have",
                        () -> put(worker().binding("{\"type\":\"kv_namespace\",\"name\":\"A\"}"))),
                refused(
                        "a KV binding with an impossible id",
                        400,
                        10042,
                        "KV namespace '<id>' is not valid",
                        () -> put(worker().kv("A", "<id>"))),
                refused(
                        "a part that is missing",
                        400,
                        10021,
                        "The binding A names the part a",
                        () -> put(worker().binding("{\"type\":\"text_blob\",\"name\":\"A\",\"part\":\"a\"}"))),
                refused(
                        "a binding to nobody",
                        400,
                        10143,
                        "Service binding 'A' references Worker 'nobody' which was not found.",
                        () -> put(worker().binding("{\"type\":\"service\",\"name\":\"A\",\"service\":\"nobody\"}"))),
                refused(
                        "an inherited binding that is not there",
                        400,
                        10057,
                        "inherit binding 'A' is invalid",
                        () -> version(worker().binding("{\"type\":\"inherit\",\"name\":\"A\"}"))),
                refused(
                        "an inherited binding of another version",
                        400,
                        10057,
                        "inherit binding 'V' is invalid: " + "'version_id' value '" + NOTHING
                                + "' is invalid, only the literal 'latest'",
                        () -> version(worker().binding(
                                        "{\"type\":\"inherit\",\"name\":\"V\",\"version_id\":\"" + NOTHING + "\"}"))),
                refused(
                        "a tag that is too long",
                        400,
                        10021,
                        "The annotation workers/tag",
                        () -> put(worker().metadata("annotations", "{\"workers/tag\":\"" + "t".repeat(101) + "\"}"))),
                refused(
                        "more than fits",
                        413,
                        10027,
                        "Your Worker exceeded the size limit",
                        () -> put(worker().part("noise.bin", "application/octet-stream", noise))),
                refused(
                        "assets under an unknown token",
                        401,
                        10000,
                        "Authentication error",
                        () -> put(WorkerUpload.assetsOnly("unknown"))));
    }

    @TestFactory
    Stream<DynamicTest> forms() {
        Map<String, String> bodies = Map.of(
                "it has no part", "nothing",
                "a part has no head", "--b",
                "a part has no content", "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n",
                "its last part has no end", "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n",
                "a part has no name", "--b\r\nContent-Disposition: form-data\r\n\r\n{}\r\n--b--\r\n");
        return Stream.concat(
                bodies.entrySet().stream()
                        .map(e -> refused(
                                e.getKey(),
                                400,
                                10002,
                                "The multipart form cannot be read: " + e.getKey() + ".",
                                () -> form("multipart/form-data; boundary=b", e.getValue()))),
                Stream.of(refused(
                        "no boundary",
                        400,
                        10002,
                        "The multipart form cannot be read: its content type",
                        () -> form("multipart/form-data", "--b--"))));
    }

    private Answer form(String type, String body) {
        return api.call("PUT", TestApi.script("fresh"), BodyPublishers.ofString(body), Map.of("Content-Type", type));
    }

    @TestFactory
    Stream<DynamicTest> objects() {
        String objects = TestApi.script("objects");
        return Stream.of(
                refused(
                        "a class without migration",
                        400,
                        10061,
                        "Cannot create binding for class 'A' because it is not currently configured",
                        () -> put(WorkerUpload.module(OBJECTS).binding(object("A", "")))),
                refused(
                        "a class of nobody",
                        400,
                        10061,
                        "Cannot create binding for class in script 'nobody' that does not " + "exist.",
                        () -> put(worker().binding(object("A", ",\"script_name\":\"nobody\"")))),
                refused(
                        "a migration in a version",
                        400,
                        10211,
                        "Version upload failed.",
                        () -> api.form(
                                "POST",
                                objects + "/versions",
                                migrated("{\"old_tag\":\"v1\",\"new_tag\":\"v2\",\"steps\":[]}"))),
                refused(
                        "a migration from a tag that is not the present one",
                        412,
                        10079,
                        "Actor migration tag precondition failed, got tag 'v0' when expected tag is 'v1'.",
                        () -> api.form(
                                "PUT", objects, migrated("{\"old_tag\":\"v0\",\"new_tag\":\"v2\",\"steps\":[]}"))),
                refused(
                        "a class that exists",
                        400,
                        10074,
                        "Cannot apply new-sqlite-class migration to class 'A'",
                        () -> api.form("PUT", objects, step("{\"new_sqlite_classes\":[\"A\"]}"))),
                refused(
                        "renaming what does not exist",
                        400,
                        10074,
                        "Cannot apply rename-class migration",
                        () -> api.form("PUT", objects, step("{\"renamed_classes\":[{\"from\":\"X\",\"to\":\"B\"}]}"))),
                refused(
                        "deleting what does not exist",
                        400,
                        10074,
                        "Cannot apply delete-class migration",
                        () -> api.form("PUT", objects, step("{\"deleted_classes\":[\"X\"]}"))),
                refused(
                        "deleting what is bound",
                        400,
                        10061,
                        "Cannot apply --delete-class migration to class 'A'",
                        () -> api.form(
                                "PUT",
                                objects,
                                step("{\"deleted_classes\":[\"A\"]}").binding(object("A", "")))),
                refused(
                        "a transfer from nobody",
                        400,
                        10074,
                        "Cannot apply transfer-class migration",
                        () -> api.form(
                                "PUT",
                                objects,
                                step(
                                        "{\"transferred_classes\":[{\"from\":\"X\",\"from_script\":\"nobody\",\"to\":\"Y\"}]}"))),
                refused(
                        "a new class that is not exported",
                        400,
                        10070,
                        "Cannot apply new-class migration to class 'C'",
                        () -> api.form("PUT", objects, step("{\"new_sqlite_classes\":[\"C\"]}"))),
                refused(
                        "a class that is not exported any more",
                        400,
                        10064,
                        "New version of script does not export class 'A'",
                        () -> api.form("PUT", objects, worker())));
    }

    private static WorkerUpload step(String step) {
        return migrated("{\"old_tag\":\"v1\",\"new_tag\":\"v2\",\"steps\":[" + step + "]}");
    }

    private static String object(String className, String more) {
        return "{\"type\":\"durable_object_namespace\",\"name\":\"O\",\"class_name\":\"" + className + "\"" + more
                + "}";
    }

    @TestFactory
    Stream<DynamicTest> deployments() {
        return Stream.of(
                refused(
                        "an unknown strategy",
                        400,
                        10002,
                        "The strategy must be",
                        () -> deployment("{\"strategy\":\"chance\",\"versions\":[]}")),
                refused(
                        "an unknown version",
                        404,
                        100146,
                        "The requested Worker version could not be found",
                        () -> deployment(shares(share(NOTHING, 100)))),
                refused(
                        "no version",
                        400,
                        10002,
                        "A deployment must have one or two versions",
                        () -> deployment(shares(""))),
                refused(
                        "shares that are not all",
                        400,
                        10002,
                        "The percentages must add up to 100, not to 90.0",
                        () -> deployment(shares(share(first, 50) + "," + share(second, 40)))),
                refused(
                        "a share below zero",
                        400,
                        10002,
                        "The percentage of the version",
                        () -> deployment(shares(share(first, -1) + "," + share(second, 101)))),
                refused(
                        "a share that is no number",
                        400,
                        10002,
                        "The percentage of the version",
                        () -> deployment(shares(share(first, "\"all\"")))),
                refused(
                        "one version twice",
                        400,
                        10002,
                        "The version",
                        () -> deployment(shares(share(first, 50) + "," + share(first, 50)))),
                refused(
                        "a secret while the latest version is not deployed",
                        400,
                        10215,
                        "Secret edit failed. You attempted to modify a secret, but the latest version",
                        () -> api.send(
                                "PUT",
                                TestApi.script("app") + "/secrets",
                                "{\"name\":\"S\",\"text\":\"s\",\"type\":\"secret_text\"}")),
                refused(
                        "deleting a secret that is not there",
                        404,
                        10056,
                        "Binding 'S' not found",
                        () -> api.delete(TestApi.script("target") + "/secrets/S")),
                refused(
                        "a secret without text",
                        400,
                        10002,
                        "A secret must have",
                        () -> api.send(
                                "PUT",
                                TestApi.script("target") + "/secrets",
                                "{\"name\":\"S\",\"type\":\"secret_text\"}")),
                refused(
                        "a secret in the place of a binding",
                        400,
                        10053,
                        "Binding name 'S' already in use",
                        () -> api.send(
                                "PUT",
                                TestApi.script("user") + "/secrets",
                                "{\"name\":\"S\",\"text\":\"s\",\"type\":\"secret_text\"}")));
    }

    @TestFactory
    Stream<DynamicTest> triggers() {
        String app = TestApi.script("app");
        return Stream.of(
                refused(
                        "a cron that is none",
                        400,
                        10100,
                        "invalid cron string: often",
                        () -> api.send("PUT", app + "/schedules", "[{\"cron\":\"often\"}]")),
                refused(
                        "a cron twice",
                        400,
                        10100,
                        "duplicate cron found",
                        () -> api.send(
                                "PUT", app + "/schedules", "[{\"cron\":\"* * * * *\"},{\"cron\":\"* * * * *\"}]")),
                refused(
                        "a route of another Worker",
                        409,
                        10020,
                        "A route with the same pattern already exists.",
                        () -> api.send("PUT", app + "/routes", "[{\"pattern\":\"example.com/*\"}]")),
                refused(
                        "a route that is not there",
                        404,
                        10008,
                        "The route",
                        () -> api.delete("/zones/0123456789abcdef0123456789abcdef/workers/routes/nothing")),
                refused(
                        "an unknown tail filter",
                        400,
                        10002,
                        "Unknown tail filter \"colour\"",
                        () -> api.send("POST", app + "/tails", "{\"filters\":[{\"colour\":\"red\"}]}")),
                refused(
                        "deleting what another Worker uses",
                        400,
                        10064,
                        "Cannot delete this Worker as it is bound to by " + "user.",
                        () -> api.delete(TestApi.script("target"))));
    }

    @Test
    void aRollbackOverChangedSecretsWantsForce() {
        String old = api.deploy("secretive", WorkerUpload.answering("env.S"));
        api.send(
                        "PATCH",
                        TestApi.script("secretive") + "/secrets-bulk",
                        "{\"secrets\":{\"S\":{\"name\":\"S\",\"text\":\"1\",\"type\":\"secret_text\"},"
                                + "\"T\":{\"name\":\"T\",\"text\":\"2\",\"type\":\"secret_text\"}}}")
                .result();
        assertThat(api.ask("secretive", "/").body()).isEqualTo("1");
        Answer refused = api.deployVersion("secretive", old);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(10220);
        assertThat(refused.message()).endsWith("The following secrets have changed: S, T");
        assertThat(api.ask("secretive", "/").body()).isEqualTo("1");
        api.send("POST", TestApi.script("secretive") + "/deployments?force=true", shares(share(old, 100)))
                .result();
        assertThat(api.ask("secretive", "/").body()).isEmpty();
        api.delete(TestApi.script("secretive")).result();
    }
}
