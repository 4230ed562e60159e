package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R2 objects as a Worker sees them, and as the API shows them: one store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class R2Test {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.250Z");

    private final TestClock clock = new TestClock(NOW);
    private final AtomicInteger buckets = new AtomicInteger();
    private TestCloudflare cloudflare;
    private R2Worker r2;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"), clock);
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    @BeforeEach
    void bucket() {
        r2 = new R2Worker(cloudflare.api(), "bucket-" + buckets.incrementAndGet());
    }

    private static JsonNode json(String text) {
        return Json.parse(text);
    }

    @ParameterizedTest
    @CsvSource({"plain", "dir/a é.txt", "'q?a#b&c%+=d'", "a%2Fb", "//x//", "ключ/🔑"})
    void whatOneSideWritesTheOtherReads(String key) {
        JsonNode written = r2.result("put", key, "from the Wörker", json("""
                {"httpMetadata": {"contentType": "text/plain", "cacheControl": "max-age=60",
                  "contentLanguage": "de", "contentDisposition": "inline", "contentEncoding": "br"},
                 "customMetadata": {"who": "me", "ключ": "значение"}}"""));
        assertThat(written.path("size").asInt()).isEqualTo(16);
        assertThat(written.path("etag").asText())
                .isEqualTo(Bytes.of("from the Wörker").digest("MD5"));
        HttpResponse<byte[]> read = r2.object(key);
        assertThat(new String(read.body(), StandardCharsets.UTF_8)).isEqualTo("from the Wörker");
        assertThat(read.headers().firstValue("content-type")).contains("text/plain");
        assertThat(read.headers().firstValue("cache-control")).contains("max-age=60");
        assertThat(read.headers().firstValue("content-language")).contains("de");
        assertThat(read.headers().firstValue("content-disposition")).contains("inline");
        assertThat(read.headers().firstValue("content-encoding")).contains("br");
        assertThat(read.headers().firstValue("etag"))
                .contains('"' + written.path("etag").asText() + '"');

        r2.put(key, "from the API", Map.of("Content-Type", "text/x", "Expires", "Fri, 20 Nov 2026 13:00:00 GMT"))
                .result();
        JsonNode found = r2.result("get", key);
        assertThat(found.path("text").asText()).isEqualTo("from the API");
        assertThat(found.path("custom")).isEqualTo(json("{}"));
        assertThat(found.path("headers"))
                .isEqualTo(json("{\"content-type\": \"text/x\", \"expires\": \"Fri, 20 Nov 2026 13:00:00 GMT\"}"));
        assertThat(found.path("version").asText())
                .isNotEqualTo(written.path("version").asText());
        assertThat(r2.result("list").path("objects").findValuesAsText("key")).containsExactly(key);
        r2.result("delete", key);
        r2.result("delete", key); // deleting what is not there is fine
        assertThat(r2.object(key).statusCode()).isEqualTo(404);
        assertThat(r2.result("get", key).isNull()).isTrue();
        assertThat(r2.result("head", key).isNull()).isTrue();
    }

    @Test
    void headTellsEverythingButTheContent() {
        r2.result("put", "k", "hello", json("""
                {"httpMetadata": {"contentType": "text/plain"}, "customMetadata": {"a": "1"},
                 "storageClass": "InfrequentAccess"}"""));
        JsonNode head = r2.result("head", "k");
        assertThat(head.has("text")).isFalse();
        assertThat(head.path("key").asText()).isEqualTo("k");
        assertThat(head.path("size").asInt()).isEqualTo(5);
        assertThat(head.path("uploaded").asLong()).isEqualTo(clock.instant().toEpochMilli());
        assertThat(head.path("http")).isEqualTo(json("{\"contentType\": \"text/plain\"}"));
        assertThat(head.path("custom")).isEqualTo(json("{\"a\": \"1\"}"));
        assertThat(head.path("storageClass").asText()).isEqualTo("InfrequentAccess");
        assertThat(head.path("httpEtag").asText()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(head.path("checksums")).isEqualTo(json("{\"md5\": \"5d41402abc4b2a76b9719d911017c592\"}"));
    }

    @Test
    void anEmptyObjectIsOne() {
        r2.result("put", "empty", "");
        assertThat(r2.result("get", "empty").path("text").asText("-")).isEmpty();
        assertThat(r2.object("empty").statusCode()).isEqualTo(200);
        assertThat(r2.object("empty").body()).isEmpty();
        assertThat(r2.result("head", "empty").path("size").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"range": {"offset": 2, "length": 3}}      | 234        | 2
            {"range": {"offset": 7}}                   | 789        | 7
            {"range": {"length": 4}}                   | 0123       | 0
            {"range": {"offset": 8, "length": 99}}     | 89         | 8
            {"range": {"suffix": 3}}                   | 789        | 7
            {"range": {"suffix": 99}}                  | 0123456789 | 0
            {"range": {"$headers": {"range": "bytes=1-2"}}} | 12    | 1
            {"range": {"$headers": {"range": "bytes=8-"}}}  | 89    | 8
            {"range": {"$headers": {"range": "bytes=-1"}}}  | 9     | 9
            {"range": {"$headers": {"range": "bytes=0-1,4-5"}}} | 0123456789 | 0
            {"range": {"$headers": {"x": "y"}}}        | 0123456789 | 0
            """)
    void rangesAreRead(String options, String text, int offset) {
        r2.result("put", "digits", "0123456789");
        JsonNode found = r2.result("get", "digits", json(options));
        assertThat(found.path("text").asText()).isEqualTo(text);
        assertThat(found.path("range"))
                .isEqualTo(json("{\"offset\": " + offset + ", \"length\": " + text.length() + "}"));
        assertThat(found.path("size").asInt()).isEqualTo(10);
    }

    @Test
    void rangesBeyondTheEndAreRefused() {
        r2.result("put", "digits", "0123456789");
        assertThat(r2.error("get", "digits", json("{\"range\": {\"offset\": 10}}")))
                .contains("10039");
        assertThat(r2.error("get", "digits", json("{\"range\": {\"$headers\": {\"range\": \"bytes=10-12\"}}}")))
                .contains("10039");
    }

    @Test
    void conditionsDecideWhoReads() {
        String etag = r2.result("put", "k", "v").path("etag").asText();
        long written = clock.instant().toEpochMilli();
        assertThat(read("{\"etagMatches\": \"" + etag + "\"}")).isTrue();
        assertThat(read("{\"etagMatches\": \"other\"}")).isFalse();
        assertThat(read("{\"etagDoesNotMatch\": \"" + etag + "\"}")).isFalse();
        assertThat(read("{\"etagDoesNotMatch\": \"other\"}")).isTrue();
        assertThat(read("{\"uploadedBefore\": " + (written + 1) + "}")).isTrue();
        assertThat(read("{\"uploadedBefore\": " + written + "}")).isFalse();
        assertThat(read("{\"uploadedAfter\": " + (written - 1) + "}")).isTrue();
        assertThat(read("{\"uploadedAfter\": " + written + "}")).isFalse();
        assertThat(read("{\"$headers\": {\"if-none-match\": \"W/\\\"" + etag + "\\\"\"}}"))
                .isFalse();
        assertThat(read("{\"$headers\": {\"if-match\": \"W/\\\"" + etag + "\\\"\"}}"))
                .isFalse();
        assertThat(read("{\"$headers\": {\"if-match\": \"*\"}}")).isTrue();
        assertThat(read("{\"$headers\": {\"if-none-match\": \"*\"}}")).isFalse();
        assertThat(read("{\"$headers\": {\"if-modified-since\": \"" + date(written) + "\"}}"))
                .as("written in the same second")
                .isFalse();
        assertThat(read("{\"$headers\": {\"if-modified-since\": \"" + date(written - 1000) + "\"}}"))
                .isTrue();
    }

    private static String date(long milliseconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(milliseconds).atOffset(ZoneOffset.UTC));
    }

    private boolean read(String onlyIf) {
        JsonNode found = r2.result("get", "k", json("{\"onlyIf\": " + onlyIf + "}"));
        assertThat(found.path("key").asText())
                .as("the object is known either way")
                .isEqualTo("k");
        return found.has("text");
    }

    @Test
    void conditionsDecideWhoWrites() {
        String absent = "{\"onlyIf\": {\"$headers\": {\"if-none-match\": \"*\"}}}";
        String etag = r2.result("put", "k", "first", json(absent)).path("etag").asText();
        assertThat(r2.result("put", "k", "second", json(absent)).isNull()).isTrue();
        assertThat(r2.result("put", "k", "second", json("{\"onlyIf\": {\"etagMatches\": \"other\"}}"))
                        .isNull())
                .isTrue();
        assertThat(r2.result("get", "k").path("text").asText()).isEqualTo("first");
        r2.result("put", "k", "second", json("{\"onlyIf\": {\"etagMatches\": \"" + etag + "\"}}"));
        assertThat(r2.result("get", "k").path("text").asText()).isEqualTo("second");
        assertThat(r2.result("put", "new", "v", json("{\"onlyIf\": {\"etagMatches\": \"" + etag + "\"}}"))
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"md5,MD5", "sha1,SHA-1", "sha256,SHA-256", "sha384,SHA-384", "sha512,SHA-512"})
    void checksumsAreVerifiedAndKept(String field, String algorithm) {
        String good = Bytes.of("hello").digest(algorithm);
        String bad = Bytes.of("other").digest(algorithm);
        r2.result("put", "k", "hello", json("{\"" + field + "\": \"" + good + "\"}"));
        assertThat(r2.error("put", "k", "hello", json("{\"" + field + "\": \"" + bad + "\"}")))
                .contains("10037", algorithm, bad, good);
        assertThat(r2.result("head", "k").path("checksums").path(field).asText())
                .isEqualTo(good);
        assertThat(r2.result("get", "k").path("text").asText()).isEqualTo("hello");
    }

    @Test
    void severalAreDeletedAtOnce() {
        for (String key : List.of("a", "b", "c")) {
            r2.result("put", key, key);
        }
        r2.result("delete", json("[\"a\", \"c\", \"nothing\"]"));
        assertThat(keys("{}")).containsExactly("b");
    }

    @Test
    void listsAreInTheOrderOfBytes() {
        List<String> ordered = List.of("A", "a", "a/1", "a/2", "b", "é", "\uFFFD", "😀");
        for (int i = ordered.size() - 1; i >= 0; i--) {
            r2.result("put", ordered.get(i), "v");
        }
        assertThat(keys("{}")).isEqualTo(ordered);
        assertThat(keys("{\"prefix\": \"a\"}")).containsExactly("a", "a/1", "a/2");
        assertThat(keys("{\"startAfter\": \"a/1\"}")).containsExactly("a/2", "b", "é", "\uFFFD", "😀");
        assertThat(keys("{\"prefix\": \"a/\", \"startAfter\": \"A\"}")).containsExactly("a/1", "a/2");
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = r2.result(
                    "list",
                    cursor.isEmpty()
                            ? json("{\"limit\": 3}")
                            : Json.object().put("limit", 3).put("cursor", cursor));
            paged.addAll(page.path("objects").findValuesAsText("key"));
            assertThat(page.path("truncated").asBoolean()).isEqualTo(page.has("cursor"));
            cursor = page.path("cursor").asText();
        } while (!cursor.isEmpty());
        assertThat(paged).isEqualTo(ordered);
    }

    private List<String> keys(String options) {
        return r2.result("list", json(options)).path("objects").findValuesAsText("key");
    }

    @Test
    void delimitersMakeFolders() {
        for (String key : List.of("a.txt", "d/1", "d/2", "d/e/3", "f/4", "z")) {
            r2.result("put", key, "v");
        }
        JsonNode top = r2.result("list", json("{\"delimiter\": \"/\"}"));
        assertThat(top.path("objects").findValuesAsText("key")).containsExactly("a.txt", "z");
        assertThat(top.path("delimitedPrefixes")).isEqualTo(json("[\"d/\", \"f/\"]"));
        JsonNode below = r2.result("list", json("{\"delimiter\": \"/\", \"prefix\": \"d/\"}"));
        assertThat(below.path("objects").findValuesAsText("key")).containsExactly("d/1", "d/2");
        assertThat(below.path("delimitedPrefixes")).isEqualTo(json("[\"d/e/\"]"));
        JsonNode first = r2.result("list", json("{\"delimiter\": \"/\", \"limit\": 2}"));
        assertThat(first.path("objects").findValuesAsText("key")).containsExactly("a.txt");
        assertThat(first.path("delimitedPrefixes")).isEqualTo(json("[\"d/\"]"));
        JsonNode rest = r2.result(
                "list",
                Json.object()
                        .put("delimiter", "/")
                        .put("cursor", first.path("cursor").asText()));
        assertThat(rest.path("objects").findValuesAsText("key")).containsExactly("z");
        assertThat(rest.path("delimitedPrefixes")).isEqualTo(json("[\"f/\"]"));
        assertThat(rest.path("truncated").asBoolean()).isFalse();
    }

    @Test
    void listsIncludeWhatTheyAreAskedFor() {
        r2.result("put", "k", "v", json("""
                {"httpMetadata": {"contentType": "text/plain"}, "customMetadata": {"a": "1"}}"""));
        JsonNode bare = r2.result("list").path("objects").path(0);
        assertThat(bare.path("http").has("contentType")).isFalse();
        assertThat(bare.path("custom").has("a")).isFalse();
        JsonNode full = r2.result("list", json("{\"include\": [\"httpMetadata\", \"customMetadata\"]}"))
                .path("objects")
                .path(0);
        assertThat(full.path("http").path("contentType").asText()).isEqualTo("text/plain");
        assertThat(full.path("custom").path("a").asText()).isEqualTo("1");
    }

    @Test
    void limitsHold() {
        String longest = "é".repeat(512);
        r2.result("put", longest, "v");
        assertThat(r2.result("get", longest).path("text").asText()).isEqualTo("v");
        assertThat(r2.error("put", longest + "x", "v")).contains("10020");
        assertThat(r2.put(longest + "x", "v", Map.of()).code()).isEqualTo(10020);
        assertThat(r2.error("put", "", "v")).contains("10020");
        assertThat(r2.error("list", json("{\"limit\": 1001}"))).contains("10022");
        assertThat(r2.error("list", json("{\"cursor\": \"%%%\"}"))).contains("10029");
        assertThat(r2.error("put", "k", "v", json("{\"customMetadata\": {\"k\": \"" + "m".repeat(8192) + "\"}}")))
                .contains("10012");
        r2.result("put", "k", "v", json("{\"customMetadata\": {\"k\": \"" + "m".repeat(8191) + "\"}}"));
        assertThat(r2.error("put", "k", "v", json("{\"ssecKey\": \"" + "ab".repeat(32) + "\"}")))
                .contains("10029", "ssecKey");
    }

    @Test
    void timeOfWritingIsTheServers() {
        r2.result("put", "old", "v");
        long before = clock.instant().toEpochMilli();
        clock.advance(Duration.ofSeconds(5));
        r2.result("put", "new", "v");
        assertThat(r2.result("head", "old").path("uploaded").asLong()).isEqualTo(before);
        assertThat(r2.result("head", "new").path("uploaded").asLong()).isEqualTo(before + 5000);
    }
}
