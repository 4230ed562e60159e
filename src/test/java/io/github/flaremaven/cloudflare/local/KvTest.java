package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** KV as a Worker sees it and as the API shows it: one store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KvTest {
    private static final String NAMESPACES = TestApi.ACCOUNT + "/storage/kv/namespaces";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final TestClock clock = new TestClock(NOW);
    private TestCloudflare cloudflare;
    private TestApi api;
    private int namespaces;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"), clock);
        api = cloudflare.api();
        WorkerUpload upload = WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const { namespace, operation, parameters } = await request.json();
                    try {
                      let result = await env[namespace][operation](...parameters);
                      if (result instanceof Map) result = Object.fromEntries(result);
                      return Response.json({ result: result === undefined ? null : result });
                    } catch (e) {
                      return Response.json({ error: String(e) });
                    }
                  },
                };
                """);
        for (int i = 0; i < 20; i++) {
            upload.kv("KV" + i, id(i));
        }
        api.deploy("kv", upload);
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private static String id(int number) {
        return String.format(java.util.Locale.ROOT, "%032x", number + 1);
    }

    /** A namespace that no other test uses, bound to the Worker. */
    private final class Namespace {
        private final int number = namespaces++;
        private final String path = NAMESPACES + "/" + id(number);

        JsonNode call(String operation, Object... parameters) {
            ObjectNode body = Json.object().put("namespace", "KV" + number).put("operation", operation);
            ArrayNode list = body.putArray("parameters");
            for (Object parameter : parameters) {
                list.add(
                        parameter instanceof JsonNode node
                                ? node
                                : Json.array(List.of((String) parameter)).get(0));
            }
            HttpResponse<String> response = api.send(
                    api.request("kv.localhost", "/")
                            .POST(BodyPublishers.ofString(Json.compact(body)))
                            .build(),
                    BodyHandlers.ofString());
            return Json.parse(response.body());
        }

        JsonNode result(String operation, Object... parameters) {
            JsonNode answer = call(operation, parameters);
            assertThat(answer.has("error")).as(answer.toString()).isFalse();
            return answer.path("result");
        }

        String error(String operation, Object... parameters) {
            return call(operation, parameters).path("error").asText();
        }

        HttpResponse<byte[]> value(String key) {
            return api.raw("GET", path + "/values/" + encode(key), BodyPublishers.noBody(), Map.of());
        }

        Answer put(String key, String query, String value) {
            return api.call("PUT", path + "/values/" + encode(key) + query, BodyPublishers.ofString(value), Map.of());
        }

        List<String> keys(String query) {
            List<String> names = new ArrayList<>();
            api.get(path + "/keys" + query)
                    .result()
                    .forEach(k -> names.add(k.path("name").asText()));
            return names;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode json(String text) {
        return Json.parse(text);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"plain", "'a key/with é?#&+% in it'", "'  '", "a+b", "a%2Fb", "ключ"})
    void whatOneSideWritesTheOtherReads(String key) {
        Namespace kv = new Namespace();
        kv.result("put", key, "from the Worker", json("{\"metadata\": {\"who\": \"wörker\"}, \"expirationTtl\": 100}"));
        HttpResponse<byte[]> read = kv.value(key);
        assertThat(text(read)).isEqualTo("from the Worker");
        assertThat(read.headers().firstValue("expiration")).contains(Long.toString(NOW.getEpochSecond() + 100));
        assertThat(api.get(kv.path + "/metadata/" + encode(key)).result()).isEqualTo(json("{\"who\": \"wörker\"}"));

        kv.put(key, "", "from the API").result();
        assertThat(kv.result("getWithMetadata", key))
                .isEqualTo(json("{\"value\": \"from the API\", \"metadata\": null, \"cacheStatus\": null}"));
        assertThat(kv.keys("")).containsExactly(key);
        assertThat(kv.result("list").path("keys").path(0).path("name").asText()).isEqualTo(key);
        kv.result("delete", key);
        kv.result("delete", key); // deleting what is not there is fine
        assertThat(kv.value(key).statusCode()).isEqualTo(404);
        assertThat(kv.result("get", key).isNull()).isTrue();
    }

    @Test
    void entriesEndAtTheirTime() {
        Namespace kv = new Namespace();
        long end = clock.instant().getEpochSecond() + 120;
        kv.result("put", "ttl", "v", json("{\"expirationTtl\": 60}"));
        kv.result("put", "absolute", "v", json("{\"expiration\": " + end + "}"));
        kv.put("api", "?expiration_ttl=60", "v").result();
        kv.result("put", "stays", "v");
        assertThat(kv.keys("")).containsExactly("absolute", "api", "stays", "ttl");
        clock.advance(Duration.ofSeconds(59));
        assertThat(kv.result("get", "ttl").asText()).isEqualTo("v");
        clock.advance(Duration.ofSeconds(1));
        assertThat(kv.result("get", "ttl").isNull()).isTrue();
        assertThat(kv.value("api").statusCode()).isEqualTo(404);
        assertThat(kv.keys("")).containsExactly("absolute", "stays");
        assertThat(kv.result("list").path("keys").path(0).path("expiration").asLong())
                .isEqualTo(end);
        clock.advance(Duration.ofSeconds(60));
        assertThat(kv.result("list").path("keys")).isEqualTo(json("[{\"name\": \"stays\"}]"));
    }

    @Test
    void limitsHoldForWorkers() {
        Namespace kv = new Namespace();
        String longest = "é".repeat(256);
        kv.result("put", longest, "v");
        assertThat(kv.result("get", longest).asText()).isEqualTo("v");
        assertThat(kv.error("put", longest + "x", "v")).contains("exceeds key length limit of 512");
        assertThat(kv.error("get", longest + "x")).contains("exceeds key length limit of 512");
        assertThat(kv.error("put", "", "v")).contains("Key name cannot be empty");
        assertThat(kv.error("put", ".", "v")).contains("not allowed");
        assertThat(kv.error("put", "..", "v")).contains("not allowed");
        assertThat(kv.error("put", "k", "v", json("{\"expirationTtl\": 59}")))
                .contains("400", "Invalid expiration_ttl of 59. Expiration TTL must be at least 60.");
        assertThat(kv.error(
                        "put",
                        "k",
                        "v",
                        json("{\"expiration\": " + (clock.instant().getEpochSecond() + 59) + "}")))
                .contains("400", "Expiration times must be at least 60 seconds in the future.");
        assertThat(kv.error("put", "k", "v", json("{\"metadata\": \"" + "m".repeat(1023) + "\"}")))
                .contains("413", "Metadata length of 1025 exceeds limit of 1024");
        assertThat(kv.error("get", "k", json("{\"cacheTtl\": 29}"))).contains("400", "at least 30");
        assertThat(kv.error("list", json("{\"limit\": 1001}"))).contains("400", "1000");
        assertThat(kv.error("get", names(101))).contains("400", "maximum of 100 keys");
        assertThat(kv.error("list", json("{\"cursor\": \"%%%\"}"))).contains("400", "cursor");
        assertThat(kv.keys("")).containsExactly(longest);
    }

    private static JsonNode names(int count) {
        return Json.array(IntStream.range(0, count).mapToObj(i -> "k" + i).toList());
    }

    @Test
    void severalAreReadAtOnce() {
        Namespace kv = new Namespace();
        kv.result("put", "a", "1");
        kv.result("put", "b", "{\"x\": 2}", json("{\"metadata\": 7}"));
        assertThat(kv.result("get", json("[\"a\", \"b\", \"c\"]")))
                .isEqualTo(json("{\"a\": \"1\", \"b\": \"{\\\"x\\\": 2}\", \"c\": null}"));
        assertThat(kv.result("get", json("[\"b\"]"), json("{\"type\": \"json\"}")))
                .isEqualTo(json("{\"b\": {\"x\": 2}}"));
        assertThat(kv.result("getWithMetadata", json("[\"a\", \"b\", \"c\"]")))
                .isEqualTo(json("{\"a\": {\"value\": \"1\", \"metadata\": null}, "
                        + "\"b\": {\"value\": \"{\\\"x\\\": 2}\", \"metadata\": 7}, \"c\": null}"));
        kv.result("put", "text", "no json");
        assertThat(kv.error("get", json("[\"text\"]"), json("{\"type\": \"json\"}")))
                .contains("400", "non-JSON");
        Answer api = KvTest.this.api.send(
                "POST", kv.path + "/bulk/get", "{\"keys\": [\"a\", \"b\", \"c\"], \"withMetadata\": true}");
        assertThat(api.result().path("values"))
                .isEqualTo(json("{\"a\": {\"value\": \"1\", \"metadata\": null}, "
                        + "\"b\": {\"value\": \"{\\\"x\\\": 2}\", \"metadata\": 7}, \"c\": null}"));
    }

    @Test
    void listsAreInTheOrderOfBytes() {
        Namespace kv = new Namespace();
        List<String> ordered = List.of("A", "a", "a/1", "a/2", "b", "é", "\uFFFD", "😀");
        for (int i = ordered.size() - 1; i >= 0; i--) {
            kv.result("put", ordered.get(i), "v", json("{\"metadata\": " + i + "}"));
        }
        assertThat(kv.keys("")).isEqualTo(ordered);
        assertThat(kv.keys("?prefix=a")).containsExactly("a", "a/1", "a/2");
        assertThat(kv.keys("?prefix=%F0%9F%98%80")).containsExactly("😀");
        JsonNode page = kv.result("list", json("{\"limit\": 2, \"prefix\": \"a\"}"));
        assertThat(page.path("keys"))
                .isEqualTo(json("[{\"name\": \"a\", \"metadata\": 1}, {\"name\": \"a/1\", \"metadata\": 2}]"));
        assertThat(page.path("list_complete").asBoolean()).isFalse();
        JsonNode next = kv.result(
                "list",
                Json.object()
                        .put("prefix", "a")
                        .put("cursor", page.path("cursor").asText()));
        assertThat(next.path("keys")).isEqualTo(json("[{\"name\": \"a/2\", \"metadata\": 3}]"));
        assertThat(next.path("list_complete").asBoolean()).isTrue();
    }

    @Test
    void longListsComeInPages() {
        Namespace kv = new Namespace();
        ArrayNode entries = Json.array();
        for (int i = 0; i < 1005; i++) {
            entries.addObject()
                    .put("key", String.format(java.util.Locale.ROOT, "k%04d", i))
                    .put("value", "v");
        }
        assertThat(api.send("PUT", kv.path + "/bulk", Json.compact(entries))
                        .result()
                        .path("successful_key_count")
                        .asInt())
                .isEqualTo(1005);
        Answer first = api.get(kv.path + "/keys");
        assertThat(first.result()).hasSize(1000);
        String cursor = first.body().path("result_info").path("cursor").asText();
        Answer second = api.get(kv.path + "/keys?cursor=" + cursor);
        assertThat(second.result()).hasSize(5);
        assertThat(second.body().path("result_info").path("cursor").asText()).isEmpty();
        assertThat(api.get(kv.path + "/keys?limit=9").status()).isEqualTo(400);
        assertThat(api.get(kv.path + "/keys?limit=1001").status()).isEqualTo(400);
    }

    @Test
    void manyAreWrittenAndDeletedAtOnceOrNoneAtAll() {
        Namespace kv = new Namespace();
        Answer refused = api.send(
                "PUT", kv.path + "/bulk", "[{\"key\": \"good\", \"value\": \"v\"}, {\"key\": \"\", \"value\": \"v\"}]");
        assertThat(refused.status()).isEqualTo(414);
        assertThat(kv.keys("")).isEmpty();
        api.send("PUT", kv.path + "/bulk", """
                [{"key": "a", "value": "dGV4dA==", "base64": true, "metadata": {"m": 1}},
                 {"key": "b", "value": "v", "expiration_ttl": 60}, {"key": "c", "value": "v"}]""").result();
        assertThat(kv.result("getWithMetadata", "a").path("value").asText()).isEqualTo("text");
        assertThat(kv.result("getWithMetadata", "a").path("metadata")).isEqualTo(json("{\"m\": 1}"));
        api.send("POST", kv.path + "/bulk/delete", "[\"a\", \"nothing\"]").result();
        api.send("DELETE", kv.path + "/bulk", "[{\"name\": \"b\"}]").result();
        assertThat(kv.keys("")).containsExactly("c");
    }

    @Test
    void limitsHoldForTheApi() {
        Namespace kv = new Namespace();
        assertThat(kv.put("k".repeat(513), "", "v").status()).isEqualTo(414);
        assertThat(kv.put("k", "?expiration_ttl=59", "v").status()).isEqualTo(400);
        assertThat(kv.put("k", "?expiration=1", "v").status()).isEqualTo(400);
        byte[] value = new byte[(25 << 20) + 1];
        Answer tooLarge = api.call("PUT", kv.path + "/values/k", BodyPublishers.ofByteArray(value), Map.of());
        assertThat(tooLarge.status()).isEqualTo(413);
        api.call("PUT", kv.path + "/values/k", BodyPublishers.ofByteArray(value, 0, 25 << 20), Map.of())
                .result();
        assertThat(kv.value("k").body()).hasSize(25 << 20);
        assertThat(kv.put("none", "", "").status()).isEqualTo(200);
        assertThat(kv.value("none").body()).isEmpty();
    }

    @Test
    void namespacesAreMadeNamedListedAndDeleted() {
        String id = api.send("POST", NAMESPACES, "{\"title\": \"one\"}")
                .result()
                .path("id")
                .asText();
        assertThat(id).matches("[0-9a-f]{32}");
        Answer twice = api.send("POST", NAMESPACES, "{\"title\": \"one\"}");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.code()).isEqualTo(10014);
        api.send("PUT", NAMESPACES + "/" + id, "{\"title\": \"two\"}").result();
        assertThat(api.get(NAMESPACES + "/" + id).result().path("title").asText())
                .isEqualTo("two");
        assertThat(api.get(NAMESPACES + "?per_page=1000").result().findValuesAsText("title"))
                .contains("two")
                .doesNotContain("one");
        assertThat(api.get(NAMESPACES + "?per_page=5&page=2").result()).hasSize(5);
        api.call("PUT", NAMESPACES + "/" + id + "/values/k", BodyPublishers.ofString("v"), Map.of())
                .result();
        api.delete(NAMESPACES + "/" + id).result();
        Answer gone = api.get(NAMESPACES + "/" + id + "/values/k");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.code()).isEqualTo(10013);
    }
}
