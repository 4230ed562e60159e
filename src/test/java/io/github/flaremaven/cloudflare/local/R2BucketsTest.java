package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R2 buckets and their settings over the API, and what a restart leaves of them. */
class R2BucketsTest {
    private static final String BUCKETS = R2Worker.BUCKETS;

    @TempDir
    Path folder;

    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeEach
    void start() {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
    }

    @AfterEach
    void stop() {
        cloudflare.close();
    }

    private void restart() {
        cloudflare.close();
        start();
    }

    private JsonNode create(String json) {
        return api.send("POST", BUCKETS, json).result();
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        api.get(BUCKETS + query)
                .result()
                .path("buckets")
                .forEach(b -> names.add(b.path("name").asText()));
        return names;
    }

    private Answer eu(String method, String path) {
        return api.call(method, path, BodyPublishers.noBody(), Map.of("cf-r2-jurisdiction", "eu"));
    }

    @Test
    void bucketsAreMadeChangedAndDeleted() {
        JsonNode made =
                create("{\"name\": \"one\", \"locationHint\": \"enam\", \"storageClass\": \"InfrequentAccess\"}");
        assertThat(made.path("location").asText()).isEqualTo("ENAM");
        assertThat(made.path("storage_class").asText()).isEqualTo("InfrequentAccess");
        assertThat(api.get(BUCKETS + "/one").result()).isEqualTo(made);
        assertThat(api.send("POST", BUCKETS, "{\"name\": \"one\"}").code()).isEqualTo(10004);
        assertThat(api.send("POST", BUCKETS, "{\"name\": \"No\"}").code()).isEqualTo(10005);
        assertThat(api.send("POST", BUCKETS, "{\"name\": \"two\", \"storageClass\": \"Cold\"}")
                        .code())
                .isEqualTo(10062);
        assertThat(api.send("POST", BUCKETS, "{\"name\": \"two\", \"locationHint\": \"moon\"}")
                        .status())
                .isEqualTo(400);
        api.call("PATCH", BUCKETS + "/one", BodyPublishers.noBody(), Map.of("cf-r2-storage-class", "Standard"))
                .result();
        assertThat(api.get(BUCKETS + "/one").result().path("storage_class").asText())
                .isEqualTo("Standard");
        api.delete(BUCKETS + "/one").result();
        assertThat(api.get(BUCKETS + "/one").code()).isEqualTo(10006);
        assertThat(api.delete(BUCKETS + "/one").code()).isEqualTo(10006);
        assertThat(names("")).isEmpty();
    }

    @Test
    void aBucketWithSomethingInItStays() {
        create("{\"name\": \"full\"}");
        api.call("PUT", BUCKETS + "/full/objects/k", BodyPublishers.ofString("v"), Map.of())
                .result();
        Answer refused = api.delete(BUCKETS + "/full");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(10008);
        api.delete(BUCKETS + "/full/objects/k").result();
        api.delete(BUCKETS + "/full").result();
        create("{\"name\": \"full\"}");
        assertThat(api.get(BUCKETS + "/full/objects").result()).isEmpty();
    }

    @Test
    void jurisdictionsDoNotSeeEachOther() {
        create("{\"name\": \"same\"}");
        assertThat(eu("GET", BUCKETS + "/same").code()).isEqualTo(10006);
        api.call("POST", BUCKETS, BodyPublishers.ofString("{\"name\": \"same\"}"), Map.of("cf-r2-jurisdiction", "eu"))
                .result();
        api.call("PUT", BUCKETS + "/same/objects/k", BodyPublishers.ofString("default"), Map.of())
                .result();
        assertThat(eu("GET", BUCKETS + "/same/objects/k").code()).isEqualTo(10007);
        assertThat(eu("GET", BUCKETS + "/same").result().path("jurisdiction").asText())
                .isEqualTo("eu");
        api.deploy(
                "both",
                WorkerUpload.answering("String(await env.EU.get('k')) + (await (await env.US.get('k')).text())")
                        .binding("{\"type\": \"r2_bucket\", \"name\": \"US\", \"bucket_name\": \"same\"}")
                        .binding("{\"type\": \"r2_bucket\", \"name\": \"EU\", \"bucket_name\": \"same\","
                                + " \"jurisdiction\": \"eu\"}"));
        assertThat(api.ask("both", "/").body()).isEqualTo("nulldefault");
        eu("DELETE", BUCKETS + "/same").result();
        assertThat(names("")).containsExactly("same");
        assertThat(api.call("GET", BUCKETS, BodyPublishers.noBody(), Map.of("cf-r2-jurisdiction", "mars"))
                        .code())
                .isEqualTo(10040);
    }

