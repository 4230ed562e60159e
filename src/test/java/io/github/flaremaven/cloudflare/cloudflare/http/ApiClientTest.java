package io.github.flaremaven.cloudflare.cloudflare.http;

import static io.github.flaremaven.cloudflare.testing.ScriptedServer.cut;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.html;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.json;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes, pages and the gate. */
class ApiClientTest {
    private static final Call GET = Call.get("list the things", "/things");

    private final ScriptedServer server = ScriptedServer.start();
    private final TestClient client = TestClient.of(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theResultIsWhatCounts() {
        server.then(ok("{\"a\":1}"));

        assertThat(client.api().get(GET)).isEqualTo(Json.parse("{\"a\":1}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 400, 404})
    void successDecidesWhateverTheStatus(int status) {
        server.then(json(status, "{\"success\":true,\"result\":5}"));

        assertThat(client.api().get(GET).asInt()).isEqualTo(5);
    }

    @Test
    void aRefusalWithStatus200IsARefusal() {
        server.then(error(200, 10007, "no such thing"));

        assertThatThrownBy(() -> client.api().get(GET)).hasMessageContaining("no such thing [code: 10007]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"success\":null}", "{\"success\":false}"})
    void withoutTheWordItIsNoSuccess(String body) {
        server.then(json(200, body));

        assertThatThrownBy(() -> client.api().get(GET)).hasMessageContaining("no reason given");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205})
    void anEmptyAnswerIsASuccess(int status) {
        server.then(raw(status, "application/json", ""));

        assertThat(client.api().get(GET).isMissingNode()).isTrue();
    }

    @Test
    void anEmptyAnswerWithAnotherStatusIsNone() {
        server.then(raw(200, "application/json", ""));

        assertThatThrownBy(() -> client.api().get(GET))
                .hasMessage("cannot list the things: the answer is empty (GET /things → 200)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"success\"", "null", "nothing", "{\"success\":true"})
    void whatIsNoJsonObjectIsNoAnswer(String body) {
        server.then(json(200, body, "cf-ray", "8f00-LHR"));

        assertThatThrownBy(() -> client.api().get(GET))
                .isInstanceOf(ApiFailure.class)
                .hasMessageStartingWith("cannot list the things: the answer is no JSON: \"")
                .hasMessageEndingWith("(GET /things → 200, ray 8f00-LHR)");
    }

    @Test
    void aPageOfAGatewayIsQuotedInShort() {
        server.on("GET /things", raw(502, "text/html", "<html>\n\n  " + "x".repeat(500), "cf-ray", "8f01"));

        assertThatThrownBy(() -> client.api().get(GET))
                .hasMessage("cannot list the things: the answer is no JSON: \"<html> " + "x".repeat(93)
                        + "\". The fault is on Cloudflare's side; see www.cloudflarestatus.com and run again"
                        + " (GET /things → 502, ray 8f01)");
    }

    @Test
    void aChallengeOfTheFirewallIsExplained() {
        server.then(html(403, "cf-mitigated", "challenge", "cf-ray", "8f02"));

        assertThatThrownBy(() -> client.api().get(GET))
                .hasMessage(
                        "cannot list the things: Cloudflare's firewall stopped the request with a challenge that only a "
                                + "browser can pass; run the build from another network, or show Cloudflare's support the ray "
                                + "(GET /things → 403, ray 8f02)");
    }

    @Test
    void aProxyThatWantsCredentialsIsExplained() {
        server.then(html(407));

        assertThatThrownBy(() -> client.api().get(GET))
                .hasMessageContaining("the proxy wants credentials; give the proxy of settings.xml");
    }

    @Test
    void errorsAreToldWithWhatLiesBelowThem() {
        server.then(json(400, """
                        {"success":false,"errors":[
                          {"code":10021,"message":" first ","documentation_url":"https://developers.cloudflare.com/x",
                           "error_chain":[{"code":1,"message":"inner","error_chain":[{"message":"innermost"}]}]},
                          {"code":10022,"message":"second"}],
                         "messages":["plain words",{"code":7,"message":"more words"}],"result":null}
                        """));

        ApiFailure failure =
                catchThrowableOfType(ApiFailure.class, () -> client.api().get(GET));

        assertThat(failure)
                .hasMessage("cannot list the things: first (see https://developers.cloudflare.com/x) [code: 10021]; "
                        + "inner [code: 1]; innermost; second [code: 10022]; note: plain words; note: more words. "
                        + "The Worker was refused when Cloudflare started it; rehearse it with -Dcloudflare.local "
                        + "(GET /things → 400)");
        assertThat(failure.reasons()).extracting(ApiFailure.Reason::code).containsExactly(10021, 1, 0, 10022);
        assertThat(failure.code()).isEqualTo(10021);
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.call()).isEqualTo("GET /things");
        assertThat(failure.rayId()).isEmpty();
    }

    @Test
    void aCodeFurtherDownIsNotWhatWasRefused() {
        server.then(json(400, """
                        {"success":false,"errors":[
                          {"code":10021,"message":"a","error_chain":[{"code":10007,"message":"b"}]}]}
                        """));

        assertThatThrownBy(() -> client.api().find(GET, 10007))
                .hasMessageContaining("a [code: 10021]; b [code: 10007]");
    }

    @Test
    void whatDoesNotExistIsAbsent() {
        server.then(error(404, 10090, "not found"));

        assertThat(client.api().find(GET, 10007, 10090)).isEmpty();
    }

    @Test
    void anotherShapeOfErrorIsUnderstood() {
        server.then(json(400, "{\"error\":\"bad thing\",\"code\":42}"));

        assertThatThrownBy(() -> client.api().get(GET)).hasMessageContaining("bad thing [code: 42]");
    }

    @Test
    void theWaitThatTheApiAskedForIsTold() {
        server.then(error(429, 971, "slow down", "Retry-After", "Sat, 21 Nov 2026 12:05:00 GMT"));

        ApiFailure failure =
                catchThrowableOfType(ApiFailure.class, () -> client.api().get(GET));

        assertThat(failure)
                .hasMessage(
                        "cannot list the things: slow down [code: 971]. The API's rate limit is reached: 1200 requests "
                                + "in 5 minutes; wait and run again (GET /things → 429, retry after 300 s)");
        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(5));
    }

    @Test
    void failedClassesAreNamed() {
        server.then(json(400, """
                        {"success":false,"errors":[{"code":100402,"message":"exports do not fit","meta":{"details":[
                          {"class":"Room","scenario":"x","message":"is not provisioned","suggestion":"add it"},
                          {"class":"Hall","message":"is gone"}]}}]}
                        """));

        assertThatThrownBy(() -> client.api().get(GET))
                .hasMessageContaining(
                        "exports do not fit; Room: is not provisioned (add it); Hall: is gone [code: 100402]");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        server.then(json(400, "{\"success\":false,\"errors\":[{\"message\":\"\\u001b[31mred\\nnext\"}]}"));

        assertThatThrownBy(() -> client.api().get(GET)).hasMessageContaining("\\u001B[31mred\nnext");
    }

    @Test
    void pagesAreReadToTheEnd() {
        server.then(
                json(200, page("[1,2]", 1, 2, 5)), json(200, page("[3,4]", 2, 2, 5)), json(200, page("[5]", 3, 2, 5)));

        assertThat(numbers(client.api().pages(GET.query("name", "x")))).containsExactly(1, 2, 3, 4, 5);
        assertThat(server.lines())
                .containsExactly("GET /things?name=x&page=1", "GET /things?name=x&page=2", "GET /things?name=x&page=3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":true,\"result\":[1]}",
                "{\"success\":true,\"result\":[1],\"result_info\":null}",
                "{\"success\":true,\"result\":[1],\"result_info\":{\"page\":1,\"per_page\":50}}",
                "{\"success\":true,\"result\":[1],\"result_info\":{\"per_page\":1,\"total_count\":9}}",
            })
    void withoutAWholeResultInfoThereIsOnePage(String body) {
        server.on("GET /things", json(200, body));

        assertThat(numbers(client.api().pages(GET))).containsExactly(1);
        assertThat(server.lines()).hasSize(1);
    }

    @Test
    void anApiThatIgnoresThePageIsNotAskedForEver() {
        server.on("GET /things", json(200, page("[1,2]", 1, 2, 5)));

        assertThat(client.api().pages(GET)).hasSize(6);
        assertThat(server.lines()).hasSize(3);
    }

    @Test
    void anEmptyPageIsTheLast() {
        server.then(json(200, page("[1,2]", 1, 2, 500)), json(200, page("[]", 2, 2, 500)));

        assertThat(client.api().pages(GET)).hasSize(2);
    }

    @Test
    void aCursorLeadsOn() {
        server.then(
                json(200, "{\"success\":true,\"result\":[1],\"result_info\":{\"cursor\":\"a b\"}}"),
                json(200, "{\"success\":true,\"result\":[2],\"result_info\":{\"cursor\":\"\"}}"));

        assertThat(numbers(client.api().cursor(GET))).containsExactly(1, 2);
        assertThat(server.lines()).containsExactly("GET /things", "GET /things?cursor=a+b");
    }

    @Test
    void aCursorThatLeadsInACircleIsFollowedOnce() {
        server.on("GET /things", json(200, "{\"success\":true,\"result\":[1],\"result_info\":{\"cursor\":\"a\"}}"));

        assertThat(client.api().cursor(GET)).hasSize(2);
    }

    @Test
    void theGateHoldsWhatWrites() {
        List<String> shown = new ArrayList<>();
        TestClient dry = TestClient.of(server.base(), call -> {
            shown.add(call.line());
            return false;
        });
        server.on("GET /things", ok("1"));

        JsonNode result = dry.api()
                .write(
                        Call.once("make", "POST", "/things", Body.none()),
                        () -> Json.object().put("id", "assumed"));

        assertThat(result.path("id").asText()).isEqualTo("assumed");
        assertThat(dry.api().get(GET).asInt()).isEqualTo(1);
        assertThat(shown).containsExactly("POST /things");
        assertThat(server.lines()).containsExactly("GET /things");
    }

    @Test
    void aDeletionWhoseAnswerWasLostIsOne() {
        server.then(ScriptedServer.cutHalfWay(), error(404, 10007, "gone"));

        client.api().write(Call.set("delete it", "DELETE", "/things/1", Body.none()));

        assertThat(server.lines()).containsExactly("DELETE /things/1", "DELETE /things/1");
    }

    @Test
    void aDeletionOfWhatIsNotThereIsNone() {
        server.then(error(404, 10007, "gone"));

        assertThatThrownBy(() -> client.api().write(Call.set("delete it", "DELETE", "/things/1", Body.none())))
                .hasMessageContaining("gone [code: 10007]");
    }

    @Test
    void aWriteThatIsCutIsNotMadeAgain() {
        server.on("POST /things", cut());

        assertThatThrownBy(() -> client.api().write(Call.once("make it", "POST", "/things", Body.none())))
                .hasMessageContaining("cannot make it: 127.0.0.1:");
        assertThat(server.lines()).hasSize(1);
    }

    private static String page(String items, int page, int perPage, int total) {
        return "{\"success\":true,\"result\":" + items + ",\"result_info\":{\"page\":" + page + ",\"per_page\":"
                + perPage + ",\"total_count\":" + total + "}}";
    }

    private static List<Integer> numbers(List<JsonNode> nodes) {
        return nodes.stream().map(JsonNode::asInt).toList();
    }
}
