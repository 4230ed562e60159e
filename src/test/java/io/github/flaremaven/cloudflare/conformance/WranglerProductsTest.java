package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.local.TestApi;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Wrangler's commands for the smaller products do on the embedded Cloudflare what they do on the real one. */
class WranglerProductsTest extends WranglerTest {
    @Test
    void keepsSecretsInAStore() throws IOException {
        wrangler("secrets-store", "store", "create", "vault", "--remote");
        JsonNode store =
                api.get(TestApi.ACCOUNT + "/secrets_store/stores").result().path(0);
        String id = store.path("id").asText();
        assertThat(wrangler("secrets-store", "store", "list", "--remote")).contains(id, "vault");
        wrangler(
                "secrets-store",
                "secret",
                "create",
                id,
                "--name",
                "KEY",
                "--value",
                "first",
                "--scopes",
                "workers",
                "--remote");
        JsonNode secret = api.get(TestApi.ACCOUNT + "/secrets_store/stores/" + id + "/secrets")
                .result()
                .path(0);
        String secretId = secret.path("id").asText();
        worker("keeper", "await env.KEY.get()", """
                [[secrets_store_secrets]]
                binding = "KEY"
                store_id = "%s"
                secret_name = "KEY"
                """.formatted(id));
        wrangler("deploy");
        assertThat(api.ask("keeper", "/").body()).isEqualTo("first");
        wrangler(
                "secrets-store",
                "secret",
                "update",
                id,
                "--secret-id",
                secretId,
                "--value",
                "second",
                "--scopes",
                "workers",
                "--remote");
        assertThat(api.ask("keeper", "/").body()).isEqualTo("second");
        assertThat(wrangler("secrets-store", "secret", "list", id, "--remote"))
                .contains("KEY", secretId)
                .doesNotContain("second");
        assertThat(wrangler("secrets-store", "secret", "get", id, "--secret-id", secretId, "--remote"))
                .contains("KEY")
                .doesNotContain("second");
        wrangler("secrets-store", "secret", "delete", id, "--secret-id", secretId, "--remote");
        assertThat(api.ask("keeper", "/").statusCode()).isEqualTo(500);
        wrangler("secrets-store", "store", "delete", id, "--remote");
        assertThat(api.get(TestApi.ACCOUNT + "/secrets_store/stores").result()).isEmpty();
    }

    @Test
    void uploadsClientCertificates() throws Exception {
        makeCertificate();
        wrangler("mtls-certificate", "upload", "--cert", "cert.pem", "--key", "key.pem", "--name", "mine");
        JsonNode uploaded = api.get(TestApi.ACCOUNT + "/mtls_certificates?name=mine")
                .result()
                .path(0);
        assertThat(uploaded.path("issuer").asText()).isEqualTo("CN=client");
        assertThat(wrangler("mtls-certificate", "list"))
                .contains(uploaded.path("id").asText(), "mine");
        wrangler("cert", "upload", "certificate-authority", "--ca-cert", "cert.pem", "--name", "authority");
        assertThat(api.get(TestApi.ACCOUNT + "/mtls_certificates?ca=true").result())
                .hasSize(1);
        wrangler("mtls-certificate", "delete", "--name", "mine");
        assertThat(api.get(TestApi.ACCOUNT + "/mtls_certificates?ca=false").result())
                .isEmpty();
    }

    @Test
    void deploysUserWorkers() throws IOException {
        wrangler("dispatch-namespace", "create", "tenants");
        worker("ann", "'ann'", "");
        wrangler("deploy", "--dispatch-namespace", "tenants");
        worker(
                "dispatcher",
                "await (await env.TENANTS.get('ann').fetch(request)).text()",
                "[[dispatch_namespaces]]\nbinding = \"TENANTS\"\nnamespace = \"tenants\"\n");
        wrangler("deploy");
        assertThat(api.ask("dispatcher", "/").body()).isEqualTo("ann");
        assertThat(wrangler("dispatch-namespace", "list")).contains("tenants");
    }

    @Test
    void makesPipelines() throws IOException {
        wrangler("pipelines", "streams", "create", "clicks", "--http-enabled", "false");
        JsonNode stream =
                api.get(TestApi.ACCOUNT + "/pipelines/v1/streams").result().path(0);
        wrangler(
                "pipelines",
                "sinks",
                "create",
                "store",
                "--type",
                "r2",
                "--bucket",
                "clicks",
                "--access-key-id",
                "id",
                "--secret-access-key",
                "hidden-key");
        assertThat(api.get(TestApi.ACCOUNT + "/pipelines/v1/sinks").body().toString())
                .contains("\"store\"")
                .doesNotContain("hidden-key");
        wrangler("pipelines", "create", "flow", "--sql", "INSERT INTO store SELECT * FROM clicks");
        JsonNode pipeline =
                api.get(TestApi.ACCOUNT + "/pipelines/v1/pipelines").result().path(0);
        assertThat(pipeline.path("tables").findValuesAsText("name")).containsExactly("store", "clicks");
        worker(
                "clicking",
                "(await env.CLICKS.send([{ at: 1 }]), 'sent')",
                "[[pipelines]]\nbinding = \"CLICKS\"\nstream = \""
                        + stream.path("id").asText() + "\"\n");
        wrangler("deploy");
        assertThat(api.ask("clicking", "/").body()).isEqualTo("sent");
        assertThat(api.get(TestApi.ACCOUNT + "/local/pipelines/"
                                + stream.path("id").asText())
                        .result()
                        .toString())
                .isEqualTo("[{\"at\":1}]");
        wrangler("pipelines", "delete", pipeline.path("id").asText(), "--force");
        assertThat(api.get(TestApi.ACCOUNT + "/pipelines/v1/pipelines").result())
                .isEmpty();
    }

    private void makeCertificate() throws Exception {
        Path store = folder.resolve("client.p12");
        Finished made = Finished.run(
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=client",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "password"),
                "",
                folder.resolve("keytool.log"));
        assertThat(made.failed()).as(made.log()).isFalse();
        char[] password = "password".toCharArray();
        KeyStore loaded = KeyStore.getInstance(store.toFile(), password);
        write("cert.pem", pem("CERTIFICATE", loaded.getCertificate("it").getEncoded()));
        write("key.pem", pem("PRIVATE KEY", loaded.getKey("it", password).getEncoded()));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private void worker(String name, String expression, String more) throws IOException {
        write(
                "wrangler.toml",
                "name = \"" + name + "\"\nmain = \"index.js\"\ncompatibility_date = \"2026-05-01\"\n" + more);
        write(
                "index.js",
                "export default { async fetch(request, env) { return new Response(" + expression + "); } };\n");
    }

    private void write(String file, String text) throws IOException {
        wrangler().write(file, text);
    }

    /** Runs it, and demands that it goes well; gives what it printed. */
    private String wrangler(String... arguments) {
        return wrangler().run(arguments).log();
    }
}