    @Test
    void listsOfBucketsComeInPages() {
        for (String name : List.of("b-1", "b-2", "b-3", "other")) {
            create("{\"name\": \"" + name + "\"}");
        }
        assertThat(names("?name_contains=b-")).containsExactly("b-1", "b-2", "b-3");
        assertThat(names("?start_after=b-2")).containsExactly("b-3", "other");
        assertThat(names("?direction=desc")).containsExactly("other", "b-3", "b-2", "b-1");
        Answer first = api.get(BUCKETS + "?per_page=3");
        String cursor = first.body().path("result_info").path("cursor").asText();
        assertThat(names("?per_page=3&cursor=" + cursor)).containsExactly("other");
        assertThat(api.get(BUCKETS + "?per_page=4")
                        .body()
                        .path("result_info")
                        .path("cursor")
                        .asText())
                .isEmpty();
    }

    @Test
    void listsOfObjectsComeInPages() {
        create("{\"name\": \"files\"}");
        for (String key : List.of("a", "d/1", "d/2", "z")) {
            api.call("PUT", BUCKETS + "/files/objects/" + key, BodyPublishers.ofString(key), Map.of())
                    .result();
        }
        Answer first = api.get(BUCKETS + "/files/objects?delimiter=/&per_page=2");
        assertThat(first.result().findValuesAsText("key")).containsExactly("a");
        JsonNode info = first.body().path("result_info");
        assertThat(info.path("delimited")).isEqualTo(Json.parse("[\"d/\"]"));
        assertThat(info.path("is_truncated").asBoolean()).isTrue();
        Answer rest = api.get(BUCKETS + "/files/objects?delimiter=/&cursor="
                + info.path("cursor").asText());
        assertThat(rest.result().findValuesAsText("key")).containsExactly("z");
        assertThat(api.get(BUCKETS + "/files/objects?prefix=d/&start_after=d/1")
                        .result()
                        .findValuesAsText("key"))
                .containsExactly("d/2");
        assertThat(api.get(BUCKETS + "/files/objects?per_page=1001").status()).isEqualTo(400);
        assertThat(api.get(BUCKETS + "/none/objects").code()).isEqualTo(10006);
        assertThat(api.get(BUCKETS + "/files/objects/none").code()).isEqualTo(10007);
        assertThat(api.call("PUT", BUCKETS + "/none/objects/k", BodyPublishers.ofString("v"), Map.of())
                        .code())
                .isEqualTo(10006);
    }

