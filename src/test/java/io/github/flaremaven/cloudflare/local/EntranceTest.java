package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.front.Entrance;
import io.github.flaremaven.cloudflare.local.front.Home;
import io.github.flaremaven.cloudflare.local.front.LocalCertificate;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where clients of Workers come in, and how their requests look to a Worker that is at home there. */
class EntranceTest {
    private static final String TELLS = "export default { async fetch(request) { return Response.json({"
            + " url: request.url, host: request.headers.get('Host'), origin: request.headers.get('Origin'),"
            + " proto: request.headers.get('X-Forwarded-Proto') }, { headers: ["
            + "['Location', new URL('/next', request.url).href], ['Set-Cookie', 'a=b; Domain=shop.example; Path=/'],"
            + "['Set-Cookie', 'c=d'], ['X-Other', 'https://elsewhere.example/']] }); } };";

    @TempDir
    Path folder;

    private EmbeddedCloudflare start(Entrance entrance) {
        StateFolder state = StateFolder.tryOpen(folder.resolve("state")).orElseThrow();
        try {
            return EmbeddedCloudflare.start(
                    state, TestCloudflare.options(0, 0), entrance, Clock.systemUTC(), TestCloudflare.deaf());
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static TestApi api(EmbeddedCloudflare cloudflare) {
        return new TestApi(cloudflare.apiBase(), cloudflare.workersPort());
    }

    @Test
    void theWorkerAtHomeAnswersWhereNoHostSaysOtherwise() throws Exception {
        try (EmbeddedCloudflare cloudflare = start(Entrance.loopback(0))) {
            cloudflare.home(new Home("two", Optional.empty(), Optional.empty()));
            TestApi api = api(cloudflare);
            api.deploy("one", WorkerUpload.answering("'one'"));
            assertThat(api.askHost("localhost", "/").statusCode()).isEqualTo(404);
            api.deploy("two", WorkerUpload.answering("'two'"));
            assertThat(api.askHost("localhost", "/").body()).isEqualTo("two");
            assertThat(api.askHost("192.168.1.7", "/").body()).isEqualTo("two");
            assertThat(api.askHost("one.localhost", "/").body()).isEqualTo("one");
        }
    }

    @Test
    void requestsLookAsIfTheyCameToTheHost() throws Exception {
        try (EmbeddedCloudflare cloudflare = start(Entrance.loopback(0))) {
            cloudflare.home(new Home("shop", Optional.of("https"), Optional.of("shop.example")));
            api(cloudflare).deploy("shop", WorkerUpload.module(TELLS));
            String local = "http://localhost:" + cloudflare.workersPort();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(local + "/a?b=c"))
                                    .header("Origin", local)
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(Json.parse(answer.body())).isEqualTo(Json.parse("""
                    {"url": "https://shop.example/a?b=c", "host": "shop.example", "origin": "https://shop.example",
                     "proto": "https"}"""));
            assertThat(answer.headers().firstValue("Location")).hasValue(local + "/next");
            assertThat(answer.headers().firstValue("X-Other")).hasValue("https://elsewhere.example/");
            assertThat(answer.headers().allValues("Set-Cookie"))
                    .containsExactlyInAnyOrder("a=b; Domain=localhost; Path=/", "c=d");
        }
    }

    @Test
    void httpsWithItsOwnCertificate() throws Exception {
        Entrance.Certificate certificate = LocalCertificate.in(folder.resolve("cache"), Clock.systemUTC());
        assertThat(Files.getPosixFilePermissions(certificate.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (EmbeddedCloudflare cloudflare = start(new Entrance("127.0.0.1", 0, Optional.of(certificate)))) {
            cloudflare.home(new Home("shop", Optional.empty(), Optional.empty()));
            api(cloudflare).deploy("shop", WorkerUpload.module(TELLS));
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(certificate)).build();
            for (String host : List.of("localhost", "127.0.0.1")) {
                String url = "https://" + host + ":" + cloudflare.workersPort() + "/";
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
                assertThat(Json.parse(answer.body()).path("url").asText()).isEqualTo(url);
                assertThat(Json.parse(answer.body()).path("proto").asText()).isEqualTo("https");
            }
            assertThat(cloudflare.url("shop")).isEqualTo("https://shop.localhost:" + cloudflare.workersPort());
        }
    }

    @Test
    void theCertificateIsKeptAndRenewedBeforeItEnds() throws Exception {
        Path file = LocalCertificate.in(folder, Clock.systemUTC()).file();
        byte[] first = Files.readAllBytes(file);
        LocalCertificate.in(folder, Clock.systemUTC());
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        LocalCertificate.in(folder, Clock.fixed(Instant.now().plus(Duration.ofDays(390)), ZoneOffset.UTC));
        assertThat(Files.readAllBytes(file)).isNotEqualTo(first);
        Files.writeString(file, "damaged");
        LocalCertificate.in(folder, Clock.systemUTC());
        assertThat(Files.size(file)).isGreaterThan(100);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aTakenPortIsToldWithItsOwner() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> start(Entrance.loopback(taken.getLocalPort())))
                    .isInstanceOf(InputFailure.class)
                    .hasMessage("the port " + taken.getLocalPort() + " for Workers is taken by the process "
                            + ProcessHandle.current().pid()
                            + " (java); end that one, or choose another port with -Dcloudflare.port");
        }
        start(Entrance.loopback(0)).close(); // the state was not left locked
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() {
        assertThatThrownBy(() -> start(new Entrance("192.0.2.1", 0, Optional.empty())))
                .isInstanceOf(InputFailure.class)
                .hasMessage("this machine has no address 192.0.2.1 to listen on for Workers");
    }

    private static SSLContext trusting(Entrance.Certificate certificate) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.file())) {
            own.load(in, certificate.password().toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("local", own.getCertificate("localhost"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
