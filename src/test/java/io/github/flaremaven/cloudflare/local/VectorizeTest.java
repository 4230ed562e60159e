package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectorize as a Worker sees it and as the API shows it: one index. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VectorizeTest {
    private static final String INDEXES = TestApi.ACCOUNT + "/vectorize/v2/indexes";
    private static final String WORKER = """
            export default {
              async fetch(request, env) {
                const { operation, parameters } = await request.json();
                try {
                  return Response.json({ result: await env.INDEX[operation](...parameters) });
                } catch (e) {
                  return Response.json({ error: e.message });
                }
              },
            };
            """;

    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder);
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private Answer create(String name, int dimensions, String metric) {
        return api.send(
                "POST",
                INDEXES,
                "{\"name\":\"" + name + "\",\"config\":{\"dimensions\":" + dimensions + ",\"metric\":\"" + metric
                        + "\"}}");
    }

    private Answer put(String index, String call, String... lines) {
        return api.call(
                "POST",
                INDEXES + "/" + index + "/" + call,
                BodyPublishers.ofString(String.join("\n", lines)),
                Map.of("Content-Type", "application/x-ndjson"));
    }

    private Answer query(String index, String query) {
        return api.send("POST", INDEXES + "/" + index + "/query", query);
    }

    private void deploy(String index) {
        api.deploy(
                index,
                WorkerUpload.module(WORKER)
                        .binding("{\"type\":\"vectorize\",\"name\":\"INDEX\",\"index_name\":\"" + index + "\"}"));
    }

    private JsonNode call(TestApi of, String index, String operation, String parameters) {
        ObjectNode body = Json.object().put("operation", operation);
        body.set("parameters", Json.parse(parameters));
        return Json.parse(of.send(
                        of.request(index + ".localhost", "/")
                                .POST(BodyPublishers.ofString(Json.compact(body)))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.path("matches").forEach(m -> ids.add(m.path("id").asText()));
        return ids;
    }

    @Test
    void theWorkerAndTheApiSeeOneIndex() {
        create("shared", 3, "cosine").result();
        deploy("shared");
        JsonNode inserted = call(
                api,
                "shared",
                "insert",
                "[[{\"id\":\"a\",\"values\":[1,0,0.1],\"metadata\":{\"n\":1}},{\"id\":\"b\",\"values\":[0,1,0],\"namespace\":\"other\"}]]");
        String mutation = inserted.at("/result/mutationId").asText();
        assertThat(mutation).as(inserted.toString()).isNotEmpty();

        JsonNode info = api.get(INDEXES + "/shared/info").result();
        assertThat(info.path("vectorCount").asInt()).isEqualTo(2);
        assertThat(info.path("dimensions").asInt()).isEqualTo(3);
        assertThat(info.path("processedUpToMutation").asText()).isEqualTo(mutation);
        assertThat(call(api, "shared", "describe", "[]")
                        .at("/result/vectorCount")
                        .asInt())
                .isEqualTo(2);

        put("shared", "insert", "{\"id\":\"a\",\"values\":[0,0,1]}", "{\"id\":\"c\",\"values\":[0,0,2]}")
                .result();
        assertThat(call(api, "shared", "getByIds", "[[\"c\",\"a\",\"nobody\"]]").path("result"))
                .as("an insert leaves what is there")
                .isEqualTo(Json.parse("[{\"id\":\"c\",\"values\":[0,0,2]},"
                        + "{\"id\":\"a\",\"metadata\":{\"n\":1},\"values\":[1,0,0.1]}]"));
        put("shared", "upsert", "{\"id\":\"a\",\"values\":[0,0,1]}").result();
        assertThat(api.send("POST", INDEXES + "/shared/get_by_ids", "{\"ids\":[\"a\"]}")
                        .result()
                        .at("/0/values/2")
                        .asDouble())
                .isEqualTo(1);

        JsonNode found = call(api, "shared", "query", "[[0,0,5],{\"topK\":2}]").path("result");
        assertThat(ids(found)).containsExactly("a", "c");
        assertThat(found.path("count").asInt()).isEqualTo(2);
        assertThat(ids(call(api, "shared", "queryById", "[\"b\",{\"topK\":1}]").path("result")))
                .containsExactly("b");
        assertThat(ids(call(api, "shared", "query", "[[0,0,5],{\"namespace\":\"other\"}]")
                        .path("result")))
                .containsExactly("b");

        call(api, "shared", "deleteByIds", "[[\"a\"]]");
        assertThat(ids(query("shared", "{\"vector\":[0,0,1],\"topK\":1}").result()))
                .containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource({
        "cosine, far, 1.0, near, 0.8, other, -1.0",
        "euclidean, near, 2.0, other, 4.0, far, 8.0",
        "dot-product, far, -20.0, near, -3.2, other, 4.0"
    })
    void scoresAreThoseOfTheMetric(
            String metric, String first, double score1, String second, double score2, String third, double score3) {
        String index = "metric-" + metric;
        create(index, 2, metric).result();
        put(
                        index,
                        "insert",
                        "{\"id\":\"near\",\"values\":[1.6,1.2]}",
                        "{\"id\":\"far\",\"values\":[10,0]}",
                        "{\"id\":\"other\",\"values\":[-2,0]}")
                .result();
        JsonNode answer = query(index, "{\"vector\":[2,0]}").result();
        assertThat(ids(answer)).containsExactly(first, second, third);
        double[] expected = {score1, score2, score3};
        double near = Math.sqrt(0.4 * 0.4 + 1.2 * 1.2);
        for (int i = 0; i < expected.length; i++) {
            boolean distance = metric.equals("euclidean") && ids(answer).get(i).equals("near");
            assertThat(answer.at("/matches/" + i + "/score").asDouble())
                    .isCloseTo(distance ? near : expected[i], org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void filtersSeeWhatIsIndexed() {
        create("filtered", 1, "euclidean").result();
        put("filtered", "insert", "{\"id\":\"early\",\"values\":[0],\"metadata\":{\"year\":1999}}")
                .result();
        String properties = INDEXES + "/filtered/metadata_index/";
        api.send("POST", properties + "create", "{\"propertyName\":\"year\",\"indexType\":\"number\"}")
                .result();
        api.send("POST", properties + "create", "{\"propertyName\":\"who.name\",\"indexType\":\"string\"}")
                .result();
        assertThat(api.get(properties + "list").result().path("metadataIndexes"))
                .isEqualTo(Json.parse("[{\"propertyName\":\"year\",\"indexType\":\"number\"},"
                        + "{\"propertyName\":\"who.name\",\"indexType\":\"string\"}]"));
        put(
                        "filtered",
                        "insert",
                        "{\"id\":\"ann\",\"values\":[1],\"metadata\":{\"year\":1999,\"who\":{\"name\":\"Ann\"},\"x\":1}}",
                        "{\"id\":\"bob\",\"values\":[2],\"metadata\":{\"year\":2005,\"who\":{\"name\":\"Bob\"},\"x\":1}}",
                        "{\"id\":\"nobody\",\"values\":[3]}")
                .result();
        assertThat(filtered("{\"year\":1999}")).containsExactly("ann");
        assertThat(filtered("{\"year\":{\"$gte\":1999,\"$lt\":2005}}")).containsExactly("ann");
        assertThat(filtered("{\"year\":{\"$gt\":1999}}")).containsExactly("bob");
        assertThat(filtered("{\"who.name\":{\"$in\":[\"Bob\",\"Cy\"]}}")).containsExactly("bob");
        assertThat(filtered("{\"who.name\":{\"$ne\":\"Bob\"}}")).containsExactly("early", "ann", "nobody");
        assertThat(filtered("{\"who.name\":\"Ann\",\"year\":2005}")).isEmpty();
        assertThat(filtered("{\"x\":1}")).as("x is not indexed").isEmpty();
        assertThat(query("filtered", "{\"vector\":[0],\"filter\":{\"year\":{\"$near\":1}}}")
                        .status())
                .isEqualTo(400);

        JsonNode shown = query("filtered", "{\"vector\":[1],\"topK\":1,\"returnMetadata\":\"indexed\"}")
                .result();
        assertThat(shown.at("/matches/0/metadata")).isEqualTo(Json.parse("{\"year\":1999,\"who.name\":\"Ann\"}"));
        JsonNode all = query("filtered", "{\"vector\":[1],\"topK\":1,\"returnMetadata\":\"all\",\"returnValues\":true}")
                .result();
        assertThat(all.at("/matches/0/metadata/x").asInt()).isEqualTo(1);
        assertThat(all.at("/matches/0/values")).hasSize(1);

        api.send("POST", properties + "delete", "{\"propertyName\":\"year\"}").result();
        assertThat(filtered("{\"year\":1999}")).isEmpty();
    }

    private List<String> filtered(String filter) {
        return ids(
                query("filtered", "{\"vector\":[0],\"filter\":" + filter + "}").result());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        create("strict", 2, "cosine").result();
        deploy("strict");
        assertThat(call(api, "strict", "insert", "[[{\"id\":\"a\",\"values\":[1]}]]")
                        .path("error")
                        .asText())
                .isEqualTo(
                        "VECTOR_INSERT_ERROR (code = 40012): invalid vector for id=\"a\", expected 2 dimensions, and "
                                + "got 1 dimensions");
        assertThat(call(api, "strict", "query", "[[1,2,3]]").path("error").asText())
                .startsWith("VECTOR_QUERY_ERROR (code = 40006): ");
        assertThat(call(api, "strict", "query", "[[1,2],{\"topK\":21,\"returnValues\":true}]")
                        .path("error")
                        .asText())
                .startsWith("VECTOR_QUERY_ERROR (code = 40025): ");
        assertThat(put("strict", "insert", "{\"id\":\"good\",\"values\":[1,2]}", "nonsense")
                        .status())
                .isEqualTo(400);
        assertThat(put(
                                "strict",
                                "insert",
                                "{\"id\":\"good\",\"values\":[1,2]}",
                                "{\"id\":\"bad\",\"values\":[\"x\",2]}")
                        .status())
                .isEqualTo(400);
        assertThat(put("strict", "insert", "{\"id\":\"" + "x".repeat(65) + "\",\"values\":[1,2]}")
                        .status())
                .isEqualTo(400);
        assertThat(api.get(INDEXES + "/strict/info")
                        .result()
                        .path("vectorCount")
                        .asInt())
                .as("all vectors or none")
                .isZero();
        put("strict", "insert?unparsable-behavior=discard", "{\"id\":\"good\",\"values\":[1,2]}", "nonsense")
                .result();
        assertThat(api.get(INDEXES + "/strict/info")
                        .result()
                        .path("vectorCount")
                        .asInt())
                .isEqualTo(1);

        assertThat(create("strict", 2, "cosine").code()).isEqualTo(3002);
        assertThat(create("wide", 1537, "cosine").status()).isEqualTo(400);
        assertThat(create("odd", 2, "manhattan").status()).isEqualTo(400);
        assertThat(api.get(INDEXES + "/nowhere").code()).isEqualTo(3000);
    }

    @Test
    void idsAreListedPageByPage() {
        create("paged", 1, "cosine").result();
        put(
                        "paged",
                        "insert",
                        IntStream.range(10, 35)
                                .mapToObj(i -> "{\"id\":\"v" + i + "\",\"values\":[" + i + "]}")
                                .toArray(String[]::new))
                .result();
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(INDEXES + "/paged/list?count=10" + cursor).result();
            assertThat(page.path("totalCount").asInt()).isEqualTo(25);
            page.path("vectors").forEach(v -> seen.add(v.path("id").asText()));
            assertThat(page.path("isTruncated").asBoolean()).isEqualTo(page.has("nextCursor"));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(seen)
                .isEqualTo(IntStream.range(10, 35).mapToObj(i -> "v" + i).collect(Collectors.toList()));
    }

    @Test
    void aDeletedIndexIsGoneWithItsVectors() {
        create("short", 1, "cosine").result();
        put("short", "insert", "{\"id\":\"a\",\"values\":[1]}").result();
        deploy("short");
        api.delete(INDEXES + "/short").result();
        assertThat(call(api, "short", "query", "[[1]]").path("error").asText())
                .startsWith("VECTOR_QUERY_ERROR (code = 3000): the index short does not exist here");
        create("short", 1, "cosine").result();
        assertThat(api.get(INDEXES + "/short/info").result().path("vectorCount").asInt())
                .isZero();
    }

    @Test
    void presetsHaveTheirDimensions() {
        api.send("POST", INDEXES, "{\"name\":\"preset\",\"config\":{\"preset\":\"@cf/baai/bge-base-en-v1.5\"}}")
                .result();
        assertThat(api.get(INDEXES + "/preset")
                        .result()
                        .at("/config/dimensions")
                        .asInt())
                .isEqualTo(768);
    }

    @Test
    void vectorsOutliveTheProcess(@TempDir Path folder) {
        try (TestCloudflare before = TestCloudflare.start(folder)) {
            before.api()
                    .send("POST", INDEXES, "{\"name\":\"kept\",\"config\":{\"dimensions\":1,\"metric\":\"cosine\"}}")
                    .result();
            before.api()
                    .send("POST", INDEXES + "/kept/insert", "{\"id\":\"a\",\"values\":[1],\"metadata\":{\"n\":1}}")
                    .result();
        }
        try (TestCloudflare after = TestCloudflare.start(folder)) {
            assertThat(after.api()
                            .send("POST", INDEXES + "/kept/query", "{\"vectorId\":\"a\",\"returnMetadata\":\"all\"}")
                            .result()
                            .at("/matches/0/metadata/n")
                            .asInt())
                    .isEqualTo(1);
        }
    }
}