    @Test
    void corsRulesAreKept() {
        create("{\"name\": \"site\"}");
        String path = BUCKETS + "/site/cors";
        assertThat(api.get(path).code()).isEqualTo(10059);
        String rules = """
                {"rules": [{"allowed": {"origins": ["https://a.example"], "methods": ["GET", "PUT"], "headers": ["x"]},
                  "exposeHeaders": ["etag"], "maxAgeSeconds": 60}]}""";
        api.send("PUT", path, rules).result();
        restart();
        assertThat(api.get(path).result()).isEqualTo(Json.parse(rules));
        api.delete(path).result();
        assertThat(api.get(path).code()).isEqualTo(10059);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"rules\": [{}]}",
                "{\"rules\": [{\"allowed\": {\"origins\": [], \"methods\": [\"GET\"]}}]}",
                "{\"rules\": [{\"allowed\": {\"origins\": [\"*\"], \"methods\": [\"PATCH\"]}}]}",
                "{\"rules\": [{\"allowed\": {\"origins\": [\"*\"], \"methods\": [\"GET\"]}, \"max\": 1}]}",
                "{\"rules\": [{\"allowed\": {\"origins\": [\"*\"], \"methods\": [\"GET\"]}, \"maxAgeSeconds\": 86401}]}",
            })
    void corsRulesThatMakeNoSenseAreRefused(String rules) {
        create("{\"name\": \"site\"}");
        assertThat(api.send("PUT", BUCKETS + "/site/cors", rules).code()).isEqualTo(10029);
    }

    @Test
    void lifecycleRulesAreKept() {
        create("{\"name\": \"site\"}");
        String path = BUCKETS + "/site/lifecycle";
        assertThat(api.get(path).result().path("rules").path(0).path("id").asText())
                .isEqualTo("Default Multipart Abort Rule");
        String rules = """
                {"rules": [{"id": "old", "enabled": true, "conditions": {"prefix": "logs/"},
                  "deleteObjectsTransition": {"condition": {"type": "Age", "maxAge": 86400}},
                  "storageClassTransitions": [{"condition": {"type": "Date", "date": "2027-01-01T00:00:00Z"},
                    "storageClass": "InfrequentAccess"}]}]}""";
        api.send("PUT", path, rules).result();
        assertThat(api.get(path).result()).isEqualTo(Json.parse(rules));
        assertThat(api.send("PUT", path, rules.replace("Age", "Mood")).code()).isEqualTo(10029);
        assertThat(api.send("PUT", path, rules.replace("InfrequentAccess", "Cold"))
                        .code())
                .isEqualTo(10029);
        assertThat(api.send("PUT", path, rules.replace("\"old\"", "\"\"")).code())
                .isEqualTo(10029);
        assertThat(api.send("PUT", path, rules.replace("conditions", "if")).code())
                .isEqualTo(10029);
        assertThat(api.get(path).result()).isEqualTo(Json.parse(rules));
    }

    @Test
    void locksProtect() {
        R2Worker r2 = new R2Worker(api, "vault");
        String path = BUCKETS + "/vault/lock";
        assertThat(api.get(path).result()).isEqualTo(Json.parse("{\"rules\": []}"));
        for (String key : List.of("legal/a", "dated/a", "aged/a", "past/a", "off/a", "free")) {
            r2.result("put", key, "v");
        }
        String rules = """
                {"rules": [
                  {"id": "1", "enabled": true, "prefix": "legal/", "condition": {"type": "Indefinite"}},
                  {"id": "2", "enabled": true, "prefix": "dated/", "condition": {"type": "Date", "date": "2999-01-01T00:00:00Z"}},
                  {"id": "3", "enabled": true, "prefix": "aged/", "condition": {"type": "Age", "maxAgeSeconds": 86400}},
                  {"id": "4", "enabled": true, "prefix": "past/", "condition": {"type": "Date", "date": "2020-01-01T00:00:00Z"}},
                  {"id": "5", "enabled": false, "prefix": "off/", "condition": {"type": "Indefinite"}}]}""";
        api.send("PUT", path, rules).result();
        assertThat(api.get(path).result()).isEqualTo(Json.parse(rules));
        for (String key : List.of("legal/a", "dated/a", "aged/a")) {
            assertThat(r2.error("put", key, "other")).as(key).contains("10069");
            assertThat(r2.error("delete", key)).as(key).contains("10069");
            assertThat(api.delete(r2.objectPath(key)).code()).as(key).isEqualTo(10069);
            assertThat(r2.result("get", key).path("text").asText()).isEqualTo("v");
        }
        assertThat(r2.error("delete", Json.parse("[\"free\", \"legal/a\"]"))).contains("10069");
        assertThat(r2.result("head", "free").isNull()).as("all or none").isFalse();
        JsonNode upload = r2.result("createMultipartUpload", "legal/a");
        JsonNode part = r2.upload(upload, "uploadPart", Json.parse("1"), Json.parse("\"p\""));
        assertThat(r2.uploadError(upload, "complete", Json.array().add(part))).contains("10069");
        for (String key : List.of("past/a", "off/a", "free")) {
            r2.result("put", key, "other");
            r2.result("delete", key);
        }
        assertThat(api.send("PUT", path, rules.replace("Indefinite", "Forever")).code())
                .isEqualTo(10029);
        assertThat(api.send("PUT", path, rules.replace("\"2\"", "\"1\"")).code())
                .isEqualTo(10029);
        api.send("PUT", path, "{\"rules\": []}").result();
        r2.result("delete", "legal/a");
    }

    @Test
    void aWorkerNeedsABucketThatExists() {
        Answer refused = api.form(
                "PUT",
                TestApi.script("lost"),
                WorkerUpload.answering("''")
                        .binding("{\"type\": \"r2_bucket\", \"name\": \"R2\", \"bucket_name\": \"nowhere\"}"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(10085);
        assertThat(refused.message()).contains("nowhere");
    }

    @Test
    void aBucketThatWentMakesCallsFail() {
        R2Worker r2 = new R2Worker(api, "fleeting");
        api.delete(BUCKETS + "/fleeting").result();
        assertThat(r2.error("get", "k")).contains("10006");
        assertThat(r2.error("put", "k", "v")).contains("10006");
        assertThat(r2.error("list")).contains("10006");
    }

    @Test
    void aRestartKeepsEverything() {
        R2Worker r2 = new R2Worker(api, "lasting");
        JsonNode written = r2.result("put", "dir/k", "value", Json.parse("{\"customMetadata\": {\"a\": \"1\"}}"));
        JsonNode upload = r2.result("createMultipartUpload", "parts");
        JsonNode part = r2.upload(upload, "uploadPart", Json.parse("1"), Json.parse("\"in parts\""));
        restart();
        R2Worker again = r2.at(api);
        JsonNode read = again.result("get", "dir/k");
        assertThat(read.path("text").asText()).isEqualTo("value");
        assertThat(read.path("version")).isEqualTo(written.path("version"));
        assertThat(read.path("uploaded")).isEqualTo(written.path("uploaded"));
        assertThat(read.path("custom").path("a").asText()).isEqualTo("1");
        again.upload(upload, "complete", Json.array().add(part));
        assertThat(again.result("get", "parts").path("text").asText()).isEqualTo("in parts");
    }

    @Test
    void bucketsOfEarlierVersionsOfThePluginAreKept() throws IOException {
        cloudflare.close();
        Path old = folder.resolve("state/buckets.json");
        Files.writeString(old, "{\"old-one\": \"2026-01-02T03:04:05Z\", \"old-two\": \"2026-01-02T03:04:06Z\"}");
        start();
        assertThat(names("")).containsExactly("old-one", "old-two");
        assertThat(api.get(BUCKETS + "/old-one").result().path("creation_date").asText())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(old).doesNotExist();
        api.delete(BUCKETS + "/old-two").result();
        restart();
        assertThat(names("")).containsExactly("old-one");
    }

    @Test
    void usageIsCounted() {
        create("{\"name\": \"used\"}");
        api.call("PUT", BUCKETS + "/used/objects/a", BodyPublishers.ofString("12345"), Map.of())
                .result();
        api.call("PUT", BUCKETS + "/used/objects/b", BodyPublishers.ofString("123"), Map.of())
                .result();
        Answer answer = api.send("POST", "/graphql", """
                {"query": "query { viewer { accounts { r2StorageAdaptiveGroups { max { objectCount } } } } }",
                 "variables": {"filter": {"bucketName": "used"}}}""");
        JsonNode max = answer.body().at("/data/viewer/accounts/0/r2StorageAdaptiveGroups/0/max");
        assertThat(max.path("objectCount").asInt()).isEqualTo(2);
        assertThat(max.path("payloadSize").asInt()).isEqualTo(8);
        assertThat(api.send("POST", "/graphql", "{\"query\": \"query { viewer { zones } }\"}")
                        .status())
                .isEqualTo(400);
    }
}
