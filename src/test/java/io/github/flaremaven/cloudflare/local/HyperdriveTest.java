package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Hyperdrive: the configs, and where a Worker's connection arrives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HyperdriveTest {
    private static final String CONFIGS = TestApi.ACCOUNT + "/hyperdrive/configs";
    private static final String ORIGIN = "\"origin\":{\"scheme\":\"postgres\",\"host\":\"127.0.0.1\",\"port\":%d,"
            + "\"database\":\"data\",\"user\":\"ann\",\"password\":\"s3cret&\"}";
    private static final String WORKER = """
            import { connect } from "cloudflare:sockets";
            export default {
              async fetch(request, { DB }) {
                try {
                  const socket = request.url.endsWith("/own") ? DB.connect() : connect(`${DB.host}:${DB.port}`);
                  const writer = socket.writable.getWriter();
                  await writer.write(new TextEncoder().encode("hello"));
                  const { value } = await socket.readable.getReader().read();
                  const { connectionString, host, user, password, database } = DB;
                  return Response.json({
                    answer: new TextDecoder().decode(value),
                    connectionString: connectionString.replace(host, "HOST"), user, password, database,
                  });
                } catch (e) {
                  return Response.json({ error: e.message });
                }
              },
            };
            """;

    private TestCloudflare cloudflare;
    private TestApi api;
    private Path state;

    @BeforeAll
    void start(@TempDir Path folder) {
        state = folder.resolve("state");
        cloudflare = TestCloudflare.start(state);
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    /** Takes connections and answers the first bytes with its name and these. */
    private static final class Database implements AutoCloseable {
        private final ServerSocket server;

        Database(String name) throws IOException {
            server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> serve(name), "database");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve(String name) {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    String heard = new String(client.getInputStream().readNBytes(5), StandardCharsets.UTF_8);
                    client.getOutputStream().write((name + " heard " + heard).getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    if (!server.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private String create(String name, int port) {
        return api.send("POST", CONFIGS, "{\"name\":\"" + name + "\"," + ORIGIN.formatted(port) + "}")
                .result()
                .path("id")
                .asText();
    }

    private void deploy(String worker, String id) {
        api.deploy(
                worker,
                WorkerUpload.module(WORKER).binding("{\"type\":\"hyperdrive\",\"name\":\"DB\",\"id\":\"" + id + "\"}"));
    }

    private JsonNode ask(String worker, String path) {
        return Json.parse(api.ask(worker, path).body());
    }

    @Test
    void aWorkerReachesTheDatabaseOfTheConfig() throws IOException {
        try (Database one = new Database("one");
                Database two = new Database("two")) {
            String id = create("reached", one.port());
            deploy("reacher", id);
            JsonNode said = ask("reacher", "/");
            assertThat(said.path("answer").asText()).as(said.toString()).isEqualTo("one heard hello");
            assertThat(said.path("connectionString").asText())
                    .isEqualTo("postgresql://ann:s3cret%26@HOST:5432/data?sslmode=disable");
            assertThat(ask("reacher", "/own").path("answer").asText()).isEqualTo("one heard hello");

            api.send("PATCH", CONFIGS + "/" + id, "{\"origin\":{\"host\":\"localhost\",\"port\":" + two.port() + "}}")
                    .result();
            assertThat(ask("reacher", "/").path("answer").asText())
                    .as("a Worker that is deployed follows the config")
                    .isEqualTo("two heard hello");
        }
    }

    @Test
    void aBuildMaySayWhereTheDatabaseIs() throws IOException {
        try (Database own = new Database("own")) {
            String id = "0123456789abcdef0123456789abcdef";
            deploy("told", id);
            assertThat(ask("told", "/").path("error").asText())
                    .isEqualTo("the binding DB (hyperdrive) has no database here; set its localConnectionString in the "
                            + "config, or CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB in the environment, and "
                            + "deploy again");
            String stand = TestApi.ACCOUNT + "/local/hyperdrive/" + id;
            assertThat(api.send("PUT", stand, "{\"connection_string\":\"nonsense\"}")
                            .status())
                    .isEqualTo(400);
            api.send("PUT", stand, "{\"connection_string\":\"mysql://u:p@127.0.0.1:" + own.port() + "/d\"}")
                    .result();
            JsonNode said = ask("told", "/");
            assertThat(said.path("answer").asText()).as(said.toString()).isEqualTo("own heard hello");
            assertThat(said.path("connectionString").asText()).startsWith("mysql://u:p@HOST:3306/d");
        }
    }

    @Test
    void passwordsAreNeverShown() throws IOException {
        String id = create("quiet", 1);
        assertThat(api.get(CONFIGS + "/" + id).body().toString())
                .contains("ann")
                .doesNotContain("s3cret");
        assertThat(api.get(CONFIGS).body().toString()).contains("quiet").doesNotContain("s3cret");
        assertThat(api.send("PATCH", CONFIGS + "/" + id, "{\"name\":\"silent\"}")
                        .body()
                        .toString())
                .contains("silent")
                .doesNotContain("s3cret");
        if (state.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(Files.getPosixFilePermissions(state)).hasSize(3);
        }
    }

    @Test
    void configsAreMadeChangedAndDeleted() {
        String id = create("kept", 5432);
        assertThat(api.send("POST", CONFIGS, "{\"name\":\"kept\"," + ORIGIN.formatted(1) + "}")
                        .code())
                .isEqualTo(2017);
        assertThat(api.send("POST", CONFIGS, "{\"name\":\"bare\",\"origin\":{\"host\":\"h\"}}")
                        .status())
                .isEqualTo(400);
        JsonNode changed = api.send(
                        "PATCH",
                        CONFIGS + "/" + id,
                        "{\"caching\":{\"disabled\":true},\"origin\":{\"service_id\":\"vpc\"}}")
                .result();
        assertThat(changed.at("/caching/disabled").asBoolean()).isTrue();
        assertThat(changed.at("/origin/service_id").asText()).isEqualTo("vpc");
        assertThat(changed.path("origin").has("host")).isFalse();
        assertThat(changed.at("/origin/database").asText()).isEqualTo("data");

        JsonNode replaced = api.send("PUT", CONFIGS + "/" + id, "{\"name\":\"new\"," + ORIGIN.formatted(7) + "}")
                .result();
        assertThat(replaced.path("id").asText()).isEqualTo(id);
        assertThat(replaced.at("/origin/port").asInt()).isEqualTo(7);
        assertThat(replaced.at("/caching/disabled").asBoolean()).isFalse();

        api.delete(CONFIGS + "/" + id).result();
        assertThat(api.get(CONFIGS + "/" + id).status()).isEqualTo(404);
    }
}
