package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What Workers, other users and other machines cannot get at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTest {
    private static final String SECRET = "the-value-of-the-secret-4711";

    private Path state;
    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        state = folder.resolve("state");
        cloudflare = TestCloudflare.start(state);
        api = cloudflare.api();
        api.deploy("nosy", WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const { url, headers, method } = await request.json();
                    try {
                      const response = await fetch(url, { headers, method });
                      return new Response(response.status + " " + (env.SECRET ? "" : "no secret"));
                    } catch (e) {
                      return new Response(String(e));
                    }
                  },
                };
                """).binding("""
                {"type": "secret_text", "name": "SECRET", "text": "%s"}""".formatted(SECRET)));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    private String config() throws IOException {
        try (Stream<Path> files = Files.find(state.resolve("run"), 3, (p, a) -> p.endsWith("workerd.capnp"))) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }

    private String fetched(String url, String headers) {
        return api.send(
                        api.request("nosy.localhost", "/")
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                "{\"method\": \"GET\", \"url\": "
                                                        + Json.compact(Json.array(List.of(url))
                                                                .get(0)) + ", \"headers\": " + headers + "}"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void workersReachNoBindingButTheirOwn() throws Exception {
        String address = config().replaceAll("(?s).*external = \\(address = \"([^\"]+)\".*", "$1");
        assertThat(fetched("http://" + address + "/key", "{\"X-Local-Kind\": \"kv\", \"X-Local-Id\": \"x\"}"))
                .isEqualTo("403 ");
        assertThat(fetched(
                        "http://" + address + "/key",
                        "{\"X-Local-Kind\": \"kv\", \"X-Local-Id\": \"x\", \"X-Local-Key\": \"guess\"}"))
                .isEqualTo("403 ");
    }

    @Test
    void workersCannotCallEventsOfOthers() throws Exception {
        List<Integer> refused = new ArrayList<>();
        for (int port : listening(Workerds.ofThisProcess().get(0))) {
            String answer = fetched(
                    "http://127.0.0.1:" + port + "/scheduled?v=" + URLEncoder.encode("v0", StandardCharsets.UTF_8),
                    "{\"X-Local-Key\": \"guess\"}");
            if (answer.equals("403 ")) {
                refused.add(port);
            }
        }
        assertThat(refused).hasSize(1); // the control Worker; the other one is the Worker's own socket
    }

    /** Ports on which a process listens, as Linux tells them. */
    private static List<Integer> listening(ProcessHandle process) throws IOException {
        List<String> sockets = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[")) {
                    sockets.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        List<Integer> ports = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                List<String> fields = List.of(line.strip().split("\\s+", -1));
                if (fields.size() > 9 && fields.get(3).equals("0A") && sockets.contains(fields.get(9))) {
                    String address = fields.get(1);
                    assertThat(address).contains("0100007F:"); // 127.0.0.1
                    ports.add(Integer.parseInt(address.substring(address.indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    @Test
    void secretsAreInNoFileOfTheRunAndInNoArgument() throws Exception {
        assertThat(fetched("http://127.0.0.1:1/", "{}")).doesNotContain("no secret");
        try (Stream<Path> files = Files.walk(state.resolve("run"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain(SECRET);
            }
        }
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            assertThat(process.info().commandLine().orElse("")).doesNotContain(SECRET);
        }
        for (String line : cloudflare.lines()) {
            assertThat(line).doesNotContain(SECRET);
        }
    }

    @Test
    void theEnvironmentOfTheBuildDoesNotReachWorkerd() throws Exception {
        ProcessHandle workerd = Workerds.ofThisProcess().get(0);
        String environment =
                Files.readString(Path.of("/proc/" + workerd.pid() + "/environ"), StandardCharsets.ISO_8859_1);
        assertThat(environment).contains("LOCAL_SECRET_").doesNotContain("HOME=", "JAVA_HOME=", "MAVEN_");
    }

    @Test
    void theStateIsForItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(state.resolve(".gitignore")).hasContent("*");
        List<Path> withSecret = new ArrayList<>();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    withSecret.add(file);
                }
            }
        }
        assertThat(withSecret)
                .containsExactly(state.resolve("scripts/nosy.json"))
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    @Test
    void aPageOfAnotherHostIsNotAnswered() throws Exception {
        try (RawClient client = new RawClient(cloudflare.cloudflare().apiBase().getPort())) {
            client.say("GET /client/v4/user HTTP/1.1\r\nHost: evil.example:80\r\nAuthorization: Bearer x\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(403);
        }
    }

    @Test
    void theServersListenOnLoopbackOnly() throws Exception {
        assertThat(listening(ProcessHandle.current()))
                .contains(cloudflare.cloudflare().workersPort());
    }
}
