package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who answers: by host, by route, by share, by the client's wish. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {
    private TestCloudflare cloudflare;
    private TestApi api;
    private String first;
    private String second;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
        first = api.deploy("split", WorkerUpload.answering("'first'"));
        second = api.upload(
                "split",
                WorkerUpload.answering("'second'").metadata("annotations", "{\"workers/alias\":\"my-branch\"}"));
        api.deploy("other", WorkerUpload.answering("'other ' + new URL(request.url).host"));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    @Test
    void sharesHoldOverManyRequests() {
        api.split("split", first, 90, second, 10).result();
        long firsts = IntStream.range(0, 2000)
                .parallel()
                .filter(i -> api.ask("split", "/").body().equals("first"))
                .count();
        assertThat(firsts / 20.0).isBetween(87.5, 92.5);
    }

    @Test
    void anOverrideIsHonouredForDeployedVersionsOnly() {
        api.split("split", first, 100, second, 0).result();
        String wish = "other=\"x\", split=\"" + second + "\"";
        for (int i = 0; i < 20; i++) {
            assertThat(api.ask("split", "/").body()).isEqualTo("first");
            assertThat(api.ask("split", "/", "Cloudflare-Workers-Version-Overrides", wish)
                            .body())
                    .isEqualTo("second");
        }
        api.deployVersion("split", first).result();
        assertThat(api.ask("split", "/", "Cloudflare-Workers-Version-Overrides", wish)
                        .body())
                .isEqualTo("first");
    }

    @Test
    void aKeyStaysWithItsVersionAndMovesOnlyToTheGrowingOne() {
        api.split("split", first, 50, second, 50).result();
        Set<String> onSecond = new HashSet<>();
        for (int user = 0; user < 40; user++) {
            String key = "user-" + user;
            String answer = ask(key);
            assertThat(ask(key)).isEqualTo(answer);
            if (answer.equals("second")) {
                onSecond.add(key);
            }
        }
        assertThat(onSecond).hasSizeBetween(5, 35);
        api.split("split", second, 80, first, 20).result();
        assertThat(onSecond).allSatisfy(key -> assertThat(ask(key)).isEqualTo("second"));
    }

    private String ask(String key) {
        return api.ask("split", "/", "Cloudflare-Workers-Version-Key", key).body();
    }

    @Test
    void anUndeployedVersionAnswersAtItsPreviewAddressesOnly() {
        api.deployVersion("split", first).result();
        assertThat(api.ask(second.substring(0, 8) + "-split", "/").body()).isEqualTo("second");
        assertThat(api.ask("my-branch-split", "/").body()).isEqualTo("second");
        assertThat(api.ask("split", "/").body()).isEqualTo("first");
        assertThat(api.ask("00000000-split", "/").statusCode()).isEqualTo(404);
    }

    @Test
    void previewsOfOldVersionsAreStartedWhenSomebodyLooks() {
        String old = api.deploy("aging", WorkerUpload.answering("'v1'"));
        api.deploy("aging", WorkerUpload.answering("'v2'"));
        api.deploy("aging", WorkerUpload.answering("'v3'"));
        assertThat(api.ask(old.substring(0, 8) + "-aging", "/").body()).isEqualTo("v1");
        assertThat(api.ask("aging", "/").body()).isEqualTo("v3");
    }

    @Test
    void theWorkersDevHostAnswersWhileItIsOn() {
        String subdomain = TestApi.script("other") + "/subdomain";
        api.send("POST", subdomain, "{\"enabled\":true}").result();
        assertThat(api.askHost("OTHER.local.workers.dev", "/").body()).isEqualTo("other other.local.workers.dev");
        api.send("POST", subdomain, "{\"enabled\":false}").result();
        assertThat(api.askHost("other.local.workers.dev", "/").statusCode()).isEqualTo(404);
        assertThat(api.ask("other", "/").statusCode()).isEqualTo(200);
    }

    @Test
    void routesAndCustomDomainsLeadToTheirWorker() {
        api.deploy("shop", WorkerUpload.answering("'shop'"));
        api.deploy("admin", WorkerUpload.answering("'admin'"));
        api.send("PUT", TestApi.script("shop") + "/routes", """
                [{"pattern":"*.example.com/*","zone_name":"example.com"},{"pattern":"exact.example.org/only"}]
                """).result();
        api.send("PUT", TestApi.script("admin") + "/routes", """
                [{"pattern":"www.example.com/admin/*"},{"pattern":"https://secure.example.com/*"}]
                """).result();
        api.send("PUT", TestApi.script("admin") + "/domains/records", """
                {"override_scope":true,"override_existing_origin":false,"override_existing_dns_record":false,
                 "origins":[{"hostname":"admin.example.net"},{"hostname":"www.example.com"}]}
                """).result();
        assertThat(api.askHost("www.example.com", "/").body()).isEqualTo("shop");
        assertThat(api.askHost("WWW.Example.com:8443", "/x?y").body()).isEqualTo("shop");
        assertThat(api.askHost("www.example.com", "/admin/users?a=b").body()).isEqualTo("admin");
        assertThat(api.askHost("secure.example.com", "/").body()).isEqualTo("shop");
        assertThat(api.askHost("admin.example.net", "/any").body()).isEqualTo("admin");
        assertThat(api.askHost("exact.example.org", "/only").body()).isEqualTo("shop");
        assertThat(api.askHost("exact.example.org", "/only?with=query").statusCode())
                .isEqualTo(404);
        assertThat(api.askHost("example.com", "/").statusCode()).isEqualTo(404);
    }

    @Test
    void anUnknownHostIsToldWhatThereIs() {
        assertThat(api.askHost("nobody.example", "/"))
                .satisfies(r -> assertThat(r.statusCode()).isEqualTo(404))
                .satisfies(r -> assertThat(r.body())
                        .contains("nobody.example", "http://other.localhost:" + api.workersPort() + "/"));
    }

    @Test
    void theOnlyWorkerAnswersAtLocalhost(@TempDir Path folder) {
        try (TestCloudflare alone = TestCloudflare.start(folder.resolve("state"))) {
            assertThat(alone.api().askHost("localhost", "/").body()).contains("None is deployed yet");
            assertThat(alone.starts()).isZero();
            alone.api().deploy("one", WorkerUpload.answering("'one'"));
            assertThat(alone.api().askHost("localhost:8787", "/").body()).isEqualTo("one");
            assertThat(alone.api().askHost("127.0.0.1", "/").body()).isEqualTo("one");
            alone.api().deploy("two", WorkerUpload.answering("'two'"));
            assertThat(alone.api().askHost("localhost", "/").statusCode()).isEqualTo(404);
        }
    }
}
