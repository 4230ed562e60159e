package io.github.flaremaven.cloudflare.cloudflare;

import static io.github.flaremaven.cloudflare.testing.ScriptedServer.cut;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.json;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.cloudflare.http.Credentials;
import io.github.flaremaven.cloudflare.cloudflare.http.TestClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Reply;
import io.github.flaremaven.cloudflare.testing.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A canary: neither the token nor a secret may come out anywhere, even when the API sends it back. */
class SecretsStaySecretTest {
    private static final String WORD = "canaryValue";
    private static final String SECRET = WORD + "\"& <é>";
    private static final String KEY =
            "-----BEGIN KEY-----\n" + WORD + "AAAAAAAAAAAAAAAAAA\n" + WORD + "BBBBBBBBBBBBBBBBBB\n-----END KEY-----\n";
    private static final String TOKEN = TestClient.TOKEN;

    private final ScriptedServer server = ScriptedServer.start();
    private final TestClient client = TestClient.of(server);
    private final WorkerApi worker = new CloudflareApi(client.api(), "a".repeat(32)).worker("api");

    @AfterEach
    void close() {
        server.close();
    }

    static Stream<Reply> answersThatSayItAll() {
        String inJson = Json.compact(Json.object().textNode(SECRET + " " + KEY + " " + TOKEN));
        String said = inJson.substring(1, inJson.length() - 1);
        return Stream.of(
                error(400, 10021, said),
                error(400, 10021, "first line: " + KEY.lines().toList().get(1)),
                error(400, 10021, Urls.encode(SECRET) + Urls.encode(TOKEN)),
                json(400, "{\"success\":false,\"errors\":[],\"messages\":[\"" + said + "\"]}"),
                json(400, "{\"error\":\"" + said + "\"}"),
                json(
                        400,
                        "{\"success\":false,\"errors\":[{\"code\":1,\"message\":\"x\",\"error_chain\":[{\"message\":\""
                                + said + "\"}],\"documentation_url\":\"" + said + "\"}]}"),
                json(
                        400,
                        "{\"success\":false,\"errors\":[{\"message\":\"x\",\"meta\":{\"details\":[{\"message\":\""
                                + said + "\"}]}}]}"),
                json(400, "{\"success\":false,\"errors\":[{\"message\":\"" + said),
                raw(400, "text/html", "x".repeat(90) + SECRET),
                raw(400, "text/html", "x".repeat(90) + TOKEN),
                raw(400, "text/html", "x".repeat(60) + KEY),
                cut());
    }

    @ParameterizedTest
    @MethodSource("answersThatSayItAll")
    void whatComesBackIsMasked(Reply reply) {
        Map<String, Optional<Secret>> secrets = new LinkedHashMap<>();
        secrets.put("A", Optional.of(new Secret(SECRET)));
        secrets.put("B", Optional.of(new Secret(KEY)));
        server.on("PATCH /accounts/" + "a".repeat(32) + "/workers/scripts/api/secrets-bulk", reply);

        Throwable failure = catchThrowable(() -> worker.secrets().bulk(secrets));

        assertThat(failure).isInstanceOf(Failure.class);
        assertThat(server.received().get(0).text()).contains(WORD);
        assertThat(Texts.of(failure) + client.log()).doesNotContain(WORD, TOKEN, "canary");
    }

    @Test
    void aSecretThatBeginsAnotherOneLeavesNothingOfIt() {
        client.api().mask(new Secret("canary"));
        client.api().mask(new Secret("canary-and-more"));
        server.then(error(400, 1, "it was canary-and-more"));

        assertThat(catchThrowable(() -> client.api().get(Call.get("read", "/x"))))
                .hasMessageContaining("it was ********")
                .hasMessageNotContaining("more");
    }

    @Test
    void ordinaryWordsAreNotMasked() {
        client.api().mask(new Secret("a"));
        server.then(error(400, 1, "what a pity"));

        assertThat(catchThrowable(() -> client.api().get(Call.get("read", "/x"))))
                .hasMessageContaining("what a pity");
    }

    @Test
    void theTokensOfAnUploadSessionAreSecretsToo() {
        server.then(
                ok("{\"jwt\":\"head.session-canary.sign\",\"buckets\":[[\"" + "0".repeat(32) + "\"]]}"),
                error(400, 1, "head.session-canary.sign is over"));
        UploadSession session = worker.assets().start(Json.object());

        Body.Part part = new Body.Part("a", Optional.of("a"), Optional.empty(), Content.of(Bytes.of("x")));
        Throwable failure = catchThrowable(
                () -> worker.assets().upload(session, new Body.Multipart(List.of(part)), "the asset /a"));

        assertThat(server.received().get(1).header("Authorization")).contains("Bearer head.session-canary.sign");
        assertThat(Texts.of(failure) + session + client.log()).doesNotContain("canary");
    }

    @Test
    void nothingPrintsItself() {
        Secret secret = new Secret(SECRET);
        Call call = Call.set("x", "PUT", "/x", Body.json(Json.object().put("text", SECRET)))
                .header("Authorization", "Bearer " + TOKEN);

        assertThat(Stream.of(
                                secret,
                                Optional.of(secret),
                                call,
                                call.body(),
                                new Credentials.ApiToken(secret, "x"),
                                new Credentials.GlobalKey(secret, "me@example.com", "x"),
                                new Binding.SecretText("A", secret),
                                new Binding.Hyperdrive("H", "id", Optional.of(secret)))
                        .map(Object::toString))
                .noneMatch(text -> text.contains(WORD) || text.contains(TOKEN));
    }
}
