package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrangler's commands for Vectorize work on the embedded Cloudflare. */
@Tag("conformance")
class WranglerVectorizeTest {
    private static final String INDEXES = TestApi.ACCOUNT + "/vectorize/v2/indexes";

    private static JsonNode json(String log, String start) {
        return Json.parse(log.substring(log.indexOf(start)));
    }

    @Test
    void managesAnIndexAndItsVectors(@TempDir Path folder, @TempDir Path state) throws IOException {
        ConformanceTools tools = ConformanceTools.find();
        try (TestCloudflare cloudflare = TestCloudflare.start(state, tools.cache())) {
            WranglerCommand wrangler = new WranglerCommand(tools, folder, cloudflare);
            TestApi api = cloudflare.api();
            wrangler.run("vectorize", "create", "books", "--dimensions", "2", "--metric", "cosine");
            assertThat(wrangler.refused("vectorize", "create", "books", "--dimensions", "2", "--metric", "cosine")
                            .log())
                    .contains("3002");
            assertThat(wrangler.run("vectorize", "list").log()).contains("books");
            assertThat(wrangler.run("vectorize", "get", "books").log()).contains("cosine");
            wrangler.run("vectorize", "create-metadata-index", "books", "--propertyName", "lang", "--type", "string");
            assertThat(wrangler.run("vectorize", "list-metadata-index", "books").log())
                    .contains("lang");

            wrangler.write("vectors.ndjson", """
                    {"id":"one","values":[1,0],"metadata":{"lang":"en"}}
                    {"id":"two","values":[0,1],"metadata":{"lang":"de"}}
                    {"id":"three","values":[1,1]}
                    """);
            wrangler.run("vectorize", "insert", "books", "--file", "vectors.ndjson");
            wrangler.write("more.ndjson", "{\"id\":\"three\",\"values\":[1,2],\"metadata\":{\"lang\":\"de\"}}\n");
            wrangler.run("vectorize", "upsert", "books", "--file", "more.ndjson");
            assertThat(api.get(INDEXES + "/books/info")
                            .result()
                            .path("vectorCount")
                            .asInt())
                    .isEqualTo(3);
            assertThat(wrangler.run("vectorize", "info", "books").log()).contains("3");

            JsonNode found = json(
                    wrangler.run(
                                    "vectorize",
                                    "query",
                                    "books",
                                    "--vector",
                                    "0",
                                    "1",
                                    "--top-k",
                                    "2",
                                    "--return-metadata",
                                    "all",
                                    "--filter",
                                    "{\"lang\":\"de\"}")
                            .log(),
                    "{\n");
            assertThat(found.findValuesAsText("id")).containsExactly("two", "three");
            assertThat(json(
                                    wrangler.run("vectorize", "get-vectors", "books", "--ids", "one")
                                            .log(),
                                    "[\n")
                            .at("/0/values/0")
                            .asInt())
                    .isEqualTo(1);
            assertThat(json(
                                    wrangler.run("vectorize", "list-vectors", "books", "--count", "2", "--json")
                                            .log(),
                                    "{\n")
                            .path("nextCursor")
                            .asText())
                    .isNotEmpty();

            wrangler.run("vectorize", "delete-vectors", "books", "--ids", "one", "two");
            assertThat(api.get(INDEXES + "/books/info")
                            .result()
                            .path("vectorCount")
                            .asInt())
                    .isEqualTo(1);
            wrangler.run("vectorize", "delete-metadata-index", "books", "--propertyName", "lang");
            wrangler.run("vectorize", "delete", "books", "--force");
            assertThat(api.get(INDEXES).result()).isEmpty();
        }
    }
}
