package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that show a client certificate. */
class ClientCertificateTest {
    private static final String PATH = TestApi.ACCOUNT + "/mtls_certificates";
    private static final char[] PASSWORD = "password".toCharArray();

    /** A certificate that signs itself, with its key. */
    private record Identity(KeyStore store) {
        static Identity make(Path folder, String name) throws Exception {
            Path file = folder.resolve(name + ".p12");
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "it",
                            "-keyalg",
                            "RSA",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-ext",
                            "bc=ca:true",
                            "-validity",
                            "30",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD)))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(output).isZero();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return new Identity(store);
        }

        String certificate() throws Exception {
            return pem("CERTIFICATE", store.getCertificate("it").getEncoded());
        }

        String key() throws Exception {
            return pem("PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded());
        }

        private static String pem(String kind, byte[] content) {
            return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                    + kind + "-----\n";
        }
    }

    /** A server that takes only clients with this certificate, and answers with its name. */
    private static HttpsServer server(Identity own, Identity client) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.store(), PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.store().getCertificate("it"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = context.getDefaultSSLParameters();
                needed.setNeedClientAuth(true);
                parameters.setSSLParameters(needed);
            }
        });
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] name = ((HttpsExchange) exchange)
                        .getSSLSession()
                        .getPeerPrincipal()
                        .getName()
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, name.length);
                exchange.getResponseBody().write(name);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        server.start();
        return server;
    }

    private static ObjectNode body(String name, Identity identity, boolean authority) throws Exception {
        ObjectNode body = Json.object().put("name", name).put("certificates", identity.certificate());
        return authority
                ? body.put("ca", true)
                : body.put("private_key", identity.key()).put("ca", false);
    }

    @Test
    void aBindingShowsItsCertificate(@TempDir Path folder) throws Exception {
        Identity client = Identity.make(folder, "client");
        Identity other = Identity.make(folder, "server");
        HttpsServer server = server(other, client);
        Path state = folder.resolve("state");
        String worker = """
                export default {
                  async fetch(request, env) {
                    try {
                      return new Response(await (await env.CERT.fetch("https://localhost:PORT/")).text());
                    } catch (e) {
                      return new Response("no: " + e.message);
                    }
                  },
                };
                """.replace("PORT", String.valueOf(server.getAddress().getPort()));
        try (TestCloudflare cloudflare = TestCloudflare.start(state)) {
            TestApi api = cloudflare.api();
            String binding = "{\"type\":\"mtls_certificate\",\"name\":\"CERT\",\"certificate_id\":\"%s\"}";
            api.deploy("early", WorkerUpload.module(worker).binding(binding.formatted("unknown")));
            assertThat(api.ask("early", "/").body())
                    .startsWith("no: the certificate unknown of the binding CERT does not exist");

            TestApi.Answer mixed = api.send(
                    "POST", PATH, Json.compact(body("mixed", client, false).put("private_key", other.key())));
            assertThat(mixed.status()).isEqualTo(400);
            assertThat(mixed.message()).contains("not that of the certificate");
            api.send("POST", PATH, Json.compact(body("authority", other, true))).result();
            JsonNode uploaded = api.send("POST", PATH, Json.compact(body("mine", client, false)))
                    .result();
            assertThat(uploaded.path("issuer").asText()).isEqualTo("CN=client");
            assertThat(uploaded.toString()).doesNotContain("PRIVATE KEY");
            assertThat(api.send("POST", PATH, Json.compact(body("again", client, false)))
                            .code())
                    .isEqualTo(1406);
            assertThat(api.get(PATH + "?ca=false").result().findValuesAsText("name"))
                    .containsExactly("mine");
            assertThat(api.get(PATH + "?name=authority").result()).hasSize(1);
            String id = uploaded.path("id").asText();
            api.deploy("secure", WorkerUpload.module(worker).binding(binding.formatted(id)));
            assertThat(api.ask("secure", "/").body()).isEqualTo("CN=client");
            assertThat(api.delete(PATH + "/" + id).code()).isEqualTo(1429);
        }
        try (TestCloudflare cloudflare = TestCloudflare.start(state)) {
            TestApi api = cloudflare.api();
            assertThat(api.ask("secure", "/").body()).isEqualTo("CN=client");
            api.delete(TestApi.script("secure")).result();
            String id = api.get(PATH + "?name=mine").result().path(0).path("id").asText();
            api.delete(PATH + "/" + id).result();
            assertThat(api.get(PATH + "/" + id).status()).isEqualTo(404);
        } finally {
            server.stop(0);
        }
    }
}
