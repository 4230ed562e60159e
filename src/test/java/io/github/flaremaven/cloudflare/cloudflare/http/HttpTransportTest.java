package io.github.flaremaven.cloudflare.cloudflare.http;

import static io.github.flaremaven.cloudflare.testing.ScriptedServer.cut;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.cutHalfWay;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.html;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.json;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.testing.ManualTime;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Reply;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {
    private static final Call GET = Call.get("read it", "/thing");
    private static final Call ONCE = Call.once("do it", "POST", "/thing", Body.json(Json.object()));

    private final ScriptedServer server = ScriptedServer.start();
    private final TestClient client = TestClient.of(server);

    @AfterEach
    void close() {
        server.close();
    }

    static Stream<Reply> failures() {
        return Stream.of(html(500), html(502), html(503), html(524), cut(), cutHalfWay());
    }

    /** Without the cut before the answer, after which the JDK's client repeats a read by itself. */
    static Stream<Reply> failuresOfReads() {
        return Stream.of(html(500), html(502), html(503), html(524), cutHalfWay());
    }

    @ParameterizedTest
    @MethodSource("failuresOfReads")
    void aReadIsMadeAgain(Reply failure) {
        server.then(failure, failure, ok("7"));

        Answer answer = client.transport().send(GET);

        assertThat(answer.body()).contains("7");
        assertThat(answer.repeated()).isTrue();
        assertThat(server.lines()).hasSize(3);
        assertThat(client.time().waits()).hasSize(2);
        assertThat(client.time().waits().get(0)).isBetween(Duration.ZERO, Duration.ofMillis(500));
        assertThat(client.time().waits().get(1)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
    }

    @Test
    void aReadIsMadeAgainAfterACut() {
        server.then(cut(), ok("7"));

        assertThat(client.transport().send(GET).body()).contains("7");
    }

    @Test
    void aThirdFailureIsTheAnswer() {
        server.then(html(500), html(500), html(502), ok("7"));

        assertThat(client.transport().send(GET).status()).isEqualTo(502);
        assertThat(server.lines()).hasSize(3);
    }

    @Test
    void aThirdCutIsAFailureThatNamesHostAndReason() {
        server.on("GET /thing", cut());

        assertThatThrownBy(() -> client.transport().send(GET))
                .isInstanceOf(NetworkFailure.class)
                .hasMessageStartingWith("cannot read it: 127.0.0.1:" + server.port() + ": the connection broke off");
        assertThat(client.log())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("GET /thing again: the connection broke off"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatWouldBeDoneTwiceIsNeverMadeAgain(Reply failure) {
        server.then(failure, ok("7"));

        try {
            assertThat(client.transport().send(ONCE).status()).isGreaterThanOrEqualTo(500);
        } catch (NetworkFailure cut) {
            assertThat(cut).hasMessageContaining("the connection broke off");
        }
        assertThat(server.lines()).hasSize(1);
        assertThat(client.time().waits()).isEmpty();
    }

    @Test
    void whatWasRefusedForNowIsMadeAgain() {
        server.then(html(429), html(429, "Retry-After", "20"), ok("7"));

        assertThat(client.transport().send(ONCE).status()).isEqualTo(200);
        assertThat(server.lines()).hasSize(3);
        assertThat(client.time().waits().get(0)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(client.time().waits().get(1)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        assertThat(client.log())
                .containsExactly(
                        "POST /thing 429",
                        "POST /thing again: status 429",
                        "POST /thing 429",
                        "POST /thing again: status 429",
                        "POST /thing 200");
    }

    @Test
    void retryAfterMayBeADate() {
        server.then(html(503, "Retry-After", "Sat, 21 Nov 2026 12:00:42 GMT"), ok("7"));

        assertThat(client.transport().send(GET).status()).isEqualTo(200);
        assertThat(client.time().waits().get(0)).isBetween(Duration.ofSeconds(42), Duration.ofSeconds(43));
    }

    @ParameterizedTest
    @ValueSource(strings = {"61", "3600", "Sat, 21 Nov 2026 13:00:00 GMT", "99999999999999999999"})
    void aLongWaitIsReportedInstead(String retryAfter) {
        server.then(html(429, "Retry-After", retryAfter), ok("7"));

        Answer answer = client.transport().send(GET);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.retryAfter()).hasValueSatisfying(w -> assertThat(w).isGreaterThan(Retries.LONGEST_WAIT));
        assertThat(client.time().waits()).isEmpty();
    }

    @Test
    void anAnswerThatNeverBeginsEndsWithTheDeadline() {
        server.then(server.stall());

        assertThatThrownBy(() -> client.transport().send(ONCE.within(Duration.ofMillis(200))))
                .isInstanceOf(NetworkFailure.class)
                .hasMessageContaining("no whole answer arrived within 200 milliseconds");
    }

    @Test
    void anAnswerThatNeverEndsEndsWithTheDeadline() {
        server.then(server.stallHalfWay(), server.stallHalfWay(), ok("7"));

        assertThat(client.transport().send(GET.within(Duration.ofMillis(200))).status())
                .isEqualTo(200);
        assertThat(client.log())
                .contains("GET /thing again: no whole answer arrived within 200 milliseconds")
                .hasSize(3);
    }

    @Test
    void anAnswerThatDribblesEndsWithTheDeadline() {
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        });

        assertThatThrownBy(() -> client.transport().send(ONCE.within(Duration.ofMillis(200))))
                .hasMessageContaining("no whole answer arrived within 200 milliseconds");
    }

    @Test
    void aRequestThatIsStuckEndsWithTheDeadline(@TempDir Path folder) throws IOException {
        server.then(server.stallUpload());
        Path large = Files.write(folder.resolve("large.bin"), new byte[8 << 20]);
        Body.Raw body =
                new Body.Raw(new Content.OfFile(large, 8 << 20, Content.Encoding.AS_IT_IS), "application/octet-stream");

        assertThatThrownBy(() -> client.transport()
                        .send(Call.once("send it", "POST", "/thing", body).within(Duration.ofMillis(300))))
                .isInstanceOf(NetworkFailure.class)
                .hasMessageContaining("cannot send it: ")
                .hasMessageContaining("the request was stuck half-way for 300 milliseconds");
    }

    @Test
    void nobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThatThrownBy(() -> TestClient.of(URI.create("http://127.0.0.1:" + free + "/v4"))
                        .transport()
                        .send(GET))
                .isInstanceOf(NetworkFailure.class)
                .hasMessage("cannot read it: 127.0.0.1:" + free
                        + ": the connection was refused (without a proxy; settings.xml names none for it)");
    }

    @Test
    void nobodyKnowsTheHost() {
        assertThatThrownBy(() -> TestClient.of(URI.create("http://no-such-host.invalid/v4"))
                        .transport()
                        .send(GET))
                .isInstanceOf(NetworkFailure.class)
                .hasMessageContaining("no-such-host.invalid: the host name cannot be resolved");
    }

    @Test
    void everyCallSaysWhoItIs() {
        client.transport().send(GET);

        assertThat(server.received().get(0).header("Authorization")).contains("Bearer " + TestClient.TOKEN);
        assertThat(server.received().get(0).header("User-Agent")).contains("cloudflare-maven-plugin/test");
        assertThat(server.received().get(0).header("Content-Type")).isEmpty();
    }

    @Test
    void aCallMayBringItsOwnAuthorization() {
        client.transport().send(GET.header("Authorization", "Bearer session"));

        assertThat(server.received().get(0).headers().get("Authorization")).containsExactly("Bearer session");
    }

    @Test
    void theLegacyKeyTravelsInItsOwnHeaders() {
        new HttpTransport(
                        new HttpTransport.ApiTarget(
                                server.base(),
                                new Credentials.GlobalKey(new Secret("key"), "me@example.com", "a test"),
                                "test",
                                Optional.empty()),
                        new HttpClients(),
                        TransportListener.silent(),
                        new ManualTime(),
                        new ManualTime())
                .send(GET);

        assertThat(server.received().get(0).header("X-Auth-Key")).contains("key");
        assertThat(server.received().get(0).header("X-Auth-Email")).contains("me@example.com");
        assertThat(server.received().get(0).header("Authorization")).isEmpty();
    }

    @Test
    void queryAndPathAreEncoded() {
        client.transport()
                .send(Call.get("read", "/a/" + Urls.encode("ü /?"))
                        .query("name", "a b&c")
                        .query("n", "é"));

        assertThat(server.lines()).containsExactly("GET /a/%C3%BC%20%2F%3F?name=a+b%26c&n=%C3%A9");
    }

    @Test
    void redirectsAreNotFollowed() {
        server.then(raw(302, "text/plain", "", "Location", "http://127.0.0.1:" + server.port() + "/elsewhere"));

        assertThat(client.transport().send(GET).status()).isEqualTo(302);
        assertThat(server.lines()).hasSize(1);
    }

    @Test
    void aValueThatNoHeaderCarriesIsNotRepeatedInTheMessage() {
        Credentials odd = new Credentials.ApiToken(new Secret("abc\ndef"), "a test");
        Transport transport = new HttpTransport(
                new HttpTransport.ApiTarget(server.base(), odd, "test", Optional.empty()),
                new HttpClients(),
                TransportListener.silent(),
                new ManualTime(),
                new ManualTime());

        assertThatThrownBy(() -> transport.send(GET))
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "cannot read it: the value for the header Authorization holds a character that no header can "
                                + "carry; check the credentials")
                .hasNoCause();
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void requestsGoThroughTheProxy() {
        server.then(json(200, "{\"success\":true}"));
        TestClient proxied =
                TestClient.through(proxy(Optional.empty()), URI.create("http://api.cloudflare.invalid/client/v4"));

        assertThat(proxied.transport().send(GET).status()).isEqualTo(200);
        assertThat(server.lines()).containsExactly("GET http://api.cloudflare.invalid/client/v4/thing");
    }

    @Test
    void theProxyGetsItsOwnCredentials() {
        server.then(
                raw(407, "text/html", "who are you?", "Proxy-Authenticate", "Basic realm=\"office\""),
                json(200, "{\"success\":true}"));
        Authenticator authenticator = new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("me", "pass".toCharArray());
            }
        };
        TestClient proxied = TestClient.through(
                proxy(Optional.of(authenticator)), URI.create("http://api.cloudflare.invalid/client/v4"));

        assertThat(proxied.transport().send(GET).status()).isEqualTo(200);
        assertThat(server.received().get(1).header("Proxy-Authorization")).contains("Basic bWU6cGFzcw==");
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        HttpTransport.Proxy gone = new HttpTransport.Proxy(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), free)),
                Optional.empty(),
                "127.0.0.1:" + free);

        assertThatThrownBy(() -> TestClient.through(gone, URI.create("http://api.cloudflare.invalid/client/v4"))
                        .transport()
                        .send(GET))
                .hasMessage("cannot read it: api.cloudflare.invalid: the connection was refused (through the proxy "
                        + "127.0.0.1:" + free + ")");
    }

    @Test
    void anInterruptEndsTheWaitAndStays() throws InterruptedException {
        server.then(server.stall());
        List<Throwable> thrown = new java.util.concurrent.CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                client.transport().send(GET);
            } catch (NetworkFailure e) {
                thrown.add(e);
                thrown.add(new IllegalStateException(
                        "interrupted: " + Thread.currentThread().isInterrupted()));
            }
        });
        caller.start();
        while (server.received().isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        caller.join();

        assertThat(thrown).hasSize(2);
        assertThat(thrown.get(0)).hasMessage("cannot read it: interrupted");
        assertThat(thrown.get(1)).hasMessage("interrupted: true");
    }

    @Test
    void aFileOfAnotherSizeIsNoMatterOfTheNetwork(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.txt"), new byte[10]);
        for (long announced : new long[] {9, 11}) {
            Body.Raw body = new Body.Raw(new Content.OfFile(file, announced, Content.Encoding.AS_IT_IS), "text/plain");

            assertThatThrownBy(() -> client.transport().send(Call.set("send it", "POST", "/thing", body)))
                    .isInstanceOf(InputFailure.class)
                    .hasMessage("cannot send it: the file " + file + " changed while it was uploaded");
        }
    }

    @Test
    void aFileThatIsGoneIsNoMatterOfTheNetwork(@TempDir Path folder) {
        Path file = folder.resolve("gone.txt");
        Body.Multipart body = new Body.Multipart(List.of(
                new Body.Part("a", Optional.empty(), Optional.empty(), Content.of(Bytes.of("first"))),
                new Body.Part(
                        "b",
                        Optional.empty(),
                        Optional.empty(),
                        new Content.OfFile(file, 10, Content.Encoding.BASE64))));

        assertThatThrownBy(() -> client.transport().send(Call.set("send it", "POST", "/thing", body)))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("cannot send it: the file " + file + " cannot be read any more");
    }

    private HttpTransport.Proxy proxy(Optional<Authenticator> authenticator) {
        return new HttpTransport.Proxy(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())),
                authenticator,
                "127.0.0.1:" + server.port());
    }
}
