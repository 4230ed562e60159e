package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.testbed.BoundResources.Kind;
import io.github.flaremaven.cloudflare.testing.Embedded;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Seeds of KV through the real API, and the sentences for those that fit nothing. */
class SeedsTest {
    @RegisterExtension
    private static final Embedded EMBEDDED = new Embedded();

    @TempDir
    private Path folder;

    private DataApi data;
    private String namespace = "";
    private BoundResources resources;

    @BeforeEach
    void makeANamespace() {
        data = new DataApi(EMBEDDED.cloudflare().apiBase(), HttpClient.newHttpClient());
        namespace = data.send(
                        "make a namespace",
                        "POST",
                        "/storage/kv/namespaces",
                        Json.object().put("title", folder.toString()))
                .path("id")
                .asText();
        resources = new BoundResources(
                "w",
                List.of(
                        Json.parse("{\"type\":\"kv_namespace\",\"name\":\"CACHE\",\"namespace_id\":\"" + namespace
                                + "\"}"),
                        Json.parse("{\"type\":\"plain_text\",\"name\":\"LEVEL\",\"text\":\"x\"}")));
    }

    private Map<Kind, Integer> sow() {
        return new Seeds(folder).sow(resources, data);
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, content);
    }

    private String value(String key) {
        return data.read("read", "/storage/kv/namespaces/" + namespace + "/values/" + key, 10009)
                .orElseThrow()
                .bytes()
                .text();
    }

    @Test
    void objectsAreKeysAndValues() throws IOException {
        write(
                "kv/CACHE.json",
                "{ \"text\": \"plain\", \"number\": 1.50, \"list\": [1, {\"a\": null}] } // comments too");

        assertThat(sow()).containsExactly(Map.entry(Kind.KV, 3));
        assertThat(value("text")).isEqualTo("plain");
        assertThat(value("number")).isEqualTo("1.5");
        assertThat(value("list")).isEqualTo("[1,{\"a\":null}]");
    }

    @Test
    void listsAreAsTheApiTakesThem() throws IOException {
        write("kv/CACHE.json", "[{\"key\": \"a\", \"value\": \"AAE=\", \"base64\": true, \"metadata\": {\"x\": 1}}]");

        assertThat(sow()).containsExactly(Map.entry(Kind.KV, 1));
        assertThat(value("a")).isEqualTo("\u0000\u0001");
    }

    @Test
    void moreKeysThanOneCallTakes() throws IOException {
        write(
                "kv/CACHE.json",
                IntStream.range(0, 10_001)
                        .mapToObj(i -> "\"k" + i + "\": \"" + i + "\"")
                        .collect(Collectors.joining(",", "{", "}")));

        assertThat(sow()).containsExactly(Map.entry(Kind.KV, 10_001));
        assertThat(value("k10000")).isEqualTo("10000");
    }

    @Test
    void noSeedsAreFine() throws IOException {
        assertThat(new Seeds(folder.resolve("none")).sow(resources, data)).isEmpty();

        write("kv/.DS_Store", "x");
        write(".gitkeep", "");
        assertThat(sow()).isEmpty();
    }

    @Test
    void aBindingThatIsNotThereIsASentence() throws IOException {
        write("kv/CACH.json", "{}");

        refused("the seed " + folder.resolve("kv/CACH.json")
                + " is for a binding \"CACH\" to a KV namespace, and the Worker has CACHE; did you mean \"CACHE\"?");
    }

    @Test
    void aBindingOfAnotherKindIsASentence() throws IOException {
        write("r2/CACHE/a.txt", "a");

        refused("the seed " + folder.resolve("r2/CACHE")
                + " is for a binding \"CACHE\" to an R2 bucket, and the Worker has none of that kind");
    }

    @Test
    void foldersThatAreNoneOfOursAreASentence() throws IOException {
        write("kvs/CACHE.json", "{}");

        refused("the seeds in " + folder
                + " have \"kvs\", which is none of the folders kv, d1 and r2; did you mean \"kv\"?");
    }

    @Test
    void filesBesideTheFoldersBelongToOthersUnlessTheyAreMisplaced() throws IOException {
        write("AI.json", "[]");
        assertThat(sow()).isEmpty();

        write("CACHE.json", "{}");
        refused("the seed " + folder.resolve("CACHE.json")
                + " is for a binding to a KV namespace, so its place is in the folder kv beside it");
    }

    @Test
    void filesOfAnotherShapeAreASentence() throws IOException {
        write("kv/CACHE/a.txt", "a");

        refused("the seed " + folder.resolve("kv/CACHE")
                + " must be a file with the name of a binding and the ending .json");
    }

    @Test
    void whatIsNoJsonIsASentence() throws IOException {
        write("kv/CACHE.json", "{ \"a\": }");

        assertThatThrownBy(this::sow)
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith(
                        "the seed " + folder.resolve("kv/CACHE.json") + " is no JSON: Unexpected character");
        write("kv/CACHE.json", "12");
        refused("the seed " + folder.resolve("kv/CACHE.json")
                + " must be an object of keys and values, or a list of {\"key\": …, \"value\": …}");
    }

    @Test
    void whatTheApiRefusesIsASentence() throws IOException {
        write("kv/CACHE.json", "[{\"key\": \"a\", \"value\": \"v\", \"expiration_ttl\": 1}]");

        assertThatThrownBy(this::sow)
                .hasMessageStartingWith("cannot seed the KV namespace with " + folder.resolve("kv/CACHE.json") + ": ")
                .hasMessageContaining("(code 10028)");
    }

    private void refused(String sentence) {
        assertThatThrownBy(this::sow).isInstanceOf(InputFailure.class).hasMessage(sentence);
    }
}
