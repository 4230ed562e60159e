package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.TestClient;
import io.github.flaremaven.cloudflare.local.RawClient.Head;
import io.github.flaremaven.cloudflare.local.fault.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each fault looks like on the wire and to the plugin's client, and whether what was asked for is done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultPlayTest {
    private static final String NAMESPACES = TestApi.ACCOUNT + "/storage/kv/namespaces";
    private static final String OK = "{\"success\":true";

    private Path state;
    private Path rules;
    private TestCloudflare cloudflare;
    private int number;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        state = folder.resolve("state");
        rules = Files.writeString(folder.resolve("faults"), "");
        cloudflare = TestCloudflare.start(state, Faults.of("@" + rules, () -> folder));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    @BeforeEach
    void fairWeather() throws IOException {
        wanted("");
    }

    private void wanted(String text) throws IOException {
        Files.writeString(rules, text);
    }

    private RawClient raw(String method, String path, String body, String fault) throws IOException {
        return new RawClient(cloudflare.cloudflare().apiBase().getPort())
                .say(method + " /client/v4" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n"
                        + "Content-Length: " + body.length() + "\r\nX-Cloudflare-Local-Fault: " + fault + "\r\n\r\n"
                        + body);
    }

    /** Asks for a namespace by a name of its own, with a fault. */
    private RawClient create(String fault) throws IOException {
        return raw("POST", NAMESPACES, "{\"title\":\"" + title() + "\"}", fault);
    }

    private String title() {
        return "n" + ++number;
    }

    private boolean isMade() {
        return cloudflare
                .api()
                .get(NAMESPACES)
                .result()
                .findValuesAsText("title")
                .contains("n" + number);
    }

    private JsonNode logged() throws IOException {
        List<String> lines = Files.readAllLines(state.resolve("requests.ndjson"));
        return Json.parse(lines.get(lines.size() - 1));
    }

    @ParameterizedTest
    @CsvSource({"429(retry-after=2), 971, false", "500, 10013, false", "503-after, 10013, true"})
    void aRefusalInTheApisForm(String fault, int code, boolean done) throws IOException {
        try (RawClient client = create(fault)) {
            Head head = client.head();
            assertThat(head.status()).isEqualTo(Integer.parseInt(fault.substring(0, 3)));
            assertThat(head.header("content-type")).isEqualTo("application/json");
            assertThat(head.header("retry-after")).isEqualTo(fault.contains("retry") ? "2" : "");
            JsonNode body = Json.parse(client.body(head));
            assertThat(body.path("success").asBoolean(true)).isFalse();
            assertThat(body.path("errors").path(0).path("code").asInt()).isEqualTo(code);
            JsonNode line = logged();
            assertThat(line.path("fault").asText()).isEqualTo(fault);
            assertThat(line.path("method").asText()).isEqualTo("POST");
            assertThat(line.path("path").asText()).isEqualTo(NAMESPACES);
            assertThat(line.has("done")).isEqualTo(done);
            assertThat(line.has("status")).isFalse();
            // The connection goes on.
            client.say("GET /client/v4/user HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
        }
        assertThat(logged().path("status").asInt()).isEqualTo(200);
        assertThat(isMade()).isEqualTo(done);
    }

    @Test
    void aPageOfAGateway() throws IOException {
        try (RawClient client = create("502(html)")) {
            Head head = client.head();
            assertThat(head.status()).isEqualTo(502);
            assertThat(head.header("content-type")).startsWith("text/html");
            assertThat(client.body(head)).startsWith("<html>").contains("502");
        }
        assertThat(isMade()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"cut-before, false", "cut-after, true"})
    void aConnectionThatIsCut(String fault, boolean done) throws IOException {
        try (RawClient client = create(fault)) {
            assertThat(client.read()).isEqualTo(-1);
        }
        assertThat(logged().path("done").asInt()).isEqualTo(done ? 200 : 0);
        assertThat(isMade()).isEqualTo(done);
    }

    @Test
    void anAnswerThatIsCut() throws IOException {
        try (RawClient client = create("cut-half")) {
            Head head = client.head();
            int length = Integer.parseInt(head.header("content-length"));
            assertThat(client.rest()).startsWith(OK).hasSize(length / 2);
        }
        assertThat(isMade()).isTrue();
    }

    @Test
    void anAnswerThatDrips() throws IOException {
        try (RawClient client = create("drip(bytes=40, millis=1)")) {
            Head head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(Json.parse(client.body(head))
                            .path("result")
                            .path("title")
                            .asText())
                    .isEqualTo("n" + number);
        }
        assertThat(logged().path("fault").asText()).isEqualTo("drip(bytes=40, millis=1)");
        assertThat(isMade()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall-before(millis=50)", "stall-after(millis=50)"})
    void aStallThatEnds(String fault) throws IOException {
        try (RawClient client = create(fault)) {
            assertThat(client.head().status()).isEqualTo(200);
        }
        assertThat(isMade()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"stall-before, false", "stall-after, true"})
    void aStallThatDoesNotEnd(String fault, boolean done) throws IOException {
        String title = title();
        TestClient client = TestClient.of(cloudflare.cloudflare().apiBase());
        wanted("POST *=" + fault);
        Call call = Call.once(
                        "make a namespace",
                        "POST",
                        NAMESPACES,
                        Body.json(Json.object().put("title", title)))
                .within(Duration.ofMillis(300));
        assertThatThrownBy(() -> client.api().write(call))
                .isInstanceOf(NetworkFailure.class)
                .hasMessageContaining("no whole answer arrived within 300 milliseconds");
        assertThat(isMade()).isEqualTo(done);
    }

    @Test
    void nonsenseInTheHeaderIsRefused() throws IOException {
        try (RawClient client = create("nonsense")) {
            Head head = client.head();
            assertThat(head.status()).isEqualTo(400);
            assertThat(client.body(head)).contains("the fault \\\"nonsense\\\" is not understood: faults are a status");
        }
        assertThat(isMade()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"429(retry-after=2)", "500", "502(html)", "cut-before", "cut-half", "cut-after"})
    void aReadSurvivesTwoOfThem(String fault) throws IOException {
        TestClient client = TestClient.of(cloudflare.cloudflare().apiBase());
        wanted("GET /user#1-2=" + fault);
        assertThat(client.api().get(Call.get("look", "/user")).path("id").asText())
                .isNotEmpty();
        wanted("GET /user#1+=" + fault);
        assertThatThrownBy(() -> client.api().get(Call.get("look", "/user")))
                .isInstanceOf(fault.startsWith("cut") ? NetworkFailure.class : ApiFailure.class);
    }

    @ParameterizedTest
    @CsvSource({
        "429(retry-after=2), 1",
        "500, 0",
        "500-after, 1",
        "502(html), 0",
        "cut-before, 0",
        "cut-half, 1",
        "cut-after, 1"
    })
    void aWriteThatWouldBeDoneTwiceIsNotRepeated(String fault, int made) throws IOException {
        String title = title();
        TestClient client = TestClient.of(cloudflare.cloudflare().apiBase());
        wanted("POST *#1=" + fault);
        Call call = Call.once(
                "make a namespace", "POST", NAMESPACES, Body.json(Json.object().put("title", title)));
        if (fault.startsWith("429")) {
            client.api().write(call);
        } else {
            assertThatThrownBy(() -> client.api().write(call))
                    .isInstanceOfAny(NetworkFailure.class, ApiFailure.class)
                    .hasMessageStartingWith("cannot make a namespace: ")
                    .satisfies(e -> assertThat(e instanceof NetworkFailure)
                            .isEqualTo(String.valueOf(e.getMessage())
                                    .endsWith("; whether it was done all the same is not known")));
        }
        assertThat(cloudflare.api().get(NAMESPACES).result().findValuesAsText("title"))
                .filteredOn(title::equals)
                .hasSize(made);
    }

    @Test
    void aDeletionWhoseAnswerIsLostIsADeletion() throws IOException {
        String id = cloudflare
                .api()
                .send("POST", NAMESPACES, "{\"title\":\"" + title() + "\"}")
                .result()
                .path("id")
                .asText();
        TestClient client = TestClient.of(cloudflare.cloudflare().apiBase());
        wanted("DELETE *#1=cut-after");
        client.api().write(Call.set("delete a namespace", "DELETE", NAMESPACES + "/" + id, Body.none()));
        assertThat(client.log()).anyMatch(l -> l.contains("again"));
        assertThat(isMade()).isFalse();
    }
}
