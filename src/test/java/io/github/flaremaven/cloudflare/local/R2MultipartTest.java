package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** R2 objects that a Worker writes in parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class R2MultipartTest {
    private static final int SMALLEST = 5 << 20;

    private final AtomicInteger buckets = new AtomicInteger();
    private TestCloudflare cloudflare;
    private R2Worker r2;
    private Path state;

    @BeforeAll
    void start(@TempDir Path folder) {
        state = folder.resolve("state");
        cloudflare = TestCloudflare.start(state);
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    @BeforeEach
    void bucket() {
        r2 = new R2Worker(cloudflare.api(), "parts-" + buckets.incrementAndGet());
    }

    private static JsonNode json(String text) {
        return Json.parse(text);
    }

    private static ObjectNode bytes(int count, String of) {
        return Json.object().put("$bytes", count).put("of", of);
    }

    private JsonNode part(JsonNode upload, int number, JsonNode value) {
        return r2.upload(upload, "uploadPart", json(Integer.toString(number)), value);
    }

    private static ArrayNode list(JsonNode... parts) {
        ArrayNode list = Json.array();
        for (JsonNode part : parts) {
            list.add(part);
        }
        return list;
    }

    @Test
    void partsBecomeOneObject() throws IOException {
        JsonNode upload = r2.result("createMultipartUpload", "big", json("""
                {"httpMetadata": {"contentType": "text/plain"}, "customMetadata": {"a": "1"},
                 "storageClass": "InfrequentAccess"}"""));
        JsonNode last = part(upload, 2, bytes(3, "b"));
        JsonNode first = part(upload, 1, bytes(SMALLEST, "a"));
        assertThat(r2.result("head", "big").isNull()).isTrue();
        JsonNode made = r2.upload(upload, "complete", list(last, first));

        String md5s =
                Bytes.of("a".repeat(SMALLEST)).digest("MD5") + Bytes.of("bbb").digest("MD5");
        String etag = Bytes.of(HexFormat.of().parseHex(md5s)).digest("MD5") + "-2";
        assertThat(made.path("etag").asText()).isEqualTo(etag);
        assertThat(made.path("size").asInt()).isEqualTo(SMALLEST + 3);
        assertThat(made.path("custom")).isEqualTo(json("{\"a\": \"1\"}"));
        assertThat(made.path("storageClass").asText()).isEqualTo("InfrequentAccess");
        assertThat(made.path("checksums")).isEqualTo(json("{}"));
        assertThat(r2.result("get", "big", json("{\"range\": {\"offset\": " + (SMALLEST - 2) + ", \"length\": 4}}"))
                        .path("text")
                        .asText())
                .as("over the seam")
                .isEqualTo("aabb");
        assertThat(r2.object("big").body()).hasSize(SMALLEST + 3).endsWith('b', 'b', 'b');
        r2.result("delete", "big");
        assertThat(contents()).isZero();
    }

    private long contents() throws IOException {
        try (Stream<Path> files = Files.walk(state.resolve("r2"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void aPartCanBeReplacedAndLeftOut() throws IOException {
        JsonNode upload = r2.result("createMultipartUpload", "k");
        JsonNode old = part(upload, 1, bytes(3, "x"));
        JsonNode other = part(upload, 1, bytes(3, "y"));
        part(upload, 7, bytes(3, "z"));
        assertThat(r2.uploadError(upload, "complete", list(old))).contains("10025");
        r2.upload(upload, "complete", list(other));
        assertThat(r2.result("get", "k").path("text").asText()).isEqualTo("yyy");
        assertThat(contents()).isEqualTo(1);
        r2.result("delete", "k");
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        JsonNode upload = r2.result("createMultipartUpload", "k");
        JsonNode small = part(upload, 1, bytes(SMALLEST - 1, "a"));
        JsonNode good = part(upload, 2, bytes(SMALLEST, "b"));
        JsonNode larger = part(upload, 3, bytes(SMALLEST + 1, "c"));
        assertThat(r2.uploadError(upload, "complete", list(small, good))).contains("10011");
        assertThat(r2.uploadError(upload, "complete", list(good, larger))).contains("10048");
        assertThat(r2.uploadError(upload, "complete", list(good, good))).contains("10025");
        assertThat(r2.uploadError(upload, "complete", list())).contains("10048");
        assertThat(r2.uploadError(upload, "complete", list(json("{\"partNumber\": 9, \"etag\": \"0123\"}"))))
                .contains("10025");
        r2.upload(upload, "complete", list(small));
        assertThat(r2.result("head", "k").path("size").asInt()).isEqualTo(SMALLEST - 1);
        r2.result("delete", "k");
    }

    @Test
    void whatIsOverStaysOver() throws IOException {
        JsonNode upload = r2.result("createMultipartUpload", "k");
        JsonNode part = part(upload, 1, bytes(3, "a"));
        r2.upload(upload, "abort");
        r2.upload(upload, "abort"); // once more is fine
        assertThat(contents()).isZero();
        assertThat(r2.uploadError(upload, "uploadPart", json("1"), bytes(3, "a")))
                .contains("10024");
        assertThat(r2.uploadError(upload, "complete", list(part))).contains("10024");
        JsonNode unknown = json("{\"key\": \"k\", \"uploadId\": \"unknown\"}");
        assertThat(r2.uploadError(unknown, "abort")).contains("10024");
        assertThat(r2.result("head", "k").isNull()).isTrue();
        assertThat(contents()).as("a refused part leaves nothing").isZero();
    }
}
