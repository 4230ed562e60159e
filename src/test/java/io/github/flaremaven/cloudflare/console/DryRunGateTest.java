package io.github.flaremaven.cloudflare.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.cloudflare.http.TestClient;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DryRunGateTest {
    private static final String CANARY = "canary-value";

    private final RecordingConsole console = new RecordingConsole();
    private final DryRunGate gate = new DryRunGate(console);

    @Test
    void jsonIsShownAsItWouldBeSent() {
        boolean sent =
                gate.lets(Call.set("x", "PUT", "/a/schedules", Body.json(Json.parse("[{\"cron\":\"* * * * *\"}]")))
                        .query("force", "true"));

        assertThat(sent).isFalse();
        assertThat(console.lines())
                .containsExactly(
                        "info Dry run, not sent: PUT /a/schedules?force=true",
                        "info     [",
                        "info       {",
                        "info         \"cron\": \"* * * * *\"",
                        "info       }",
                        "info     ]");
    }

    @Test
    void aFormShowsItsMetadataAndWhatElseIsInIt() {
        gate.lets(Call.once(
                "x",
                "POST",
                "/versions",
                new Body.Multipart(List.of(
                        new Body.Part(
                                "metadata",
                                Optional.empty(),
                                Optional.empty(),
                                Content.of(Bytes.of("{\"main_module\":\"index.js\"}"))),
                        new Body.Part(
                                "index.js",
                                Optional.of("index.js"),
                                Optional.of("application/javascript+module"),
                                Content.of(Bytes.of("export default {}")))))));

        assertThat(console.lines())
                .containsExactly(
                        "info Dry run, not sent: POST /versions",
                        "info   part metadata:",
                        "info     {",
                        "info       \"main_module\": \"index.js\"",
                        "info     }",
                        "info   part index.js (application/javascript+module, 17 bytes)");
    }

    @Test
    void aFileShowsItsSize() {
        gate.lets(Call.set(
                "x", "POST", "/upload", new Body.Raw(Content.of(Bytes.of("12345")), "application/octet-stream")));

        assertThat(console.lines())
                .containsExactly("info Dry run, not sent: POST /upload", "info   application/octet-stream, 5 bytes");
    }

    @Test
    void aLongListIsCutShort() {
        ObjectNode manifest = Json.object();
        for (int i = 0; i < 10_000; i++) {
            manifest.put("/file" + i, i);
        }
        gate.lets(Call.set("x", "POST", "/session", Body.json(manifest)));

        assertThat(console.lines()).hasSize(502);
        assertThat(console.lines().get(501)).isEqualTo("info     … and 9502 lines more");
    }

    @Test
    void secretsAreHiddenWhereverTheyStand() {
        try (ScriptedServer server = ScriptedServer.start()) {
            TestClient client = TestClient.of(server.base(), gate);
            CloudflareApi api = new CloudflareApi(client.api(), "a".repeat(32));
            Map<String, Optional<Secret>> secrets = new LinkedHashMap<>();
            secrets.put("A", Optional.of(new Secret(CANARY)));
            secrets.put("B", Optional.empty());

            api.worker("api").secrets().put("A", new Secret(CANARY));
            api.worker("api").secrets().bulk(secrets);
            api.worker("api")
                    .uploadVersion(
                            new Body.Multipart(List.of(new Body.Part(
                                    "metadata", Optional.empty(), Optional.empty(), Content.of(Bytes.of("""
                                            {"bindings":[
                                              {"name":"A","type":"secret_text","text":"canary-value"},
                                              {"name":"K","type":"secret_key","key_base64":"canary-value","key_jwk":{"k":"canary-value"}},
                                              {"name":"V","type":"plain_text","text":"seen"}]}
                                            """))))),
                            Optional.empty());

            assertThat(server.received()).isEmpty();
        }
        assertThat(console.lines())
                .noneMatch(line -> line.contains(CANARY) || line.contains(TestClient.TOKEN))
                .contains("info       \"text\": \"********\",")
                .anyMatch(line -> line.contains("\"text\": \"seen\""))
                .anyMatch(line -> line.contains("\"B\": null"));
    }
}
